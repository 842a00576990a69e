/** A whole Transformer block, forwards and back: between its products nothing leaves the kernels. */
#pragma once
#include "attention.h"
#include "linear.h"
#include "norm.h"
#include "sums.h"

namespace {

using reprise::Affine;
using reprise::AffineGradient;
using reprise::BlockBackward;
using reprise::BlockForward;
using reprise::BlockShape;
using reprise::BlockTrace;

inline long tokensOf(const BlockShape& s) { return s.attention.n; }
inline long widthOf(const BlockShape& s) { return s.attention.heads * s.attention.size; }

/** out = norm(x + dropout(branch)), or norm(x); `number`: the first or the second norm of the block. */
inline void normIn(const BlockShape& s, const BlockTrace& t, const float* x, Source branch, const Dropout& dropout,
                   const Affine& norm, float* out, int number) {
  const long n = tokensOf(s);
  normForward({n, widthOf(s), x, branch, norm.weight, norm.bias, out, t.means + number * n, t.deviations + number * n,
               dropout});
}

/** The branch of attention, before dropout: x [n, d] → [n, d]. */
inline void attendIn(const BlockForward& f, const float* x, Target out) {
  const BlockShape& s = f.shape;
  const BlockTrace& t = f.trace;
  const long n = tokensOf(s), d = widthOf(s);
  linearForward({n, d, 3 * d, x, f.weights.qkv.weight, f.weights.qkv.bias, t.qkv, s.bf16});
  attentionForward({s.attention, t.qkv, t.mixed, t.peaks, t.inverses});
  linearForward({n, d, d, t.mixed, f.weights.mix.weight, f.weights.mix.bias, out, s.bf16});
}

/** The branch of the feed-forward layers, before dropout. */
inline void feedIn(const BlockForward& f, const float* x, Target out) {
  const BlockShape& s = f.shape;
  const auto& [weight1, bias1] = f.weights.input;
  const auto& [weight2, bias2] = f.weights.output;
  feedForward({tokensOf(s), widthOf(s), s.hidden, x, weight1, bias1, weight2, bias2, f.trace.hidden, f.trace.slopes, out,
               s.activation, s.bf16});
}

/** Memory of the block's own while it is computed: [n, numbers] of float32, or of bfloat16 where the block is in it. */
class BlockMemory {
 public:
  /** `wide`: numbers of the widest rows; `narrow`: how many arrays of [n, d] besides. */
  BlockMemory(const BlockShape& s, long wide, long narrow) : s(s) {
    const long n = tokensOf(s);
    reserveScratch(Scratch::Block, static_cast<size_t>(roundUp(n * wide, 16) + narrow * roundUp(n * widthOf(s), 16)));
    next = scratch(Scratch::Block, 0);
  }
  Target take(long width) {
    float* singles = takeSingles(width);
    return s.bf16 ? Target(reinterpret_cast<uint16_t*>(singles)) : Target(singles);
  }
  float* takeSingles(long width) {
    float* taken = next;
    next += roundUp(tokensOf(s) * width, 16);
    return taken;
  }

