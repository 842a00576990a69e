/** Softmax cross-entropy against a table, in chunks of rows: never more than CHUNK rows of logits at a time. */
#pragma once
#include "linear.h"

namespace {

constexpr long CHUNK = 512;  // rows of logits; changing it changes the bits of dTable

/** weight · −log softmax(z)[target]; turns z into its gradient where asked. */
inline double crossEntropyRow(float* z, long entries, long target, float weight, bool gradient) {
  V most = all(LOWEST);
  for (long j = 0; j < entries; j += 16) {
    most = max(most, fillRest(loadFirst(z + j, entries - j), entries - j, LOWEST));
  }
  const float peak = largest(most), hit = z[target];
  V total = all(0.0f);
  for (long j = 0; j < entries; j += 16) {
    const V e = keepFirst(exponential(loadFirst(z + j, entries - j) - all(peak)), entries - j);
    total = total + e;
    if (gradient) storeFirst(z + j, e, entries - j);
  }
  const float mass = sum(total);
  if (gradient) {
    const V factor = all(weight / mass);
    for (long j = 0; j < entries; j += 16) storeFirst(z + j, loadFirst(z + j, entries - j) * factor, entries - j);
    z[target] -= weight;
  }
  return weight * (logarithm(mass) + (static_cast<double>(peak) - hit));
}

/** Next rows with a weight, from `row` on: fills `rows`, at most CHUNK; returns where to go on. */
inline long gather(const reprise::CrossEntropy& c, long row, long* rows, long& count) {
  for (count = 0; row < c.n && count < CHUNK; row++)
    if (c.weights[row] != 0) rows[count++] = row;
  return row;
}

inline void copyRow(const float* from, float* to, long d) {
  for (long j = 0; j < d; j += 16) storeFirst(to + j, loadFirst(from + j, d - j), d - j);
}

/** Gradients of one chunk, whose logits' gradients are `dLogits` [count, entries]; h is [count, d]. */
inline void chunkGradients(const reprise::CrossEntropy& c, long count, const float* dLogits, const float* h, float* dh,
                           bool first) {
  gemm(product(count, c.d, c.entries, dLogits, c.table, dh, c.bf16));
  Gemm table = product(c.entries, c.d, count, dLogits, h, c.dTable, c.bf16);
  table.transposeA = true;
  table.accumulate = !first;
  gemm(table);
}

inline double crossEntropy(const reprise::CrossEntropy& c) {
  const bool gradient = c.dh != nullptr;
  const long most = smaller(CHUNK, c.n);
  reserveScratch(Scratch::Rows, static_cast<size_t>(2 * most * c.d));
  reserveScratch(Scratch::Logits, static_cast<size_t>(most * c.entries));
  float *h = scratch(Scratch::Rows, 0), *dh = h + most * c.d, *logits = scratch(Scratch::Logits, 0);
  if (gradient) parallel(c.n, [&](long i, int) { clear(c.dh + i * c.d, c.weights[i] == 0 ? c.d : 0); });
  double loss = 0, losses[CHUNK];
  long rows[CHUNK], count = 0;
  bool first = true;
  for (long row = 0; (row = gather(c, row, rows, count)), count > 0; first = false) {
    parallel(count, [&](long i, int) { copyRow(c.h + rows[i] * c.d, h + i * c.d, c.d); });
    Gemm scores = product(count, c.entries, c.d, h, c.table, logits, c.bf16);
    scores.transposeB = true;
    gemm(scores);
    parallel(count, [&](long i, int) {
      losses[i] =
          crossEntropyRow(logits + i * c.entries, c.entries, c.targets[rows[i]], c.weights[rows[i]], gradient);
    });
    for (long i = 0; i < count; i++) loss += losses[i];
    if (!gradient) continue;
    chunkGradients(c, count, logits, h, dh, first);
    parallel(count, [&](long i, int) { copyRow(dh + i * c.d, c.dh + rows[i] * c.d, c.d); });
  }
  if (gradient && first) clear(c.dTable, c.entries * c.d);
  return loss;
}

}  // namespace
