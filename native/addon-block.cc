/** Bindings of whole Transformer blocks. */
#include "addon-attention.h"

namespace reprise {
namespace {

struct Checked {
  BlockShape shape;
  long n, d;
};

Checked blockShape(const Fields& f) {
  Checked c{};
  c.shape.attention = attentionShape(f.within("attention"));
  c.shape.hidden = f.whole("hiddenWidth", 1);
  c.shape.preNorm = f.flag("preNorm"), c.shape.bf16 = f.flag("bf16");
  c.shape.activation = static_cast<Activation>(f.whole("activation", 1, 4));
  c.shape.mixed = f.within("mixedDropout").dropout(), c.shape.fed = f.within("fedDropout").dropout();
  c.n = c.shape.attention.n, c.d = c.shape.attention.heads * c.shape.attention.size;
  return c;
}

/** Twelve arrays: of queries, keys and values, of their mixture, the first norm, both projections, the second norm. */
template <class Pair>
BlockWeights<Pair> parametersOf(const Fields& f, const char* name, const Checked& c) {
  const long d = c.d, h = c.shape.hidden;
  const long lengths[] = {d * 3 * d, 3 * d, d * d, d, d, d, d * h, h, h * d, d, d, d};
  std::vector<Values> like;
  for (const long length : lengths) like.push_back({length, nullptr});
  const std::vector<Values> a = f.listsLike(name, like);
  return {{a[0].x, a[1].x}, {a[2].x, a[3].x}, {a[4].x, a[5].x}, {a[6].x, a[7].x}, {a[8].x, a[9].x}, {a[10].x, a[11].x}};
}

/** Numbers that are kept as bfloat16, two in the place of a float32, where the block is computed in it. */
Target kept(const Fields& f, const char* name, long numbers, bool bf16) {
  if (!bf16) return f.floats(name, numbers);
  return reinterpret_cast<uint16_t*>(f.floats(name, (numbers + 1) / 2));
}

BlockTrace traceOf(const Fields& f, const Checked& c) {
  const auto& [shape, n, d] = c;
  const bool bf16 = shape.bf16;
  BlockTrace t{};
  t.qkv = kept(f, "qkv", n * 3 * d, bf16), t.mixed = kept(f, "mixed", n * d, bf16);
  t.peaks = f.floats("peaks", shape.attention.heads * n), t.inverses = f.floats("inverses", shape.attention.heads * n);
  t.normed1 = f.floats("normed1", n * d), t.means = f.floats("means", 2 * n);
  t.deviations = f.floats("deviations", 2 * n);
  t.hidden = kept(f, "hidden", n * shape.hidden, bf16);
  if (!f.isNull("slopes")) t.slopes = kept(f, "slopes", n * shape.hidden, bf16);
  if (shape.preNorm) {
    t.between = f.floats("between", n * d), t.normed2 = f.floats("normed2", n * d);
  } else {
    t.branch1 = kept(f, "branch1", n * d, bf16), t.branch2 = kept(f, "branch2", n * d, bf16);
  }
  return t;
}

void blockForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "blockForward");
  const Checked c = blockShape(f);
  BlockForward b{c.shape, f.floats("x", c.n * c.d), parametersOf<Affine>(f, "weights", c), traceOf(f, c),
                 f.floats("out", c.n * c.d)};
  alone(info, [&] { kernels->blockForward(b); });
}

void blockBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "blockBackward");
  const Checked c = blockShape(f);
  BlockBackward b{c.shape, f.floats("x", c.n * c.d), f.floats("dOut", c.n * c.d), parametersOf<Affine>(f, "weights", c),
                  traceOf(f, c), f.floats("dx", c.n * c.d), parametersOf<AffineGradient>(f, "gradients", c)};
  if (!b.trace.slopes) f.fail("slopes must be there");
  alone(info, [&] { kernels->blockBackward(b); });
}

}  // namespace

void exportBlock(Napi::Env env, Napi::Object exports) {
  Exports{env, exports}.add("blockForward", blockForward).add("blockBackward", blockBackward);
}

}  // namespace reprise
