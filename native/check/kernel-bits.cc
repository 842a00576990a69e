/**
 * Runs every kernel on made-up inputs, products in both precisions, and prints one hash for each case: kernel-bits <threads>, with the
 * instruction set from REPRISE_ISA. Sizes cross the borders of tiles, panels, blocks and lanes. Every array ends where
 * a page begins that nobody may touch, so that a kernel that goes beyond its end crashes. No result is a NaN, whose
 * sign and payload are the processor's own. Without Node, so that it runs wherever there is a compiler for;
 * native/check-arm64.mjs compares what it prints.
 */
#include <algorithm>

#include "../dispatch.h"
#include "../pool.h"
#include "made-up.h"

namespace {

using namespace reprise;

const Kernels* kernels = nullptr;

const Dropout NONE = {};
const Dropout DROPOUT = {true, 6554, 65536.0f / (65536 - 6554), 4000000007u, 17, 5};

std::string in(bool bf16) { return bf16 ? " in bfloat16" : ""; }

/** `size`: of the operands; those of 1e-19 have products of which some are subnormal. */
void gemmCase(long m, long n, long k, bool transposeA, bool transposeB, bool bf16, float size = 1) {
  const bool accumulate = transposeA && transposeB;
  Case c(std::string("gemm ") + (transposeA ? "T" : "N") + (transposeB ? "T" : "N") + times({m, n, k}) + in(bf16));
  Gemm g{};
  g.m = m, g.n = n, g.k = k, g.a = noise(m * k, 1, size), g.b = noise(k * n, 2, size);
  g.c = c.out(noise(m * n, 3, size * size), m * n);
  g.transposeA = transposeA, g.transposeB = transposeB, g.accumulate = accumulate, g.bf16 = bf16;
  kernels->gemm(g);
}

void linearCase(long n, long i, long o, bool bf16) {
  Case c("linear" + times({n, i, o}) + in(bf16));
  const float *x = noise(n * i, 4, 2), *w = noise(i * o, 5, 0.5f);
  kernels->linearForward({n, i, o, x, w, noise(o, 6), c.out(n * o), bf16});
  kernels->linearBackward({n, i, o, x, w, noise(n * o, 7), c.out(n * i), c.out(i * o), c.out(o), bf16});
}

/** `size`: of the inputs; large ones reach the ends of the exponential. */
void feedForwardCase(Activation activation, long n, long d, long h, float size, bool bf16) {
  Case c("feed-forward " + std::to_string(static_cast<int>(activation)) + times({n, d, h}) + in(bf16));
  const float *x = noise(n * d, 4, size), *w1 = noise(d * h, 5), *w2 = noise(h * d, 16, 0.3f);
  float *hidden = c.out(n * h), *slopes = c.out(n * h);
  const float *b1 = noise(h, 6), *b2 = noise(d, 17);
  kernels->feedForward({n, d, h, x, w1, b1, w2, b2, hidden, slopes, c.out(n * d), activation, bf16});
  kernels->feedForwardBackward({n, d, h, x, w1, w2, hidden, slopes, noise(n * d, 7), c.out(n * d), c.out(d * h),
                                c.out(h), c.out(h * d), c.out(d), bf16});
}

/** Swish of numbers that the exponential cuts in the middle between two powers of 2. */
void tiesCase() {
  const long n = 80;
  Case c("ties");
  float *x = array<float>(n), *one = array<float>(1);
  for (long i = 0; i < n; i++) x[i] = (static_cast<float>(i - n / 2) + 0.5f) / 1.44269504f;
  *one = 1;
  const float* zero = array<float>(1);
  kernels->feedForward({n, 1, 1, x, one, zero, one, zero, c.out(n), c.out(n), c.out(n), Activation::Swish, false});
}

struct Segments {
  std::vector<long> lengths;
  std::vector<int> prefixes = std::vector<int>(lengths.size(), -1);
};

Attention attentionShape(const Segments& segments, long heads, long size) {
  Attention a{};
  a.heads = heads, a.size = size, a.segments = static_cast<long>(segments.lengths.size());
  int32_t *offsets = array<int32_t>(a.segments + 1), *prefixes = array<int32_t>(a.segments);
  for (long s = 0; s < a.segments; s++) {
    const long prefix = prefixes[s] = segments.prefixes[s];
    a.n += segments.lengths[s];
    offsets[s + 1] = static_cast<int32_t>(a.n);
    a.longest = std::max(a.longest, segments.lengths[s] + (prefix < 0 ? 0 : segments.lengths[prefix]));
  }
  a.offsets = offsets, a.prefixes = prefixes;
  return a;
}

/** Rotates by made-up tables, which no library's cosine is needed for. */
void addRotary(Attention& a) {
  a.positions = indices(a.n, 30, a.longest);
  a.cosines = noise(a.longest * a.size / 2, 31), a.sines = noise(a.longest * a.size / 2, 32);
}

void attentionCase(const Segments& segments, long heads, long size, bool full, float noiseSize = 2) {
  Attention a = attentionShape(segments, heads, size);
  if (full) {
    a.slopes = noise(heads, 29), a.dropout = DROPOUT;
    addRotary(a);
  }
  Case c(std::string("attention ") + (full ? "with all" : "plain") + times({a.n, heads, size}));
  const long wide = 3 * a.n * heads * size, narrow = a.n * heads * size;
  const float* qkv = noise(wide, 8, noiseSize);
  float *out = c.out(narrow), *peaks = c.out(heads * a.n), *inverses = c.out(heads * a.n);
  kernels->attentionForward({a, qkv, out, peaks, inverses});
  kernels->attentionBackward({a, qkv, out, peaks, inverses, noise(narrow, 9), c.out(wide)});
}

/** Numbers that a block keeps, as bfloat16 where it is computed in it. */
Target kept(Case& c, long numbers, bool bf16) {
  if (bf16) return c.out(array<uint16_t>(numbers), numbers);
  return c.out(numbers);
}

void blockCase(const Segments& segments, long heads, long size, long hidden, bool preNorm, bool full, bool bf16) {
  BlockShape s{};
  s.attention = attentionShape(segments, heads, size);
  s.hidden = hidden, s.preNorm = preNorm, s.bf16 = bf16, s.activation = full ? Activation::Swish : Activation::Gelu;
  if (full) {
    s.attention.dropout = s.mixed = s.fed = DROPOUT;
    addRotary(s.attention);
  }
  const long n = s.attention.n, d = heads * size;
  Case c(std::string(preNorm ? "pre" : "post") + "-norm block" + times({n, heads, size, hidden}) + in(bf16));
  const auto pair = [](long weights, long biases, uint32_t seed) {
    return Affine{noise(weights, seed, 0.4f), noise(biases, seed + 1, 0.3f)};
  };
  const BlockWeights<Affine> weights = {pair(d * 3 * d, 3 * d, 40), pair(d * d, d, 42),      pair(d, d, 44),
                                        pair(d * hidden, hidden, 46), pair(hidden * d, d, 48), pair(d, d, 50)};
  BlockTrace t{};
  t.qkv = kept(c, n * 3 * d, bf16), t.mixed = kept(c, n * d, bf16);
  t.peaks = c.out(heads * n), t.inverses = c.out(heads * n);
  t.normed1 = c.out(n * d), t.means = c.out(2 * n), t.deviations = c.out(2 * n);
  t.hidden = kept(c, n * hidden, bf16), t.slopes = kept(c, n * hidden, bf16);
  if (preNorm) t.between = c.out(n * d), t.normed2 = c.out(n * d);
  else t.branch1 = kept(c, n * d, bf16), t.branch2 = kept(c, n * d, bf16);
  const float* x = noise(n * d, 52, 2);
  kernels->blockForward({s, x, weights, t, c.out(n * d)});
  const auto gradient = [&](long weights, long biases) { return AffineGradient{c.out(weights), c.out(biases)}; };
  kernels->blockBackward({s, x, noise(n * d, 53), weights, t, c.out(n * d),
                          {gradient(d * 3 * d, 3 * d), gradient(d * d, d), gradient(d, d), gradient(d * hidden, hidden),
                           gradient(hidden * d, d), gradient(d, d)}});
}

void blockCases(bool bf16) {
  blockCase({{5, 1}}, 1, 4, 8, false, false, bf16);
  blockCase({{33, 1, 70}}, 2, 20, 100, false, true, bf16);
  blockCase({{129, 64}}, 2, 32, 256, true, false, bf16);
  blockCase({{41, 1, 2, 40}, {-1, 0, 0, 0}}, 3, 16, 50, true, true, bf16);
  blockCase({{101, 27, 3}, {-1, 0, 0}}, 2, 24, 130, false, true, bf16);
}

void normCase(long n, long d, bool branches, const Dropout& dropout) {
  Case c("norm" + times({n, d}));
  const float *x = noise(n * d, 10, 2), *gain = noise(d, 12, 2), *branch = branches ? noise(n * d, 11, 2) : nullptr;
  float *means = c.out(n), *deviations = c.out(n);
  kernels->normForward({n, d, x, branch, gain, noise(d, 13), c.out(n * d), means, deviations, dropout});
  kernels->normBackward({n, d, noise(n * d, 14), x, branch, gain, means, deviations, c.out(n * d),
                         branches ? c.out(n * d) : Target(), c.out(d), c.out(d), dropout});
}

void dropoutCase(long n, long d) {
  Case c("dropout" + times({n, d}));
  kernels->dropout({n, d, noise(n * d, 15), c.out(n * d), DROPOUT});
}

void embedCase(long n, long d, long entries) {
  Case c("embed" + times({n, d, entries}));
  const int32_t* ids = indices(n, 16, entries);
  kernels->embedForward({n, d, entries, ids, noise(entries * d, 17), c.out(n * d)});
  kernels->embedBackward({n, d, entries, ids, noise(n * d, 18), c.out(entries * d)});
}

void crossEntropyCase(long n, long d, long entries, bool bf16) {
  Case c("cross-entropy" + times({n, d, entries}) + in(bf16));
  float* weights = noise(n, 20);
  for (long i = 0; i < n; i++) weights[i] = weights[i] < -0.5f ? 0 : std::abs(weights[i]);
  const float *h = noise(n * d, 21, 2), *table = noise(entries * d, 22);
  const int32_t* targets = indices(n, 19, entries);
  c.result(kernels->crossEntropy({n, d, entries, h, table, targets, weights, c.out(n * d), c.out(entries * d), bf16}));
}

void sumsCase(long n) {
  Case c("add and squared norm" + times({n}));
  kernels->add({n, noise(n, 26), noise(n, 27), c.out(n)});
  const Values tensors[] = {{n, noise(n, 26)}, {17, noise(17, 28)}};
  c.result(kernels->squaredNorm({2, tensors}));
}

/** `size`: of the gradients; tiny ones have subnormal squares. */
void adamwCase(long n, uint32_t step, float size) {
  Case c("adamw" + times({n, step}));
  float *weight = c.out(noise(n, 23), n), *first = c.out(noise(n, 24, 0.1f * size), n);
  float* second = c.out(noise(n, 25, 0.1f * size * size), n);
  for (long i = 0; i < n; i++) second[i] = std::abs(second[i]);
  const long m = n / 2;
  const TrainedWeight weights[] = {{m, weight, first, second, noise(m, 26, size), true},
                                   {n - m, weight + m, first + m, second + m, noise(n, 27, size), false}};
  kernels->adamw({2, weights, 0.9, 0.999, 1e-8, 1e-3, 0.01, 0.5, step});
}

void productCases(bool bf16) {
  const long shapes[][3] = {{1, 1, 1},     {3, 5, 7},      {14, 32, 16},   {15, 33, 17},  {29, 70, 385},
                            {33, 65, 64},  {97, 1030, 40}, {130, 70, 1100}};
  for (const auto& [m, n, k] : shapes)
    for (const int transposed : {0, 1, 2, 3}) gemmCase(m, n, k, transposed & 1, transposed & 2, bf16);
  gemmCase(17, 35, 70, false, true, bf16, 1e-19f);
  gemmCase(35, 17, 70, true, true, bf16, 2e-19f);
  linearCase(37, 24, 50, bf16);
  linearCase(2100, 24, 40, bf16);  // deep enough to be split
  for (const int activation : {1, 2, 3, 4}) {
    feedForwardCase(static_cast<Activation>(activation), 37, 24, 50, 2, bf16);
    feedForwardCase(static_cast<Activation>(activation), 9, 24, 100, 90, bf16);
  }
  crossEntropyCase(7, 5, 3, bf16);
  crossEntropyCase(90, 33, 130, bf16);
  crossEntropyCase(1200, 8, 50, bf16);
}

void attentionCases() {
  attentionCase({{5}}, 1, 4, false);
  attentionCase({{1, 33, 1, 64, 7}}, 2, 8, false);
  attentionCase({{129}}, 2, 20, false, 30);
  attentionCase({{70, 3}}, 3, 10, true);
  attentionCase({{50, 13}}, 2, 64, true);
  attentionCase({{0, 3, 0, 4, 0}, {-1, 0, 0, -1, 3}}, 2, 8, false);
  attentionCase({{101, 27, 3}, {-1, 0, 0}}, 2, 24, true);
}

void rowCases() {
  normCase(1, 1, true, NONE);
  normCase(70, 37, true, DROPOUT);
  normCase(33, 64, false, NONE);
  dropoutCase(9, 71);
  embedCase(200, 37, 11);
  embedCase(5, 130, 40);
  sumsCase(1);
  sumsCase(9001);
  adamwCase(1, 1, 1);
  adamwCase(40003, 1000, 1);
  adamwCase(1003, 10, 1e-20f);
}

}  // namespace

int main(int count, char** words) {
  kernels = chooseKernels(std::getenv("REPRISE_ISA"));
  if (kernels == nullptr || count != 2) return 3;
  setThreads(std::atoi(words[1]));
  std::printf("%s\n", kernels->name);
  productCases(false);
  productCases(true);
  tiesCase();
  attentionCases();
  blockCases(false);
  blockCases(true);
  rowCases();
}
