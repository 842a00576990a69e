/**
 * Causal multi-head attention in float32. A task keeps the scores of some queries only; the backward pass computes them
 * again from the saved softmax (Dao et al. 2022).
 */
#pragma once
#include "attention-groups.h"
#include "attention-products.h"

namespace {

constexpr long BLOCK = 42;  // queries the backward pass takes at a time; changing it changes the bits of the gradients

/** Scratch of one head, of sequences of up to `across` tokens: a bound over both passes. */
inline long attentionScratch(const Attention& s) {
  const long ld = roundUp(s.size, 16), across = roundUp(s.longest, MASK_COLUMNS);
  return 6 * across * ld + (2 * BLOCK + 1) * across + 3 * BLOCK * ld + 512;
}

struct ForwardTask {
  const reprise::AttentionForward& f;
  const Head& h;
  long ld, across;
  float *keys, *values, *keysAcross, *scores, *factors, *queries, *mixed;
  ForwardTask(const reprise::AttentionForward& f, const Head& h, Pieces work)
      : f(f), h(h), ld(h.ld), across(roundUp(h.s.longest, MASK_COLUMNS)) {
    keys = work.take(across * ld), values = work.take(across * ld), keysAcross = work.take(across * ld);
    scores = work.take(TILE_ROWS * across), factors = factorsFor(h, work, across);
    queries = work.take(TILE_ROWS * ld), mixed = work.take(TILE_ROWS * ld);
  }

  void attend(const Segment& segment) {
    fetchPart(h, f.qkv, KEY, segment.start, segment.length, keys + segment.before * ld);
    fetchPart(h, f.qkv, VALUE, segment.start, segment.length, values + segment.before * ld);
    panelsAcross(keys, ld, segment.before, segment.tokens(), keysAcross);
    const Parts parts(segment.length, TILE_ROWS);
    for (long p = 0; p < parts.count; p++) attendRows(segment, parts.start(p), parts.start(p + 1));
  }

  /** The queries from `first` to before `last`, which count from the segment's own first. */
  void attendRows(const Segment& segment, long first, long last) {
    const long count = last - first, end = segment.before + last, token = segment.start + first, size = h.s.size;
    float* peaks = f.peaks + h.head * h.s.n + token;
    float* inverses = f.inverses + h.head * h.s.n + token;
    const Strip strip{h, segment.before + first, token, count, end, scores, across, factors};
    fetchPart(h, f.qkv, QUERY, token, count, queries);
    multiply<true>({count, end, size, queries, ld, keysAcross, TILE_COLUMNS, ld * TILE_COLUMNS, scores, across,
                    false, strip.keys(0)});
    addBiases(strip);
    findPeaks(strip, peaks);
    softmax(strip, peaks, inverses);
    multiply<true>({count, size, end, scores, across, values, ld, TILE_COLUMNS, mixed, ld});
    for (long i = 0; i < count; i++) put(mixed + i * ld, f.out.from(h.at(token + i)), size, inverses[i]);
  }
};

struct BackwardTask {
  const reprise::AttentionBackward& b;
  const Head& h;
  long ld, across;
  float *keys, *values, *keysAcross, *valuesAcross, *dKeys, *dValues;
  float *scores, *gradients, *factors, *queries, *outs, *dQueries;
  BackwardTask(const reprise::AttentionBackward& b, const Head& h, Pieces work)
      : b(b), h(h), ld(h.ld), across(roundUp(h.s.longest, MASK_COLUMNS)) {
    keys = work.take(across * ld), values = work.take(across * ld);
    keysAcross = work.take(across * ld), valuesAcross = work.take(across * ld);
    dKeys = work.take(across * ld), dValues = work.take(across * ld);
    scores = work.take(BLOCK * across), gradients = work.take(BLOCK * across), factors = factorsFor(h, work, across);
    queries = work.take(BLOCK * ld), outs = work.take(BLOCK * ld), dQueries = work.take(BLOCK * ld);
  }

  void differentiate(const Segment& segment) {
    const long own = segment.before * ld;
    fetchPart(h, b.qkv, KEY, segment.start, segment.length, keys + own);
    fetchPart(h, b.qkv, VALUE, segment.start, segment.length, values + own);
    panelsAcross(keys, ld, segment.before, segment.tokens(), keysAcross);
    panelsAcross(values, ld, segment.before, segment.tokens(), valuesAcross);
    clearUpTo(dKeys + own, 0, segment.length * ld);
    clearUpTo(dValues + own, 0, segment.length * ld);
    const Parts blocks(segment.length, BLOCK);
    for (long p = 0; p < blocks.count; p++) differentiateBlock(segment, blocks.start(p), blocks.start(p + 1));
  }

  /** Writes the gradients of a segment's own keys and values, which are complete. */
  void finish(const Segment& segment) const {
    putPart(h, b.dQkv, KEY, segment.start, segment.length, dKeys + segment.before * ld);
    putPart(h, b.dQkv, VALUE, segment.start, segment.length, dValues + segment.before * ld);
  }

  void differentiateBlock(const Segment& segment, long first, long last) {
    const long count = last - first, end = segment.before + last, token = segment.start + first;
    float inners[BLOCK];
    fetchPart(h, b.qkv, QUERY, token, count, queries);
    fetchOuts(b, h, token, count, outs, inners);
    const Parts parts(count, TILE_ROWS);
    for (long p = 0; p < parts.count; p++) {
      const long row = parts.start(p), rows = parts.start(p + 1) - row, query = segment.before + first + row;
      differentiateRows({h, query, token + row, rows, end, scores + row * across, across, factors}, row, inners + row);
    }
    addToKeys(0, end - count, 0, count);
    for (long p = 0; p < parts.count; p++)
      addToKeys(end - count + parts.start(p), end - count + parts.start(p + 1), parts.start(p), count);
  }

  /** Queries of a block from `row` on, keys from `first` to `end`: dk += dsᵀ · q, dv += dropout(w)ᵀ · dOut / Σ w. */
  void addToKeys(long first, long end, long row, long count) {
    const long at = row * across + first, size = h.s.size;
    multiply<false>({end - first, size, count - row, gradients + at, across, queries + row * ld, ld, TILE_COLUMNS,
                     dKeys + first * ld, ld, true});
    multiply<false>({end - first, size, count - row, scores + at, across, outs + row * ld, ld, TILE_COLUMNS,
                     dValues + first * ld, ld, true});
  }

  /** Rows of the block from `row` on: scores and gradients of the strip, and dq = ds · k. */
  void differentiateRows(const Strip& strip, long row, const float* inners) {
    const long size = h.s.size, seen = strip.keys(strip.rows - 1);
    float* slopes = gradients + row * across;
    multiply<true>({strip.rows, seen, size, queries + row * ld, ld, keysAcross, TILE_COLUMNS, ld * TILE_COLUMNS,
                    strip.scores, across, false, strip.keys(0)});
    multiply<true>({strip.rows, seen, size, outs + row * ld, ld, valuesAcross, TILE_COLUMNS, ld * TILE_COLUMNS, slopes,
                    across, false, strip.keys(0)});
    addBiases(strip);
    softmaxBackward(strip, b.peaks + h.head * h.s.n + strip.token, inners, slopes);
    multiply<true>({strip.rows, size, seen, slopes, across, keys, ld, TILE_COLUMNS, dQueries, ld});
    putPart(h, b.dQkv, QUERY, strip.token, strip.rows, dQueries);
  }
};

}  // namespace
