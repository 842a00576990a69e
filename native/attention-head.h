/** Where attention reads and writes: one head of the segments of a group, and its rows in scratch memory. */
#pragma once
#include "numbers.h"
#include "parallel.h"
#include "vector-math.h"

namespace {

using reprise::Attention;

/** The parts of a token's row in qkv. */
enum Part : long { QUERY = 0, KEY = 1, VALUE = 2 };

/** `length` tokens from flat token `start` on, whose sequence begins with the `before` tokens of its prefix. */
struct Segment {
  long start, before, length;
  long tokens() const { return before + length; }
};

inline Segment segmentAt(const Attention& s, long index, long before) {
  return {s.offsets[index], before, s.offsets[index + 1] - s.offsets[index]};
}

/** The segments whose prefix is segment `prefix`. */
template <class Body>
inline void eachBehind(const Attention& s, long prefix, const Body& body) {
  const long before = segmentAt(s, prefix, 0).length;
  for (long i = prefix + 1; i < s.segments && s.prefixes[i] == prefix; i++) body(segmentAt(s, i, before));
}

/** What the passes read and write of each token: arrays [n, 3 · width] and [n, width]; or none. */
struct Arrays {
  Source wide[2], narrow[2];
};

/** What the worker probably computes next: the same tokens or those `tokens` further on, `heads` further on. */
struct NextHead {
  long tokens, heads;
};

struct Head {
  const Attention& s;
  Arrays arrays;
  NextHead next;
  long head, width, ld;  // ld: of a row in scratch
  float scale, slope;
  Head(const Attention& s, const Arrays& arrays, long ld, long head, const NextHead& next)
      : s(s), arrays(arrays), next(next), head(head), width(s.heads * s.size), ld(ld),
        scale(1.0f / sqrtOne(static_cast<float>(s.size))), slope(s.slopes ? s.slopes[head] : 0.0f) {}
  /** Where the part of a flat token begins in [n, 3 · width]. */
  long at(Part part, long token) const { return token * 3 * width + part * width + head * s.size; }
  /** Where it begins in [n, width]. */
  long at(long token) const { return token * width + head * s.size; }
  long dropoutRow(long token) const { return token * s.heads + head; }
  bool turns(Part part) const { return s.positions != nullptr && part != VALUE; }
};

/** Inlined always, as g++ drops calls of functions that do nothing else. */
__attribute__((always_inline)) inline void foresee(const Source& x, long at, long size) {
  const char* from = addressOf(x, at);
  for (long j = 0; j < bytesOf(x, size); j += 64) __builtin_prefetch(from + j);
}

/** Asks for what the next head needs of a token; its rows are too far apart for the machine to foresee them. */
__attribute__((always_inline)) inline void foreseeNext(const Head& h, long token) {
  const long then = token + h.next.tokens, columns = h.next.heads * h.s.size;
  for (const Source& wide : h.arrays.wide)
    for (long part = QUERY; wide && part <= VALUE; part++)
      foresee(wide, h.at(static_cast<Part>(part), then) + columns, h.s.size);
  for (const Source& narrow : h.arrays.narrow)
    if (narrow) foresee(narrow, h.at(then) + columns, h.s.size);
}

/** to = from · factor; `to` lies in scratch and is padded with zeros to a multiple of 16. */
inline void fetch(const Source& from, float* to, long size, float factor) {
  for (long j = 0; j < size; j += 16) store(to + j, loadFirst(from, j, size - j) * all(factor));
}

/** The way back: to = from · factor, and nothing behind `size`. */
inline void put(const float* from, const Target& to, long size, float factor) {
  for (long j = 0; j < size; j += 16) storeFirst(to, j, load(from + j) * all(factor), size - j);
}

/** Turns pairs (j, j + size / 2) by the angles of the token's position, forwards (+1) or back (−1), and scales. */
inline void turn(const Head& h, long token, const Source& from, const Target& to, float factor, float direction) {
  const long half = h.s.size / 2, angles = h.s.positions[token] * half;
  for (long j = 0; j < half; j += 16) {
    const long lanes = half - j;
    const V cosine = loadFirst(h.s.cosines + angles + j, lanes);
    const V sine = loadFirst(h.s.sines + angles + j, lanes) * all(direction);
    const V x = loadFirst(from, j, lanes), y = loadFirst(from, half + j, lanes);
    storeFirst(to, j, fnma(y, sine, x * cosine) * all(factor), lanes);
    storeFirst(to, half + j, fma(x, sine, y * cosine) * all(factor), lanes);
  }
}

/** Rows of scratch from one part of the tokens from flat token `start` on; queries and keys are turned by position. */
inline void fetchPart(const Head& h, const Source& qkv, Part part, long start, long count, float* rows) {
  const float factor = part == QUERY ? h.scale : 1.0f;
  for (long i = 0; i < count; i++) {
    const Source from = qkv.from(h.at(part, start + i));
    if (h.turns(part)) turn(h, start + i, from, rows + i * h.ld, factor, 1.0f);
    else fetch(from, rows + i * h.ld, h.s.size, factor);
  }
}

/** The gradients of what fetchPart fetched. */
inline void putPart(const Head& h, const Target& dQkv, Part part, long start, long count, const float* rows) {
  const float factor = part == QUERY ? h.scale : 1.0f;
  for (long i = 0; i < count; i++) {
    const Target to = dQkv.from(h.at(part, start + i));
    if (h.turns(part)) turn(h, start + i, rows + i * h.ld, to, factor, -1.0f);
    else put(rows + i * h.ld, to, h.s.size, factor);
  }
}

/** Hands out pieces of one worker's scratch. */
struct Pieces {
  float* next;
  float* take(long floats) {
    float* piece = next;
    next += roundUp(floats, 16);
    return piece;
  }
};

}  // namespace
