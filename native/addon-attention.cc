/** Bindings of attention: segments, their prefixes and positions are checked here. */
#include "addon-attention.h"

namespace reprise {
namespace {

void checkOffsets(const Fields& f, const Attention& a) {
  if (a.segments < 0 || a.offsets[0] != 0 || a.offsets[a.segments] != a.n)
    f.fail("offsets must go from 0 to " + std::to_string(a.n));
  for (long s = 0; s < a.segments; s++)
    if (a.offsets[s + 1] < a.offsets[s]) f.fail("offsets must not fall: offsets[" + std::to_string(s + 1) + "]");
}

/** A prefix comes before its segments, which follow it directly, and has none itself; finds the longest sequence. */
void checkPrefixes(const Fields& f, Attention& a) {
  const auto length = [&a](long s) { return static_cast<long>(a.offsets[s + 1]) - a.offsets[s]; };
  for (long s = 0; s < a.segments; s++) {
    const long prefix = a.prefixes[s];
    const std::string name = "prefixes[" + std::to_string(s) + "] is " + std::to_string(prefix);
    if (prefix < -1 || prefix >= s) f.fail(name + ", neither -1 nor a segment before");
    if (prefix >= 0 && a.prefixes[prefix] != -1) f.fail(name + ", which has a prefix itself");
    if (prefix >= 0 && prefix != s - 1 && a.prefixes[s - 1] != prefix)
      f.fail(name + ", but the segments of a prefix must follow it directly");
    const long tokens = length(s) + (prefix < 0 ? 0 : length(prefix));
    if (tokens > a.longest) a.longest = tokens;
  }
}

}  // namespace

Attention attentionShape(const Fields& f) {
  Attention a{};
  a.n = f.whole("rows", 0), a.heads = f.whole("heads", 1, 4096), a.size = f.whole("headSize", 1, 4096);
  a.segments = f.length("offsets") - 1;
  if (a.segments < 0) f.fail("offsets must have at least one entry");
  a.offsets = f.integers("offsets", a.segments + 1);
  checkOffsets(f, a);
  a.prefixes = f.integers("prefixes", a.segments);
  checkPrefixes(f, a);
  a.slopes = f.floatsOrNull("slopes", a.heads);
  a.dropout = f.dropout();
  if (f.isNull("positions")) return a;
  if (a.size % 2 != 0) f.fail("rotary embedding needs an even headSize");
  const long half = a.size / 2, known = f.length("cosines") / half;
  a.positions = f.indices("positions", a.n, known);
  a.cosines = f.floats("cosines", known * half), a.sines = f.floats("sines", known * half);
  return a;
}

namespace {

void attentionForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "attentionForward");
  AttentionForward a{.shape = attentionShape(f)};
  const long width = a.shape.heads * a.shape.size;
  a.qkv = f.floats("qkv", a.shape.n * 3 * width), a.out = f.floats("out", a.shape.n * width);
  a.peaks = f.floats("peaks", a.shape.heads * a.shape.n);
  a.inverses = f.floats("inverses", a.shape.heads * a.shape.n);
  alone(info, [&] { kernels->attentionForward(a); });
}

void attentionBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "attentionBackward");
  AttentionBackward a{.shape = attentionShape(f)};
  const long width = a.shape.heads * a.shape.size;
  a.qkv = f.floats("qkv", a.shape.n * 3 * width), a.dQkv = f.floats("dQkv", a.shape.n * 3 * width);
  a.out = f.floats("out", a.shape.n * width), a.dOut = f.floats("dOut", a.shape.n * width);
  a.peaks = f.floats("peaks", a.shape.heads * a.shape.n);
  a.inverses = f.floats("inverses", a.shape.heads * a.shape.n);
  alone(info, [&] { kernels->attentionBackward(a); });
}

}  // namespace

void exportAttention(Napi::Env env, Napi::Object exports) {
  Exports{env, exports}.add("attentionForward", attentionForward).add("attentionBackward", attentionBackward);
}

}  // namespace reprise
