/**
 * Causal multi-head attention in bfloat16: operands of products are rounded to it, sums and the softmax are float32
 * (docs/decisions/0020-bfloat16.md). Blocks of k begin with a sequence where k are its keys, with a segment where k are
 * queries; so no bit depends on the heights of tiles.
 */
#pragma once
#include "attention-groups.h"
#include "attention-panels.h"

namespace {

constexpr long QUERIES = BF16_BLOCK;  // of a strip of scores; of which a segment's gradients of keys are sums in order

/** Rows of scratch: so many numbers apart. */
inline long rowOf(const Attention& s) { return roundUp(s.size, 32); }
/** The keys of the longest sequence, and so many rows of scratch. */
inline long keysOf(const Attention& s) { return roundUp(s.longest, MASK_COLUMNS); }

template <Cell CELL>
struct ForwardPanels {
  using A = Panels<CELL, Operand::A>;
  using B = Panels<CELL, Operand::B>;
  const reprise::AttentionForward& f;
  const Head& h;
  long ld, across, size;
  float *keys, *values, *scores, *factors, *queries, *mixed;
  A queryRows, weightRows;
  B keyColumns, valueRows;

  static long floats(const Attention& s) {
    const long ld = rowOf(s), across = keysOf(s);
    return 2 * across * ld + (QUERIES + 1) * across + 2 * QUERIES * ld + A::floats(QUERIES, s.size) +
           A::floats(QUERIES, across) + B::floats(across, s.size) + B::floats(s.size, across) + 256;
  }

  ForwardPanels(const reprise::AttentionForward& f, const Head& h, Pieces work)
      : f(f), h(h), ld(h.ld), across(keysOf(h.s)), size(h.s.size) {
    keys = work.take(across * ld), values = work.take(across * ld);
    scores = work.take(QUERIES * across), factors = factorsFor(h, work, across);
    queries = work.take(QUERIES * ld), mixed = work.take(QUERIES * ld);
    queryRows = {work.take(A::floats(QUERIES, size)), size};
    weightRows = {work.take(A::floats(QUERIES, across)), across};
    keyColumns = {work.take(B::floats(across, size)), size};
    valueRows = {work.take(B::floats(size, across)), across};
  }

  void attend(const Segment& segment) {
    fetchPart(h, f.qkv, KEY, segment.start, segment.length, keys + segment.before * ld);
    fetchPart(h, f.qkv, VALUE, segment.start, segment.length, values + segment.before * ld);
    keyColumns.fillAlong(keys, ld, segment.before, segment.tokens(), size);
    valueRows.fillAcross(values, ld, segment.before, size, segment.tokens());
    for (long first = 0; first < segment.length; first += QUERIES)
      attendStrip(segment, first, smaller(QUERIES, segment.length - first));
  }

  /** `count` queries from `first` on, which counts from the segment's own first. */
  void attendStrip(const Segment& segment, long first, long count) {
    const long query = segment.before + first, end = query + count, token = segment.start + first;
    float* peaks = f.peaks + h.head * h.s.n + token;
    float* inverses = f.inverses + h.head * h.s.n + token;
    const Strip strip{h, query, token, count, end, scores, across, factors};
    fetchPart(h, f.qkv, QUERY, token, count, queries);
    queryRows.fillAlong(queries, ld, 0, count, size);
    multiply(queryRows, keyColumns, count, end, size, scores, across);
    addBiases(strip);
    findPeaks(strip, peaks);
    softmax(strip, peaks, inverses);
    weightRows.fillAlong(scores, across, 0, count, end);
    multiply(weightRows, valueRows, count, size, end, mixed, ld);
    for (long i = 0; i < count; i++) put(mixed + i * ld, f.out.from(h.at(token + i)), size, inverses[i]);
  }
};

template <Cell CELL>
struct BackwardPanels {
  using A = Panels<CELL, Operand::A>;
  using B = Panels<CELL, Operand::B>;
  const reprise::AttentionBackward& b;
  const Head& h;
  long ld, across, size;
  float *keys, *values, *dKeys, *dValues, *scores, *slopes, *factors, *queries, *outs, *dQueries;
  A queryRows, outRows, slopeRows, slopeColumns, weightColumns;
  B keyColumns, valueColumns, keyRows, queriesBelow, outsBelow;

