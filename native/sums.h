/** Sums of gradients, and of their squares. */
#pragma once
#include "kernels.h"
#include "parallel.h"

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

/** Σx²: chunks in float32, their sums in double, in order. */
inline double squaredNorm(const reprise::SquaredNorm& s) {
  const long chunks = ceilDivide(s.n, SUM_CHUNK);
  reserveScratch(Scratch::Sums, static_cast<size_t>(chunks));
  float* parts = scratch(Scratch::Sums, 0);
  parallel(chunks, [&](long chunk, int) {
    parts[chunk] = chunkSquares(s.x + chunk * SUM_CHUNK, smaller(SUM_CHUNK, s.n - chunk * SUM_CHUNK));
  });
  double total = 0;
  for (long chunk = 0; chunk < chunks; chunk++) total += parts[chunk];
  return total;
}

}  // namespace
