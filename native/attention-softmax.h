/** The softmax of attention: strips of scores become weights, and the gradients of weights those of scores. */
#pragma once
#include "attention-head.h"
#include "philox.h"

namespace {

/**
 * Scores of `rows` queries [rows, ld]. `query` is the first one's index in its sequence and `token` its flat token; a
 * query sees the keys up to its own, and the keys from there to `end` get 0.
 */
struct Strip {
  const Head& h;
  long query, token, rows, end;
  float* scores;
  long ld;
  float* factors;  // memory for those of dropout; ones where nothing is dropped
  long keys(long row) const { return query + row + 1; }
  float* row(long row) const { return scores + row * ld; }
  Masks masks() const { return Masks(h.s.dropout, keys(rows - 1), h.s.heads, factors); }
  /** Before a row: memory for later, and its dropout. */
  const float* prepare(long row, Masks& masks) const {
    foreseeNext(h, token + row);
    return h.s.dropout.on ? masks.of(h.dropoutRow(token + row), keys(row)) : factors;
  }
};

/** ALiBi: score − slope · (query − key). */
inline void addBiases(const Strip& strip) {
  if (strip.h.s.slopes == nullptr) return;
  for (long i = 0; i < strip.rows; i++)
    for (long j = 0; j < strip.keys(i); j += 16) {
      const V distance = all(static_cast<float>(strip.query + i - j)) - laneNumbers();
      store(strip.row(i) + j, fnma(all(strip.h.slope), distance, load(strip.row(i) + j)));
    }
}

/** The largest score of each query. */
inline void findPeaks(const Strip& strip, float* peaks) {
  for (long i = 0; i < strip.rows; i++) {
    const long keys = strip.keys(i);
    const float* scores = strip.row(i);
    V most = all(LOWEST);
    long j = 0;
    for (; j + 16 <= keys; j += 16) most = max(most, load(scores + j));
    if (j < keys) most = max(most, fillRest(load(scores + j), keys - j, LOWEST));
    peaks[i] = largest(most);
  }
}

inline void clearUpTo(float* row, long from, long end) {
  for (long j = from; j < end; j += 16) store(row + j, all(0.0f));
}

/** Scores become dropout(e^(score − peak)); inverses[i] = 1 / Σ e^(score − peak). */
inline void softmax(const Strip& strip, const float* peaks, float* inverses) {
  Masks masks = strip.masks();
  for (long i = 0; i < strip.rows; i++) {
    const float* factors = strip.prepare(i, masks);
    const long keys = strip.keys(i);
    float* scores = strip.row(i);
    const V peak = all(peaks[i]);
    V total = all(0.0f);
    long j = 0;
    for (; j + 16 <= keys; j += 16) {
      const V weight = exponential(load(scores + j) - peak);
      total = total + weight;
      store(scores + j, weight * load(factors + j));
    }
    if (j < keys) {
      const V weight = keepFirst(exponential(load(scores + j) - peak), keys - j);
      total = total + weight;
      store(scores + j, weight * load(factors + j));
    }
    clearUpTo(scores, roundUp(keys, 16), strip.end);
    inverses[i] = 1.0f / sum(total);
  }
}

/**
 * With w = e^(score − peak): scores become dropout(w), and `gradients`, laid out as they are, which hold those of
 * dropout(w), become w ⊙ (dropout(gradients) − inners).
 */
inline void softmaxBackward(const Strip& strip, const float* peaks, const float* inners, float* gradients) {
  Masks masks = strip.masks();
  for (long i = 0; i < strip.rows; i++) {
    const float* factors = strip.prepare(i, masks);
    const long keys = strip.keys(i);
    float *scores = strip.row(i), *slopes = gradients + i * strip.ld;
    const V peak = all(peaks[i]), inner = all(inners[i]);
    for (long j = 0; j < keys; j += 16) {
      V weight = exponential(load(scores + j) - peak);
      if (j + 16 > keys) weight = keepFirst(weight, keys - j);
      const V factor = load(factors + j);
      V slope = weight * (load(slopes + j) * factor - inner);
      if (j + 16 > keys) slope = keepFirst(slope, keys - j);
      store(slopes + j, slope);
      store(scores + j, weight * factor);
    }
    clearUpTo(scores, roundUp(keys, 16), strip.end);
    clearUpTo(slopes, roundUp(keys, 16), strip.end);
  }
}

}  // namespace
