/**
 * Causal multi-head attention inside ragged segments. One task is one head of one segment; it goes through blocks of
 * BLOCK queries and keeps their scores only. The backward pass computes the scores again from the saved logarithms of
 * the softmax sums (Dao et al. 2022).
 */
#pragma once
#include "gemm.h"
#include "philox.h"

namespace {

using reprise::Attention;

constexpr long BLOCK = 32;  // queries at a time; changing it changes the bits of the gradients

/** Hands out pieces of one worker's scratch. */
struct Pieces {
  float* next;
  float* take(long floats) {
    float* piece = next;
    next += roundUp(floats, 16);
    return piece;
  }
};

/** One head of one segment: `length` tokens from flat token `start` on. */
struct Head {
  const Attention& s;
  long head, start, length, width;
  float scale, slope;
  Head(const Attention& s, long index)
      : s(s), head(index % s.heads), start(s.offsets[index / s.heads]),
        length(s.offsets[index / s.heads + 1] - start), width(s.heads * s.size),
        scale(1.0f / sqrtOne(static_cast<float>(s.size))), slope(s.slopes ? s.slopes[head] : 0.0f) {}
  long paddedSize() const { return roundUp(s.size, 32); }
  /** Where part 0, 1, 2 (query, key, value) of a local token begins in [n, 3 · width]. */
  long part(long which, long token) const { return (start + token) * 3 * width + which * width + head * s.size; }
  long flat(long token) const { return (start + token) * width + head * s.size; }
  uint32_t dropoutRow(long token) const { return static_cast<uint32_t>((start + token) * s.heads + head); }
};

inline void copyScaled(const float* from, float* to, long size, float scale) {
  for (long j = 0; j < size; j += 16) storeFirst(to + j, loadFirst(from + j, size - j) * all(scale), size - j);
}

/** Rotates the pairs (j, j + size / 2) by the angles of the token's position, forwards (+1) or back (−1), and scales. */
inline void copyRotated(const Head& h, long token, const float* from, float* to, float scale, float direction) {
  const long half = h.s.size / 2, angles = h.s.positions[h.start + token] * half;
  for (long j = 0; j < half; j += 16) {
    const long lanes = half - j;
    const V cosine = loadFirst(h.s.cosines + angles + j, lanes);
    const V sine = loadFirst(h.s.sines + angles + j, lanes) * all(direction);
    const V x = loadFirst(from + j, lanes), y = loadFirst(from + half + j, lanes);
    storeFirst(to + j, fnma(y, sine, x * cosine) * all(scale), lanes);
    storeFirst(to + half + j, fma(x, sine, y * cosine) * all(scale), lanes);
  }
}

inline void copyPart(const Head& h, long token, const float* from, float* to, float scale, float direction = 1.0f) {
  if (h.s.positions) copyRotated(h, token, from, to, scale, direction);
  else copyScaled(from, to, h.s.size, scale);
}

/** Panels of the transpose of rows [length, size]: [length / TILE_COLUMNS][size][TILE_COLUMNS]. */
inline void panelsAcross(const float* rows, long ld, long length, long size, float* to) {
  for (long j = 0; j < length; j += TILE_COLUMNS)
    packTransposed(rows + j * ld, ld, smaller(TILE_COLUMNS, length - j), TILE_COLUMNS, size, to + j * size,
                   TILE_COLUMNS);
}

/** Panels of rows [length, size]: [size / TILE_COLUMNS][length][TILE_COLUMNS]. */
inline void panelsDown(const float* rows, long ld, long length, long size, float* to) {
  for (long j = 0; j < size; j += TILE_COLUMNS)
    packStraight(rows + j, ld, smaller(TILE_COLUMNS, size - j), TILE_COLUMNS, length, to + j * length, TILE_COLUMNS);
}

/** A product of scratch: c [rows, columns rounded up to tiles] = a · panels (+ c), panels `panelStride` apart. */
struct Product {
  long rows, columns, k;
  const float* a;
  long lda;
  const float* panels;
  long panelStride;
  float* c;
  long ldc;
  bool add;
};

template <bool BY_ROWS>
inline void multiply(const Product& m) {
  const Panels panels(m.rows);
  for (long q = 0; q * TILE_COLUMNS < m.columns; q++)
    for (long p = 0; p < panels.count; p++) {
      const long row = panels.start(p), rows = panels.height(p);
      const Tile run = BY_ROWS ? ROW_TILES.of[rows] : PACKED_TILES.of[rows];
      run(m.k, m.a + (BY_ROWS ? row * m.lda : row), m.lda, m.panels + q * m.panelStride,
          m.c + row * m.ldc + q * TILE_COLUMNS, m.ldc, m.add);
    }
}

/** score − slope · (query − key), for 16 keys from `key` on. */
inline V biased(const Head& h, V score, long query, long key) {
  if (!h.s.slopes) return score;
  const V distance = all(static_cast<float>(query - key)) - laneNumbers();
  return fnma(all(h.slope), distance, score);
}

/** Scores of one query become dropout(e^(score − max)), zero from its own key to `end`; returns Σ and max. */
struct Softmax {
  float total, peak;
};

inline Softmax softmaxRow(const Head& h, long query, long end, float* scores, float* factors) {
  const long keys = query + 1;
  V most = all(LOWEST), total = all(0.0f);
  for (long j = 0; j < keys; j += 16) {
    const V score = biased(h, load(scores + j), query, j);
    store(scores + j, score);
    most = max(most, fillRest(score, keys - j, LOWEST));
  }
  const float peak = largest(most);
  if (h.s.dropout.on) dropoutFactors(h.s.dropout, h.dropoutRow(query), keys, factors);
  for (long j = 0; j < end; j += 16) {
    V weight = all(0.0f);
    if (j < keys) {
      weight = keepFirst(exponential(load(scores + j) - all(peak)), keys - j);
      total = total + weight;
      if (h.s.dropout.on) weight = weight * load(factors + j);
    }
    store(scores + j, weight);
  }
  return {sum(total), peak};
}

inline void attendHead(const reprise::AttentionForward& f, const Head& h, Pieces work) {
  const long size = h.s.size, ld = h.paddedSize(), length = h.length, across = roundUp(length, 64);
  float *rows = work.take(across * ld), *keys = work.take(across * ld), *values = work.take(across * ld);
  float *scores = work.take(BLOCK * across), *factors = work.take(across), *mixed = work.take(BLOCK * ld);
  for (long t = 0; t < length; t++) copyPart(h, t, f.qkv + h.part(1, t), rows + t * ld, 1.0f);
  panelsAcross(rows, ld, length, size, keys);
  panelsDown(f.qkv + h.part(2, 0), 3 * h.width, length, size, values);
  for (long first = 0; first < length; first += BLOCK) {
    const long count = smaller(BLOCK, length - first), end = first + count;
    for (long i = 0; i < count; i++) copyPart(h, first + i, f.qkv + h.part(0, first + i), rows + i * ld, h.scale);
    multiply<true>({count, end, size, rows, ld, keys, size * TILE_COLUMNS, scores, across, false});
    float inverse[BLOCK];
    for (long i = 0; i < count; i++) {
      const Softmax softmax = softmaxRow(h, first + i, end, scores + i * across, factors);
      inverse[i] = 1.0f / softmax.total;
      f.logSums[h.head * h.s.n + h.start + first + i] =
          softmax.peak + static_cast<float>(logarithm(static_cast<double>(softmax.total)));
    }
    multiply<true>({count, size, end, scores, across, values, length * TILE_COLUMNS, mixed, ld, false});
    for (long i = 0; i < count; i++) copyScaled(mixed + i * ld, f.out + h.flat(first + i), size, inverse[i]);
  }
}

/** Scratch of one head: a bound over both passes. */
inline size_t attentionScratch(const Attention& s) {
  const long ld = roundUp(s.size, 32), across = roundUp(s.longest, 64);
  return static_cast<size_t>(8 * across * ld + (2 * BLOCK + 1) * across + 6 * BLOCK * ld + 512);
}

inline void attentionForward(const reprise::AttentionForward& f) {
  reserveScratch(Scratch::Work, attentionScratch(f.shape));
  parallel(f.shape.segments * f.shape.heads, [&](long index, int worker) {
    attendHead(f, Head(f.shape, index), {scratch(Scratch::Work, worker)});
  });
}

/** Scores become dropout(p), and their gradients p ⊙ (dropout(dp) − Σ dOut ⊙ out), zero after the query's own key. */
inline void softmaxRowBackward(const Head& h, long query, long end, float logSum, float inner, float* scores,
                               float* gradients, float* factors) {
  const long keys = query + 1;
  const bool drops = h.s.dropout.on;
  if (drops) dropoutFactors(h.s.dropout, h.dropoutRow(query), keys, factors);
  for (long j = 0; j < end; j += 16) {
    const V score = biased(h, load(scores + j), query, j);
    const V p = keepFirst(exponential(score - all(logSum)), keys - j < 0 ? 0 : keys - j);
    const V factor = drops && j < keys ? load(factors + j) : all(1.0f);
    const V gradient = p * (load(gradients + j) * factor - all(inner));
    store(gradients + j, keepFirst(gradient, keys - j < 0 ? 0 : keys - j));
    store(scores + j, p * factor);
  }
}

inline float dot(const float* a, const float* b, long size) {
  V total = all(0.0f);
  for (long j = 0; j < size; j += 16) total = fma(loadFirst(a + j, size - j), loadFirst(b + j, size - j), total);
  return sum(total);
}

inline void attendHeadBackward(const reprise::AttentionBackward& b, const Head& h, Pieces work) {
  const long size = h.s.size, ld = h.paddedSize(), length = h.length, across = roundUp(length, 64);
  float *rows = work.take(across * ld), *keys = work.take(across * ld), *keysDown = work.take(across * ld);
  float *values = work.take(across * ld), *dKeys = work.take(across * ld), *dValues = work.take(across * ld);
  float *scores = work.take(BLOCK * across), *gradients = work.take(BLOCK * across), *factors = work.take(across);
  float *queries = work.take(BLOCK * ld), *queriesDown = work.take(BLOCK * ld), *outsDown = work.take(BLOCK * ld);
  float* dQueries = work.take(BLOCK * ld);
  for (long t = 0; t < length; t++) copyPart(h, t, b.qkv + h.part(1, t), rows + t * ld, 1.0f);
  panelsAcross(rows, ld, length, size, keys);
  panelsDown(rows, ld, length, size, keysDown);
  panelsAcross(b.qkv + h.part(2, 0), 3 * h.width, length, size, values);
  clear(dKeys, length * ld);
  clear(dValues, length * ld);
  for (long first = 0; first < length; first += BLOCK) {
    const long count = smaller(BLOCK, length - first), end = first + count;
    const float* dOut = b.dOut + h.flat(first);
    for (long i = 0; i < count; i++) copyPart(h, first + i, b.qkv + h.part(0, first + i), queries + i * ld, h.scale);
    panelsDown(queries, ld, count, size, queriesDown);
    panelsDown(dOut, h.width, count, size, outsDown);
    multiply<true>({count, end, size, queries, ld, keys, size * TILE_COLUMNS, scores, across, false});
    multiply<true>({count, end, size, dOut, h.width, values, size * TILE_COLUMNS, gradients, across, false});
    for (long i = 0; i < count; i++) {
      const float inner = dot(dOut + i * h.width, b.out + h.flat(first + i), size);
      const float logSum = b.logSums[h.head * h.s.n + h.start + first + i];
      softmaxRowBackward(h, first + i, end, logSum, inner, scores + i * across, gradients + i * across, factors);
    }
    // dq = ds · k; dk += dsᵀ · q; dv += dropout(p)ᵀ · dOut
    multiply<true>({count, size, end, gradients, across, keysDown, length * TILE_COLUMNS, dQueries, ld, false});
    multiply<false>({end, size, count, gradients, across, queriesDown, count * TILE_COLUMNS, dKeys, ld, true});
    multiply<false>({end, size, count, scores, across, outsDown, count * TILE_COLUMNS, dValues, ld, true});
    for (long i = 0; i < count; i++)
      copyPart(h, first + i, dQueries + i * ld, b.dQkv + h.part(0, first + i), h.scale, -1.0f);
  }
  for (long t = 0; t < length; t++) {
    copyPart(h, t, dKeys + t * ld, b.dQkv + h.part(1, t), 1.0f, -1.0f);
    copyScaled(dValues + t * ld, b.dQkv + h.part(2, t), size, 1.0f);
  }
}

inline void attentionBackward(const reprise::AttentionBackward& b) {
  reserveScratch(Scratch::Work, attentionScratch(b.shape));
  parallel(b.shape.segments * b.shape.heads, [&](long index, int worker) {
    attendHeadBackward(b, Head(b.shape, index), {scratch(Scratch::Work, worker)});
  });
}

}  // namespace
