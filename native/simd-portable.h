/** Sixteen float32 lanes as an array, for machines without AVX2; compilers turn the loops into what there is. */
#pragma once
#include <cstdint>
#include <cstring>

namespace {

struct V {
  float lane[16];
};
struct Mask {
  bool lane[16];
};
template <class F>
inline V eachLane(F f) {
  V result;
  for (int i = 0; i < 16; i++) result.lane[i] = f(i);
  return result;
}
inline V load(const float* p) {
  return eachLane([&](int i) { return p[i]; });
}
inline void store(float* p, V x) {
  for (int i = 0; i < 16; i++) p[i] = x.lane[i];
}
inline V loadFirst(const float* p, long n) {
  return eachLane([&](int i) { return i < n ? p[i] : 0.0f; });
}
inline void storeFirst(float* p, V x, long n) {
  for (int i = 0; i < 16 && i < n; i++) p[i] = x.lane[i];
}
/** bfloat16, widened; and the upper halves of lanes that are rounded to it. */
inline V loadFirst(const uint16_t* p, long n) {
  return eachLane([&](int i) {
    const uint32_t bits = i < n ? static_cast<uint32_t>(p[i]) << 16 : 0;
    float value;
    std::memcpy(&value, &bits, 4);
    return value;
  });
}
inline void storeUpper(uint16_t* p, V x, long n) {
  uint32_t bits[16];
  std::memcpy(bits, x.lane, sizeof bits);
  for (int i = 0; i < 16 && i < n; i++) p[i] = static_cast<uint16_t>(bits[i] >> 16);
}
inline void storeFar(float* p, V x, long n) { storeFirst(p, x, n); }
inline void settle() {}
inline V keepFirst(V x, long n) {
  return eachLane([&](int i) { return i < n ? x.lane[i] : 0.0f; });
}
inline V all(float x) {
  return eachLane([&](int) { return x; });
}
inline V operator+(V a, V b) {
  return eachLane([&](int i) { return a.lane[i] + b.lane[i]; });
}
inline V operator-(V a, V b) {
  return eachLane([&](int i) { return a.lane[i] - b.lane[i]; });
}
inline V operator*(V a, V b) {
  return eachLane([&](int i) { return a.lane[i] * b.lane[i]; });
}
inline V operator/(V a, V b) {
  return eachLane([&](int i) { return a.lane[i] / b.lane[i]; });
}
/** a · b + c, rounded once. */
inline V fma(V a, V b, V c) {
  return eachLane([&](int i) { return __builtin_fmaf(a.lane[i], b.lane[i], c.lane[i]); });
}
/** c − a · b, rounded once. */
inline V fnma(V a, V b, V c) {
  return eachLane([&](int i) { return __builtin_fmaf(-a.lane[i], b.lane[i], c.lane[i]); });
}
inline float larger(float a, float b) { return a > b ? a : b; }
inline V max(V a, V b) {
  return eachLane([&](int i) { return larger(a.lane[i], b.lane[i]); });
}
inline V min(V a, V b) {
  return eachLane([&](int i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
}
inline V sqrt(V a) {
  return eachLane([&](int i) { return __builtin_sqrtf(a.lane[i]); });
}
inline V abs(V a) {
  return eachLane([&](int i) { return __builtin_fabsf(a.lane[i]); });
}
inline V roundEven(V a) {
  return eachLane([&](int i) { return __builtin_rintf(a.lane[i]); });
}
/** x · 2^n for whole n that keeps x normal. */
inline V timesPowerOf2(V x, V n) {
  return eachLane([&](int i) {
    uint32_t bits;
    std::memcpy(&bits, &x.lane[i], 4);
    bits += static_cast<uint32_t>(static_cast<int32_t>(n.lane[i])) << 23;
    float scaled;
    std::memcpy(&scaled, &bits, 4);
    return scaled;
  });
}
inline Mask isLess(V a, V b) {
  Mask mask;
  for (int i = 0; i < 16; i++) mask.lane[i] = a.lane[i] < b.lane[i];
  return mask;
}
inline V choose(Mask mask, V yes, V no) {
  return eachLane([&](int i) { return mask.lane[i] ? yes.lane[i] : no.lane[i]; });
}
/** Sixteen words of 32 bits. */
struct Words {
  uint32_t lane[16];
};
template <class F>
inline Words eachWord(F f) {
  Words result;
  for (int i = 0; i < 16; i++) result.lane[i] = f(i);
  return result;
}
inline Words loadWords(const uint32_t* p) {
  return eachWord([&](int i) { return p[i]; });
}
inline Words allWords(uint32_t x) {
  return eachWord([&](int) { return x; });
}
inline Words operator+(Words a, Words b) {
  return eachWord([&](int i) { return a.lane[i] + b.lane[i]; });
}
inline Words operator^(Words a, Words b) {
  return eachWord([&](int i) { return a.lane[i] ^ b.lane[i]; });
}
inline Words operator&(Words a, Words b) {
  return eachWord([&](int i) { return a.lane[i] & b.lane[i]; });
}
inline Words upperHalves(Words w) {
  return eachWord([&](int i) { return w.lane[i] >> 16; });
}
inline Words bitsOf(V x) {
  Words words;
  std::memcpy(words.lane, x.lane, sizeof words.lane);
  return words;
}
inline V floatsOf(Words w) {
  V x;
  std::memcpy(x.lane, w.lane, sizeof x.lane);
  return x;
}
/** The upper and lower halves of the 64-bit products. */
inline void multiplyWords(Words a, Words b, Words& upper, Words& lower) {
  upper = eachWord([&](int i) { return static_cast<uint32_t>(static_cast<uint64_t>(a.lane[i]) * b.lane[i] >> 32); });
  lower = eachWord([&](int i) { return a.lane[i] * b.lane[i]; });
}
/** The 32 halves of the words, lower before upper. */
inline void splitWords(Words w, Words& first, Words& second) {
  for (int i = 0; i < 16; i++) {
    first.lane[i] = w.lane[i / 2] >> (16 * (i % 2)) & 0xffff;
    second.lane[i] = w.lane[8 + i / 2] >> (16 * (i % 2)) & 0xffff;
  }
}
/** x in the lanes whose word is at least `threshold`, else 0. */
inline V whereAtLeast(Words words, Words threshold, V x) {
  return eachLane([&](int i) { return words.lane[i] >= threshold.lane[i] ? x.lane[i] : 0.0f; });
}
/** In each group of four lanes: lane i of words[j] becomes lane j of words[i]. */
inline void transposeFours(Words (&w)[4]) {
  for (int group = 0; group < 16; group += 4)
    for (int i = 0; i < 4; i++)
      for (int j = i + 1; j < 4; j++) {
        const uint32_t kept = w[i].lane[group + j];
        w[i].lane[group + j] = w[j].lane[group + i];
        w[j].lane[group + i] = kept;
      }
}
/** Lane i with lane i + 8, then + 4, + 2, + 1. */
inline float sum(V x) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) x.lane[i] = x.lane[i] + x.lane[i + half];
  return x.lane[0];
}
inline float largest(V x) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) x.lane[i] = larger(x.lane[i], x.lane[i + half]);
  return x.lane[0];
}
inline float sqrtOne(float x) { return __builtin_sqrtf(x); }

