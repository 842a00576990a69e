/** Softmax cross-entropy against a table, in chunks of rows: never more than CHUNK rows of logits at a time. */
#pragma once
#include "linear.h"

namespace {

constexpr long CHUNK = 512;  // rows of logits; changing it changes the bits of dTable

/**
 * weight · −log softmax(z)[target]; its gradient is written to `slopes` where it is not none, which may begin where z
 * does: each is written when those up to it were read.
 */
inline double crossEntropyRow(float* z, long entries, long target, float weight, const Target& slopes) {
  V most = all(LOWEST);
  for (long j = 0; j < entries; j += 16) {
    most = max(most, fillRest(loadFirst(z + j, entries - j), entries - j, LOWEST));
  }
  const float peak = largest(most), hit = z[target];
  V total = all(0.0f);
  for (long j = 0; j < entries; j += 16) {
    const V e = keepFirst(exponential(loadFirst(z + j, entries - j) - all(peak)), entries - j);
    total = total + e;
    if (slopes) storeFirst(z + j, e, entries - j);
  }
  const float mass = sum(total);
  if (slopes) {
    const V factor = all(weight / mass);
    const V atTarget = all(z[target]) * factor - all(weight);
    for (long j = 0; j < entries; j += 16) storeFirst(slopes, j, loadFirst(z + j, entries - j) * factor, entries - j);
    storeFirst(slopes, target, atTarget, 1);
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

/** A chunk's gradients of logits, [count, entries]: in bfloat16 their rows are where those of the logits were. */
struct LogitGradients {
  Target at;
  long row;  // numbers from one row to the next
  LogitGradients(const reprise::CrossEntropy& c, float* logits)
      : at(c.bf16 ? Target(reinterpret_cast<uint16_t*>(logits)) : Target(logits)), row(c.entries * (c.bf16 ? 2 : 1)) {}
};

/** Gradients of one chunk; h is [count, d]. */
inline void chunkGradients(const reprise::CrossEntropy& c, long count, const LogitGradients& dLogits, const float* h,
                           float* dh, bool first) {
  Gemm states = product(count, c.d, c.entries, dLogits.at, c.table, dh, c.bf16);
  states.rowOfA = dLogits.row;
  gemm(states);
  Gemm table = product(c.entries, c.d, count, dLogits.at, h, c.dTable, c.bf16);
  table.transposeA = true;
  table.rowOfA = dLogits.row;
  table.accumulate = !first;
  gemm(table);
}

inline double crossEntropy(const reprise::CrossEntropy& c) {
  const bool gradient = c.dh != nullptr;
  const long most = smaller(CHUNK, c.n);
  reserveScratch(Scratch::Rows, static_cast<size_t>(2 * most * c.d));
  reserveScratch(Scratch::Logits, static_cast<size_t>(most * c.entries));
  float *h = scratch(Scratch::Rows, 0), *dh = h + most * c.d, *logits = scratch(Scratch::Logits, 0);
  const LogitGradients dLogits(c, logits);
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
      losses[i] = crossEntropyRow(logits + i * c.entries, c.entries, c.targets[rows[i]], c.weights[rows[i]],
                                  gradient ? dLogits.at.from(i * dLogits.row) : Target());
    });
    for (long i = 0; i < count; i++) loss += losses[i];
    if (!gradient) continue;
    chunkGradients(c, count, dLogits, h, dh, first);
    parallel(count, [&](long i, int) { copyRow(dh + i * c.d, c.dh + rows[i] * c.d, c.d); });
  }
  if (gradient && first) clear(c.dTable, c.entries * c.d);
  return loss;
}

}  // namespace
