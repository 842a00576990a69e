/**
 * What each instruction set implements: one table of functions over plain structs. Pointers are to checked memory
 * (addon.cc checks every length); null is allowed only where said. All matrices are row-major float32.
 */
#pragma once
#include <cstdint>

namespace reprise {

enum class Activation : int { None = 0, Gelu = 1, GeluTanh = 2, Relu = 3, Swish = 4 };

/** Inverted dropout by Philox4x32-10: counter (column / 4, row, site, step), key (seed, 0). */
struct Dropout {
  bool on;
  uint32_t threshold;  // keep when the word is at least this
  float scale;         // of what is kept
  uint32_t seed, step, site;
};

/** What is done to a finished tile of a product: bias, then the activation, whose derivative is stored if asked. */
struct Epilogue {
  const float* bias = nullptr;  // [n] or null
  Activation activation = Activation::None;
  float* derivative = nullptr;  // [m, n] or null
};

/** c [m, n] = op(a) · op(b) (+ c): a is [m, k] or, transposed, [k, m]; b is [k, n] or, transposed, [n, k]. */
struct Gemm {
  long m, n, k;
  const float* a;
  bool transposeA;
  const float* b;
  bool transposeB;
  float* c;
  bool accumulate;
  Epilogue epilogue;
};

/** out [n, o] = activation(x [n, i] · w [i, o] + b [o]). */
struct LinearForward {
  long n, i, o;
  const float *x, *w, *b;
  float* out;
  float* derivative;  // [n, o] or null
  Activation activation;
};

/** Gradients of LinearForward; `delta` [n, o] is scratch for dOut ⊙ derivative, unused where derivative is null. */
struct LinearBackward {
  long n, i, o;
  const float *x, *w, *dOut, *derivative;  // derivative: null for no activation
  float *dx, *dw, *db;
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
};

struct Adam {
  long n;
  float *weight, *first, *second;
  const float* gradient;
  double beta1, beta2, epsilon, learningRate, weightDecay, scale;
  uint32_t step;
};

struct Kernels {
  const char* name;
  void (*gemm)(const Gemm&);
  void (*linearForward)(const LinearForward&);
  void (*linearBackward)(const LinearBackward&);
  void (*attentionForward)(const AttentionForward&);
  void (*attentionBackward)(const AttentionBackward&);
  void (*normForward)(const NormForward&);
  void (*normBackward)(const NormBackward&);
  void (*dropout)(const Drop&);
  void (*embedForward)(const Embed&);
  void (*embedBackward)(const Embed&);
  double (*crossEntropy)(const CrossEntropy&);
  void (*adam)(const Adam&);
};

extern const Kernels portableKernels;
#if defined(__x86_64__)
extern const Kernels avx2Kernels;
extern const Kernels avx512Kernels;
#endif

}  // namespace reprise