/** Nothing to switch: flushedFma and flushedAdd look at every result. */
struct WithoutSubnormals {
  WithoutSubnormals() {}
};
constexpr float LEAST_NORMAL = 0x1p-126f;
/** A subnormal becomes a zero of its sign. */
inline float flushed(float x) { return __builtin_fabsf(x) < LEAST_NORMAL ? __builtin_copysignf(0.0f, x) : x; }
/**
 * a · b + c of bfloat16's a and b, rounded once; zero where it is below the least normal number after rounding to 24
 * bits, as x86 has it. What rounds up to that number only as a subnormal is so too; near it the sum is exact in double.
 */
inline float flushedFma(float a, float b, float c) {
  const float value = __builtin_fmaf(a, b, c);
  if (__builtin_fabsf(value) != LEAST_NORMAL) return flushed(value);
  const double exact = static_cast<double>(a) * b + c;
  return __builtin_fabs(exact) < 0x1p-126 - 0x1p-151 ? __builtin_copysignf(0.0f, value) : value;
}
inline V flushedFma(V a, V b, V c) {
  return eachLane([&](int i) { return flushedFma(a.lane[i], b.lane[i], c.lane[i]); });
}
inline V flushedAdd(V a, V b) {
  return eachLane([&](int i) { return flushed(flushed(a.lane[i]) + flushed(b.lane[i])); });
}

// Rows of the matrix product's tile of registers.
constexpr int TILE_ROWS = 4;

/** to[k · stride + row] = from[row · ld + k] for rows below `rows` (8 at most; the others become 0) and 8 k. */
inline void transpose8(const float* from, long ld, int rows, float* to, long stride) {
  for (int k = 0; k < 8; k++)
    for (int row = 0; row < 8; row++) to[k * stride + row] = row < rows ? from[row * ld + k] : 0.0f;
}

}  // namespace
#include "simd-registers.h"