  static long floats(const Attention& s) {
    const long ld = rowOf(s), across = keysOf(s);
    return 4 * across * ld + (2 * QUERIES + 1) * across + 3 * QUERIES * ld + 2 * A::floats(QUERIES, s.size) +
           A::floats(QUERIES, across) + 2 * A::floats(across, QUERIES) + 2 * B::floats(across, s.size) +
           B::floats(s.size, across) + 2 * B::floats(s.size, QUERIES) + 512;
  }

  BackwardPanels(const reprise::AttentionBackward& b, const Head& h, Pieces work)
      : b(b), h(h), ld(h.ld), across(keysOf(h.s)), size(h.s.size) {
    keys = work.take(across * ld), values = work.take(across * ld);
    dKeys = work.take(across * ld), dValues = work.take(across * ld);
    scores = work.take(QUERIES * across), slopes = work.take(QUERIES * across);
    factors = factorsFor(h, work, across);
    queries = work.take(QUERIES * ld), outs = work.take(QUERIES * ld), dQueries = work.take(QUERIES * ld);
    queryRows = {work.take(A::floats(QUERIES, size)), size};
    outRows = {work.take(A::floats(QUERIES, size)), size};
    slopeRows = {work.take(A::floats(QUERIES, across)), across};
    slopeColumns = {work.take(A::floats(across, QUERIES)), QUERIES};
    weightColumns = {work.take(A::floats(across, QUERIES)), QUERIES};
    keyColumns = {work.take(B::floats(across, size)), size};
    valueColumns = {work.take(B::floats(across, size)), size};
    keyRows = {work.take(B::floats(size, across)), across};
    queriesBelow = {work.take(B::floats(size, QUERIES)), QUERIES};
    outsBelow = {work.take(B::floats(size, QUERIES)), QUERIES};
  }

  void differentiate(const Segment& segment) {
    const long own = segment.before * ld;
    fetchPart(h, b.qkv, KEY, segment.start, segment.length, keys + own);
    fetchPart(h, b.qkv, VALUE, segment.start, segment.length, values + own);
    keyColumns.fillAlong(keys, ld, segment.before, segment.tokens(), size);
    valueColumns.fillAlong(values, ld, segment.before, segment.tokens(), size);
    keyRows.fillAcross(keys, ld, segment.before, size, segment.tokens());
    clearUpTo(dKeys + own, 0, (across - segment.before) * ld);
    clearUpTo(dValues + own, 0, (across - segment.before) * ld);
    for (long first = 0; first < segment.length; first += QUERIES)
      differentiateStrip(segment, first, smaller(QUERIES, segment.length - first));
  }

  /** Writes the gradients of a segment's own keys and values, which are complete. */
  void finish(const Segment& segment) const {
    putPart(h, b.dQkv, KEY, segment.start, segment.length, dKeys + segment.before * ld);
    putPart(h, b.dQkv, VALUE, segment.start, segment.length, dValues + segment.before * ld);
  }

  /** dq = ds · k; dk += dsᵀ · q; dv += dropout(w)ᵀ · dOut / Σ w. */
  void differentiateStrip(const Segment& segment, long first, long count) {
    const long query = segment.before + first, end = query + count, token = segment.start + first;
    const Strip strip{h, query, token, count, end, scores, across, factors};
    float inners[QUERIES];
    fetchPart(h, b.qkv, QUERY, token, count, queries);
    fetchOuts(b, h, token, count, outs, inners);
    queryRows.fillAlong(queries, ld, 0, count, size);
    outRows.fillAlong(outs, ld, 0, count, size);
    multiply(queryRows, keyColumns, count, end, size, scores, across);
    multiply(outRows, valueColumns, count, end, size, slopes, across);
    addBiases(strip);
    softmaxBackward(strip, b.peaks + h.head * h.s.n + token, inners, slopes);
    slopeRows.fillAlong(slopes, across, 0, count, end);
    multiply(slopeRows, keyRows, count, size, end, dQueries, ld);
    putPart(h, b.dQkv, QUERY, token, count, dQueries);
    addToKeys(count, end);
  }

  void addToKeys(long count, long end) {
    slopeColumns.fillAcross(slopes, across, 0, end, count);
    weightColumns.fillAcross(scores, across, 0, end, count);
    queriesBelow.fillAcross(queries, ld, 0, size, count);
    outsBelow.fillAcross(outs, ld, 0, size, count);
    multiply(slopeColumns, queriesBelow, end, size, count, dKeys, ld, true);
    multiply(weightColumns, outsBelow, end, size, count, dValues, ld, true);
  }
};

}  // namespace
