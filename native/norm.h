/** LayerNorm(x + dropout(branch)), ε = 1e-5, biased variance; dropout by itself. */
#pragma once
#include "numbers.h"
#include "parallel.h"
#include "philox.h"

namespace {

constexpr long ROW_CHUNK = 16;
constexpr long SUM_CHUNKS = 32;  // partial sums of the gradients of gain and bias; changing it changes bits

/** One row of x + dropout(branch), into `row`; returns the factors of dropout where something is dropped. */
template <class Shape>
inline const float* residualRow(const Shape& s, long i, Masks& masks, float* row) {
  const float* x = s.x + i * s.d;
  const bool drops = s.branch && s.dropout.on;
  const float* factors = drops ? masks.of(i, s.d) : nullptr;
  for (long j = 0; j < s.d; j += 16) {
    const long lanes = s.d - j;
    V sum = loadFirst(x + j, lanes);
    if (drops) sum = sum + loadFirst(s.branch, i * s.d + j, lanes) * load(factors + j);
    else if (s.branch) sum = sum + loadFirst(s.branch, i * s.d + j, lanes);
    store(row + j, sum);
  }
  return factors;
}

inline void normRow(const reprise::NormForward& f, long i, Masks& masks, float* row) {
  residualRow(f, i, masks, row);
  V total = all(0.0f);
  for (long j = 0; j < f.d; j += 16) total = total + load(row + j);
  const float mean = sum(total) / static_cast<float>(f.d);
  V squares = all(0.0f);
  for (long j = 0; j < f.d; j += 16) {
    const V centred = keepFirst(load(row + j) - all(mean), f.d - j);
    squares = fma(centred, centred, squares);
  }
  const float deviation = 1.0f / sqrtOne(sum(squares) / static_cast<float>(f.d) + 1e-5f);
  f.means[i] = mean;
  f.deviations[i] = deviation;
  for (long j = 0; j < f.d; j += 16) {
    const long lanes = f.d - j;
    const V normal = (load(row + j) - all(mean)) * all(deviation);
    storeFirst(f.out + i * f.d + j, fma(normal, loadFirst(f.gain + j, lanes), loadFirst(f.bias + j, lanes)), lanes);
  }
}

inline long paddedRow(long d) { return roundUp(d, MASK_COLUMNS); }

inline void normForward(const reprise::NormForward& f) {
  reserveScratch(Scratch::Work, static_cast<size_t>(2 * paddedRow(f.d)));
  parallel(ceilDivide(f.n, ROW_CHUNK), [&](long chunk, int worker) {
    float* factors = scratch(Scratch::Work, worker);
    Masks masks(f.dropout, f.d, 1, factors);
    for (long i = chunk * ROW_CHUNK; i < smaller(f.n, (chunk + 1) * ROW_CHUNK); i++)
      normRow(f, i, masks, factors + paddedRow(f.d));
  });
}

/** dx = (g − mean(g) − x̂·mean(g·x̂)) / deviation with g = dOut·gain; adds to the sums of gain and bias. */
inline void normRowBackward(const reprise::NormBackward& b, long i, Masks& masks, float* normal, float* sums) {
  const long padded = paddedRow(b.d);
  const float* factors = residualRow(b, i, masks, normal);
  const V mean = all(b.means[i]), deviation = all(b.deviations[i]);
  const float* dOut = b.dOut + i * b.d;
  V plain = all(0.0f), along = all(0.0f);
  for (long j = 0; j < b.d; j += 16) {
    const long lanes = b.d - j;
    const V d = loadFirst(dOut + j, lanes), x = keepFirst((load(normal + j) - mean) * deviation, lanes);
    store(normal + j, x);
    store(sums + j, fma(d, x, load(sums + j)));
    store(sums + padded + j, load(sums + padded + j) + d);
    const V g = d * loadFirst(b.gain + j, lanes);
    plain = plain + g;
    along = fma(g, x, along);
  }
  const V meanPlain = all(sum(plain) / static_cast<float>(b.d)), meanAlong = all(sum(along) / static_cast<float>(b.d));
  for (long j = 0; j < b.d; j += 16) {
    const long lanes = b.d - j;
    const V g = loadFirst(dOut + j, lanes) * loadFirst(b.gain + j, lanes);
    const V dx = fnma(load(normal + j), meanAlong, g - meanPlain) * deviation;
    storeFirst(b.dx + i * b.d + j, dx, lanes);
    if (b.dBranch) storeFirst(b.dBranch, i * b.d + j, factors ? dx * load(factors + j) : dx, lanes);
  }
}

inline void normBackward(const reprise::NormBackward& b) {
  const long padded = paddedRow(b.d);
  reserveScratch(Scratch::Work, static_cast<size_t>(2 * padded));
  reserveScratch(Scratch::Sums, static_cast<size_t>(SUM_CHUNKS * 2 * padded));
  float* partial = scratch(Scratch::Sums, 0);
  parallel(SUM_CHUNKS, [&](long chunk, int worker) {
    float* sums = partial + chunk * 2 * padded;
    for (long j = 0; j < 2 * padded; j += 16) store(sums + j, all(0.0f));
    float* factors = scratch(Scratch::Work, worker);
    Masks masks(b.dropout, b.d, 1, factors);
    for (long i = chunk * b.n / SUM_CHUNKS; i < (chunk + 1) * b.n / SUM_CHUNKS; i++)
      normRowBackward(b, i, masks, factors + padded, sums);
  });
  for (long j = 0; j < b.d; j += 16) {
    V gain = all(0.0f), bias = all(0.0f);
    for (long chunk = 0; chunk < SUM_CHUNKS; chunk++) {
      gain = gain + load(partial + chunk * 2 * padded + j);
      bias = bias + load(partial + chunk * 2 * padded + padded + j);
    }
    storeFirst(b.dGain + j, gain, b.d - j);
    storeFirst(b.dBias + j, bias, b.d - j);
  }
}

inline void dropout(const reprise::Drop& s) {
  reserveScratch(Scratch::Work, static_cast<size_t>(paddedRow(s.d)));
  parallel(ceilDivide(s.n, ROW_CHUNK), [&](long chunk, int worker) {
    Masks masks(s.dropout, s.d, 1, scratch(Scratch::Work, worker));
    for (long i = chunk * ROW_CHUNK; i < smaller(s.n, (chunk + 1) * ROW_CHUNK); i++) {
      const float* factors = s.dropout.on ? masks.of(i, s.d) : nullptr;
      for (long j = 0; j < s.d; j += 16) {
        const V x = loadFirst(s.x + i * s.d + j, s.d - j);
        storeFirst(s.out, i * s.d + j, factors ? x * load(factors + j) : x, s.d - j);
      }
    }
  });
}

inline void addBranch(const reprise::AddBranch& s) {
  reserveScratch(Scratch::Work, static_cast<size_t>(2 * paddedRow(s.d)));
  parallel(ceilDivide(s.n, ROW_CHUNK), [&](long chunk, int worker) {
    float *factors = scratch(Scratch::Work, worker), *row = factors + paddedRow(s.d);
    Masks masks(s.dropout, s.d, 1, factors);
    for (long i = chunk * ROW_CHUNK; i < smaller(s.n, (chunk + 1) * ROW_CHUNK); i++) {
      residualRow(s, i, masks, row);
      for (long j = 0; j < s.d; j += 16) storeFirst(s.out + i * s.d + j, load(row + j), s.d - j);
    }
  });
}

}  // namespace