 private:
  const BlockShape& s;
  float* next;
};

inline void blockForward(const BlockForward& f) {
  const BlockShape& s = f.shape;
  const BlockTrace& t = f.trace;
  const long n = tokensOf(s), d = widthOf(s);
  if (s.preNorm) {
    BlockMemory memory(s, d, 0);
    const Target branch = memory.take(d);
    normIn(s, t, f.x, {}, {}, f.weights.norm1, t.normed1, 0);
    attendIn(f, t.normed1, branch);
    addBranch({n, d, f.x, branch, t.between, s.mixed});
    normIn(s, t, t.between, {}, {}, f.weights.norm2, t.normed2, 1);
    feedIn(f, t.normed2, branch);
    addBranch({n, d, t.between, branch, f.out, s.fed});
  } else {
    attendIn(f, f.x, t.branch1);
    normIn(s, t, f.x, t.branch1, s.mixed, f.weights.norm1, t.normed1, 0);
    feedIn(f, t.normed1, t.branch2);
    normIn(s, t, t.normed1, t.branch2, s.fed, f.weights.norm2, f.out, 1);
  }
}

/** What the gradients pass through on their way back. */
struct BlockGradients {
  Target branch, wide, mixed;   // [n, d], [n, hidden or 3d], [n, d]
  float *between, *product;     // [n, d]; [n, d], of float32 alone
};

/** dx += dOut · wᵀ; in float32 with the bits of the product by itself and a sum. */
inline void addInputGradient(const BlockShape& s, long o, Source dOut, const float* w, float* product, float* dx) {
  const long n = tokensOf(s), d = widthOf(s);
  Gemm g = inputGradient(n, d, o, dOut, w, s.bf16 ? dx : product, s.bf16);
  g.accumulate = s.bf16;
  gemm(g);
  if (!s.bf16) add({n * d, dx, product, dx});
}

/** From the gradient of the feed-forward branch to `wide`, that of the hidden layer before its activation. */
inline void feedBack(const BlockBackward& b, const BlockGradients& g, const float* x) {
  const BlockShape& s = b.shape;
  const long n = tokensOf(s), d = widthOf(s), h = s.hidden;
  Gemm hidden = inputGradient(n, h, d, g.branch, b.weights.output.weight, g.wide, s.bf16);
  hidden.epilogue.factor = b.trace.slopes;
  gemm(hidden);
  weightGradients(n, h, d, b.trace.hidden, g.branch, b.gradients.output.weight, b.gradients.output.bias, s.bf16);
  weightGradients(n, d, h, x, g.wide, b.gradients.input.weight, b.gradients.input.bias, s.bf16);
}

/** From the gradient of the attention branch to `wide`, that of queries, keys and values. */
inline void attendBack(const BlockBackward& b, const BlockGradients& g, const float* x) {
  const BlockShape& s = b.shape;
  const BlockTrace& t = b.trace;
  const long n = tokensOf(s), d = widthOf(s);
  gemm(inputGradient(n, d, d, g.branch, b.weights.mix.weight, g.mixed, s.bf16));
  weightGradients(n, d, d, t.mixed, g.branch, b.gradients.mix.weight, b.gradients.mix.bias, s.bf16);
  attentionBackward({s.attention, t.qkv, t.mixed, t.peaks, t.inverses, g.mixed, g.wide});
  weightGradients(n, d, 3 * d, x, g.wide, b.gradients.qkv.weight, b.gradients.qkv.bias, s.bf16);
}

/** Back through norm(x + dropout(branch)), or norm(x). */
inline void normBack(const BlockBackward& b, const float* dOut, const float* x, Source branch, const Dropout& dropout,
                     const Affine& norm, float* dx, Target dBranch, const AffineGradient& gradient, int number) {
  const long n = tokensOf(b.shape);
  normBackward({n, widthOf(b.shape), dOut, x, branch, norm.weight, b.trace.means + number * n,
                b.trace.deviations + number * n, dx, dBranch, gradient.weight, gradient.bias, dropout});
}

inline void postNormBackward(const BlockBackward& b, const BlockGradients& g) {
  const BlockShape& s = b.shape;
  const BlockTrace& t = b.trace;
  normBack(b, b.dOut, t.normed1, t.branch2, s.fed, b.weights.norm2, g.between, g.branch, b.gradients.norm2, 1);
  feedBack(b, g, t.normed1);
  addInputGradient(s, s.hidden, g.wide, b.weights.input.weight, g.product, g.between);
  normBack(b, g.between, b.x, t.branch1, s.mixed, b.weights.norm1, b.dx, g.branch, b.gradients.norm1, 0);
  attendBack(b, g, b.x);
  addInputGradient(s, 3 * widthOf(s), g.wide, b.weights.qkv.weight, g.product, b.dx);
}

inline void preNormBackward(const BlockBackward& b, const BlockGradients& g) {
  const BlockShape& s = b.shape;
  const BlockTrace& t = b.trace;
  const long n = tokensOf(s), d = widthOf(s);
  dropout({n, d, b.dOut, g.branch, s.fed});
  feedBack(b, g, t.normed2);
  gemm(inputGradient(n, d, s.hidden, g.wide, b.weights.input.weight, g.product, s.bf16));
  normBack(b, g.product, t.between, {}, {}, b.weights.norm2, g.between, {}, b.gradients.norm2, 1);
  add({n * d, b.dOut, g.between, g.between});
  dropout({n, d, g.between, g.branch, s.mixed});
  attendBack(b, g, t.normed1);
  gemm(inputGradient(n, d, 3 * d, g.wide, b.weights.qkv.weight, g.product, s.bf16));
  normBack(b, g.product, b.x, {}, {}, b.weights.norm1, b.dx, {}, b.gradients.norm1, 0);
  add({n * d, g.between, b.dx, b.dx});
}

inline void blockBackward(const BlockBackward& b) {
  const BlockShape& s = b.shape;
  const long d = widthOf(s), wide = greater(s.hidden, 3 * d);
  BlockMemory memory(s, wide, 4);
  const BlockGradients g{memory.take(d), memory.take(wide), memory.take(d), memory.takeSingles(d), memory.takeSingles(d)};
  if (s.preNorm) preNormBackward(b, g);
  else postNormBackward(b, g);
}

}  // namespace
