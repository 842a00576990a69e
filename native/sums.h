/** Sums of gradients, and of their squares. */
#pragma once
#include "chunks.h"
#include "kernels.h"

namespace {

constexpr long SUM_CHUNK = 4096;  // squares summed in float32; changing it changes bits

inline void add(const reprise::Add& a) {
  parallel(ceilDivide(a.n, SUM_CHUNK), [&](long chunk, int) {
    const long end = smaller(a.n, (chunk + 1) * SUM_CHUNK);
    for (long j = chunk * SUM_CHUNK; j < end; j += 16)
      storeFirst(a.out + j, loadFirst(a.x + j, end - j) + loadFirst(a.y + j, end - j), end - j);
  });
}

inline float chunkSquares(const float* x, long n) {
  V total = all(0.0f);
  for (long j = 0; j < n; j += 16) {
    const V value = loadFirst(x + j, n - j);
    total = fma(value, value, total);
  }
  return sum(total);
}

/** Σx² over all tensors: chunks in float32, their sums in double, in order, a tensor's before the next one's. */
inline double squaredNorm(const reprise::SquaredNorm& s) {
  reserveScratch(Scratch::Sums, static_cast<size_t>(countChunks(s.tensors, s.count, SUM_CHUNK)));
  float* parts = scratch(Scratch::Sums, 0);
  inChunks(s.tensors, s.count, SUM_CHUNK, [&](long chunk, long tensor, long from, long end) {
    parts[chunk] = chunkSquares(s.tensors[tensor].x + from, end - from);
  });
  double total = 0;
  for (long tensor = 0, chunk = 0; tensor < s.count; tensor++) {
    double squares = 0;
    for (long left = ceilDivide(s.tensors[tensor].n, SUM_CHUNK); left > 0; left--) squares += parts[chunk++];
    total += squares;
  }
  return total;
}

}  // namespace
