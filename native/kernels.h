/**
 * What each instruction set implements: one table of functions over plain structs. Pointers are to checked memory
 * (addon.cc checks every length); null is allowed only where said. All matrices are row-major.
 */
#pragma once
#include <cstdint>

#include "kept.h"

namespace reprise {

enum class Activation : int { None = 0, Gelu = 1, GeluTanh = 2, Relu = 3, Swish = 4 };

/** Inverted dropout by Philox4x32-10: counter (column / 8, row, site, step), key (seed, 0), two draws a word. */
struct Dropout {
  bool on;
  uint32_t threshold;  // of 65536: keep when the draw is at least this
  float scale;         // of what is kept
  uint32_t seed, step, site;
};

/** What is done to a finished tile of a product: + bias, then the activation, then ⊙ factor. */
struct Epilogue {
  const float* bias = nullptr;    // [n] or null
  Activation activation = Activation::None;
  Target slopes;                  // [m, n] the activation's derivatives, or none
  Source factor;                  // [m, n] or none
};

/** c [m, n] = op(a) · op(b) (+ c): a is [m, k] or, transposed, [k, m]; b is [k, n] or, transposed, [n, k]. */
struct Gemm {
  long m, n, k;
  Source a;
  bool transposeA;
  Source b;
  bool transposeB;
  Target c;
  bool accumulate = false;      // c is float32 then
  bool bf16 = false;            // operands rounded to bfloat16, sums in float32 (bf16.h)
  long rowOfA = 0;              // numbers from one row of a to the next; 0: as many as it has
  Epilogue epilogue = {};
  float* columnSums = nullptr;  // [n] sums of the columns of b, which is not transposed; or null
};

/** out [n, o] = x [n, i] · w [i, o] + b [o]. */
struct LinearForward {
  long n, i, o;
  Source x;
  const float *w, *b;
  Target out;
  bool bf16;
};

struct LinearBackward {
  long n, i, o;
  Source x;
  const float* w;
  Source dOut;
  Target dx;
  float *dw, *db;
  bool bf16;
};

/** hidden [n, h] = activation(x [n, d] · w1 [d, h] + b1 [h]); out [n, d] = hidden · w2 [h, d] + b2 [d]. */
struct FeedForward {
  long n, d, h;
  const float *x, *w1, *b1, *w2, *b2;
  Target hidden, slopes, out;  // slopes [n, h]: the activation's derivatives, or none
  Activation activation;
  bool bf16;
};

struct FeedForwardBackward {
  long n, d, h;
  const float *x, *w1, *w2;
  Source hidden, slopes, dOut;
  float *dx, *dw1, *db1, *dw2, *db2;
  bool bf16;
};

struct Attention {
  long n, heads, size;  // size of one head; width = heads · size
  long segments;
  const int32_t* offsets;   // [segments + 1]
  const int32_t* prefixes;  // [segments]: the segment that a segment's sequence begins with, or -1
  const float* slopes;      // [heads] or null
  const int32_t* positions; // [n] rows of cosines and sines, or null: no rotary embedding
  const float *cosines, *sines;  // [positions, size / 2]
  Dropout dropout;
  long longest;  // tokens of the longest sequence: a segment and its prefix
};

struct AttentionForward {
  Attention shape;
  Source qkv;        // [n, 3 · width]; products are in bfloat16 where it is
  Target out;        // [n, width]; as qkv
  float* peaks;      // [heads, n] largest score of each query
  float* inverses;   // [heads, n] 1 / Σ e^(score − peak)
};

struct AttentionBackward {
  Attention shape;
  Source qkv, out;
  const float *peaks, *inverses;
  Source dOut;
  Target dQkv;
};

struct NormForward {
  long n, d;
  const float* x;
  Source branch;  // none for a plain norm
  const float *gain, *bias;
  float *out, *means, *deviations;  // deviations: 1 / standard deviation
  Dropout dropout;
};

struct NormBackward {
  long n, d;
  const float *dOut, *x;
  Source branch;
  const float *gain, *means, *deviations;
  float* dx;
  Target dBranch;  // none for a plain norm
  float *dGain, *dBias;
  Dropout dropout;
};

/** A projection's weights and bias, or a norm's gain and bias. */
struct Affine {
  const float *weight, *bias;
};
struct AffineGradient {
  float *weight, *bias;
};

/** The parameters of a Transformer block: of its projections and its two norms. */
template <class Pair>
struct BlockWeights {
  Pair qkv, mix, norm1, input, output, norm2;  // [d, 3d], [d, d], [d], [d, h], [h, d], [d]
};

/**
 * What the passes of a Transformer block share, d = heads · size of `attention`. Post-norm: n = norm1(x + mix(attention)),
 * out = norm2(n + feed-forward(n)). Pre-norm: n = x + mix(attention of norm1(x)), out = n + feed-forward(norm2(n)).
 */
struct BlockShape {
  Attention attention;
  long hidden;
  bool preNorm, bf16;
  Activation activation;
  Dropout mixed, fed;  // of the branches of attention and of the feed-forward layers
};

/** What a forward pass leaves to the backward pass; kept as bfloat16 where the block is in it, but for sums and norms. */
struct BlockTrace {
  Target qkv, mixed;            // [n, 3d], [n, d] of attention
  float *peaks, *inverses;      // [heads, n]
  Target branch1, branch2;      // [n, d] before dropout; pre-norm has none
  float *normed1, *normed2;     // [n, d] the norms' outputs; post-norm's second is `out`
  float *between;               // [n, d] of pre-norm: n
  float *means, *deviations;    // [2, n]
  Target hidden, slopes;        // [n, hidden]
};

struct BlockForward {
  BlockShape shape;
  const float* x;
  BlockWeights<Affine> weights;
  BlockTrace trace;
  float* out;
};

struct BlockBackward {
  BlockShape shape;
  const float *x, *dOut;
  BlockWeights<Affine> weights;
  BlockTrace trace;
  float* dx;
  BlockWeights<AffineGradient> gradients;
};

struct Drop {
  long n, d;
  const float* x;
  Target out;
  Dropout dropout;
};

/** out [n, d] = x + dropout(branch). */
struct AddBranch {
  long n, d;
  const float* x;
  Source branch;
  float* out;
  Dropout dropout;
};

struct Embed {
  long n, d, entries;
  const int32_t* ids;
  const float* from;
  float* to;
};

/** Σ weightₙ · (−log softmax(h · tableᵀ)[targetₙ]) and its gradients. */
struct CrossEntropy {
  long n, d, entries;
  const float *h, *table;
  const int32_t* targets;
  const float* weights;
  float *dh, *dTable;  // both or neither null
  bool bf16;
};

/** out [n] = x + y. */
struct Add {
  long n;
  const float *x, *y;
  float* out;
};

/** x [n] of one tensor. */
struct Values {
  long n;
  float* x;
};

struct SquaredNorm {
  long count;
  const Values* tensors;
};

struct TrainedWeight {
  long n;
  float *weight, *first, *second;
  const float* gradient;
  bool decays;
};

struct AdamW {
  long count;
  const TrainedWeight* weights;
  double beta1, beta2, epsilon, learningRate, weightDecay, scale;
  uint32_t step;
};

struct Kernels {
  const char* name;
  void (*gemm)(const Gemm&);
  void (*linearForward)(const LinearForward&);
  void (*linearBackward)(const LinearBackward&);
  void (*feedForward)(const FeedForward&);
  void (*feedForwardBackward)(const FeedForwardBackward&);
  void (*attentionForward)(const AttentionForward&);
  void (*attentionBackward)(const AttentionBackward&);
  void (*blockForward)(const BlockForward&);
  void (*blockBackward)(const BlockBackward&);
  void (*normForward)(const NormForward&);
  void (*normBackward)(const NormBackward&);
  void (*dropout)(const Drop&);
  void (*embedForward)(const Embed&);
  void (*embedBackward)(const Embed&);
  double (*crossEntropy)(const CrossEntropy&);
  void (*add)(const Add&);
  double (*squaredNorm)(const SquaredNorm&);
  void (*adamw)(const AdamW&);
};

extern const Kernels portableKernels;
extern const Kernels tilesKernels;
#if defined(__x86_64__)
extern const Kernels avx2Kernels;
extern const Kernels avx512Kernels;
extern const Kernels avx512Bf16Kernels;
extern const Kernels amxKernels;
#elif defined(__aarch64__)
extern const Kernels neonKernels;
#endif

}  // namespace reprise
