/** Bindings of the matrix products: gemm, linear and feed-forward layers. */
#include "addon-fields.h"

namespace reprise {
namespace {

void gemm(const Napi::CallbackInfo& info) {
  const Fields f(info, "gemm");
  Gemm g{};
  g.m = f.whole("m", 0), g.n = f.whole("n", 0), g.k = f.whole("k", 0);
  g.a = f.floats("a", g.m * g.k), g.b = f.floats("b", g.k * g.n), g.c = f.floats("c", g.m * g.n);
  g.transposeA = f.flag("transposeA"), g.transposeB = f.flag("transposeB"), g.accumulate = f.flag("accumulate");
  g.bf16 = f.flag("bf16");
  alone(info, [&] { kernels->gemm(g); });
}

void linearForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "linearForward");
  LinearForward l{};
  l.n = f.whole("rows", 0), l.i = f.whole("inputs", 1), l.o = f.whole("outputs", 1), l.bf16 = f.flag("bf16");
  l.x = f.floats("x", l.n * l.i), l.w = f.floats("w", l.i * l.o), l.b = f.floats("b", l.o);
  l.out = f.floats("out", l.n * l.o);
  alone(info, [&] { kernels->linearForward(l); });
}

void linearBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "linearBackward");
  LinearBackward l{};
  l.n = f.whole("rows", 0), l.i = f.whole("inputs", 1), l.o = f.whole("outputs", 1), l.bf16 = f.flag("bf16");
  l.x = f.floats("x", l.n * l.i), l.w = f.floats("w", l.i * l.o), l.dOut = f.floats("dOut", l.n * l.o);
  l.dx = f.floats("dx", l.n * l.i), l.dw = f.floats("dw", l.i * l.o), l.db = f.floats("db", l.o);
  alone(info, [&] { kernels->linearBackward(l); });
}

void feedForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "feedForward");
  FeedForward l{};
  l.n = f.whole("rows", 0), l.d = f.whole("width", 1), l.h = f.whole("hiddenWidth", 1), l.bf16 = f.flag("bf16");
  l.x = f.floats("x", l.n * l.d), l.w1 = f.floats("w1", l.d * l.h), l.b1 = f.floats("b1", l.h);
  l.w2 = f.floats("w2", l.h * l.d), l.b2 = f.floats("b2", l.d);
  l.hidden = f.floats("hidden", l.n * l.h), l.slopes = f.floatsOrNull("slopes", l.n * l.h);
  l.out = f.floats("out", l.n * l.d), l.activation = static_cast<Activation>(f.whole("activation", 1, 4));
  alone(info, [&] { kernels->feedForward(l); });
}

void feedForwardBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "feedForwardBackward");
  FeedForwardBackward l{};
  l.n = f.whole("rows", 0), l.d = f.whole("width", 1), l.h = f.whole("hiddenWidth", 1), l.bf16 = f.flag("bf16");
  l.x = f.floats("x", l.n * l.d), l.w1 = f.floats("w1", l.d * l.h), l.w2 = f.floats("w2", l.h * l.d);
  l.hidden = f.floats("hidden", l.n * l.h), l.slopes = f.floats("slopes", l.n * l.h);
  l.dOut = f.floats("dOut", l.n * l.d), l.dx = f.floats("dx", l.n * l.d);
  l.dw1 = f.floats("dw1", l.d * l.h), l.db1 = f.floats("db1", l.h);
  l.dw2 = f.floats("dw2", l.h * l.d), l.db2 = f.floats("db2", l.d);
  alone(info, [&] { kernels->feedForwardBackward(l); });
}

}  // namespace

void exportProducts(Napi::Env env, Napi::Object exports) {
  Exports{env, exports}.add("gemm", gemm).add("linearForward", linearForward).add("linearBackward", linearBackward)
      .add("feedForward", feedForward).add("feedForwardBackward", feedForwardBackward);
}

}  // namespace reprise
