/**
 * What each instruction set implements: one table of functions over plain structs. Pointers are to checked memory
 * (addon.cc checks every length); null is allowed only where said. All matrices are row-major float32.
 */
#pragma once
#include <cstdint>

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
  float* slopes = nullptr;        // [m, n] the activation's derivatives, or null
  const float* factor = nullptr;  // [m, n] or null
};

/** c [m, n] = op(a) · op(b) (+ c): a is [m, k] or, transposed, [k, m]; b is [k, n] or, transposed, [n, k]. */
struct Gemm {
  long m, n, k;
  const float* a;
  bool transposeA;
  const float* b;
  bool transposeB;
  float* c;
  bool accumulate = false;
  bool bf16 = false;            // operands rounded to bfloat16, sums in float32 (bf16.h)
  Epilogue epilogue = {};
  float* columnSums = nullptr;  // [n] sums of the columns of b, which is not transposed; or null
};

/** out [n, o] = x [n, i] · w [i, o] + b [o]. */
struct LinearForward {
  long n, i, o;
  const float *x, *w, *b;
  float* out;
  bool bf16;
};

struct LinearBackward {
  long n, i, o;
  const float *x, *w, *dOut;
  float *dx, *dw, *db;
  bool bf16;
};

/** hidden [n, h] = activation(x [n, d] · w1 [d, h] + b1 [h]); out [n, d] = hidden · w2 [h, d] + b2 [d]. */
struct FeedForward {
  long n, d, h;
  const float *x, *w1, *b1, *w2, *b2;
  float *hidden, *slopes, *out;  // slopes [n, h]: the activation's derivatives, or null
  Activation activation;
  bool bf16;
};

struct FeedForwardBackward {
  long n, d, h;
  const float *x, *w1, *w2, *hidden, *slopes, *dOut;
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
  const float* qkv;  // [n, 3 · width]
  float* out;        // [n, width]
  float* peaks;      // [heads, n] largest score of each query
  float* inverses;   // [heads, n] 1 / Σ e^(score − peak)
};

struct AttentionBackward {
  Attention shape;
  const float *qkv, *out, *peaks, *inverses, *dOut;
  float* dQkv;
};

struct NormForward {
  long n, d;
  const float *x, *branch;  // branch: null for a plain norm
  const float *gain, *bias;
  float *out, *means, *deviations;  // deviations: 1 / standard deviation
  Dropout dropout;
};

struct NormBackward {
  long n, d;
  const float *dOut, *x, *branch, *gain, *means, *deviations;
  float *dx, *dBranch;  // dBranch: null for a plain norm
  float *dGain, *dBias;
  Dropout dropout;
};

struct Drop {
  long n, d;
  const float* x;
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
