/** Bindings of what works row by row: norms, dropout, embeddings, addition. */
#include "addon-fields.h"

namespace reprise {
namespace {

void normForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "normForward");
  NormForward n{};
  n.n = f.whole("rows", 0), n.d = f.whole("width", 1);
  n.x = f.floats("x", n.n * n.d), n.branch = f.floatsOrNull("branch", n.n * n.d);
  n.gain = f.floats("gain", n.d), n.bias = f.floats("bias", n.d), n.out = f.floats("out", n.n * n.d);
  n.means = f.floats("means", n.n), n.deviations = f.floats("deviations", n.n);
  n.dropout = f.dropout();
  alone(info, [&] { kernels->normForward(n); });
}

void normBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "normBackward");
  NormBackward n{};
  n.n = f.whole("rows", 0), n.d = f.whole("width", 1);
  n.dOut = f.floats("dOut", n.n * n.d), n.x = f.floats("x", n.n * n.d);
  n.branch = f.floatsOrNull("branch", n.n * n.d), n.gain = f.floats("gain", n.d);
  n.means = f.floats("means", n.n), n.deviations = f.floats("deviations", n.n);
  n.dx = f.floats("dx", n.n * n.d), n.dBranch = f.floatsOrNull("dBranch", n.n * n.d);
  n.dGain = f.floats("dGain", n.d), n.dBias = f.floats("dBias", n.d);
  n.dropout = f.dropout();
  if (static_cast<bool>(n.branch) != static_cast<bool>(n.dBranch)) f.fail("branch and dBranch go together");
  alone(info, [&] { kernels->normBackward(n); });
}

void dropout(const Napi::CallbackInfo& info) {
  const Fields f(info, "dropout");
  Drop d{};
  d.n = f.whole("rows", 0), d.d = f.whole("width", 1);
  d.x = f.floats("x", d.n * d.d), d.out = f.floats("out", d.n * d.d);
  d.dropout = f.dropout();
  alone(info, [&] { kernels->dropout(d); });
}

/** What both directions read: sizes and ids. */
Embed embedding(const Fields& f) {
  Embed e{};
  e.n = f.whole("rows", 0), e.d = f.whole("width", 1), e.entries = f.whole("entries", 1);
  e.ids = f.indices("ids", e.n, e.entries);
  return e;
}

void embedForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "embedForward");
  Embed e = embedding(f);
  e.from = f.floats("table", e.entries * e.d), e.to = f.floats("out", e.n * e.d);
  alone(info, [&] { kernels->embedForward(e); });
}

void embedBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "embedBackward");
  Embed e = embedding(f);
  e.from = f.floats("dOut", e.n * e.d), e.to = f.floats("dTable", e.entries * e.d);
  alone(info, [&] { kernels->embedBackward(e); });
}

void add(const Napi::CallbackInfo& info) {
  const Fields f(info, "add");
  Add a{};
  a.n = f.length("out");
  a.x = f.floats("x", a.n), a.y = f.floats("y", a.n), a.out = f.floats("out", a.n);
  alone(info, [&] { kernels->add(a); });
}

}  // namespace

void exportRows(Napi::Env env, Napi::Object exports) {
  Exports{env, exports}.add("normForward", normForward).add("normBackward", normBackward).add("dropout", dropout)
      .add("embedForward", embedForward).add("embedBackward", embedBackward).add("add", add);
}

}  // namespace reprise
