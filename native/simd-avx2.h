/** Sixteen float32 lanes in two AVX registers, with FMA. */
#pragma once
#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace {

struct V {
  __m256 a, b;
};
struct Mask {
  __m256 a, b;
};
alignas(64) const int32_t LANE_MASKS[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
inline __m256i firstLanes(long n, int from) {
  const long kept = n < 0 ? 0 : n > 16 ? 16 : n;
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(LANE_MASKS + 16 - kept + from));
}
inline V load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
inline void store(float* p, V x) {
  _mm256_storeu_ps(p, x.a);
  _mm256_storeu_ps(p + 8, x.b);
}
inline V loadFirst(const float* p, long n) {
  if (n >= 16) return load(p);
  return {_mm256_maskload_ps(p, firstLanes(n, 0)), _mm256_maskload_ps(p + 8, firstLanes(n, 8))};
}
inline void storeFirst(float* p, V x, long n) {
  if (n >= 16) return store(p, x);  // masked stores are slow on many processors
  _mm256_maskstore_ps(p, firstLanes(n, 0), x.a);
  _mm256_maskstore_ps(p + 8, firstLanes(n, 8), x.b);
}
/** Past the caches, as it will not be read soon; settle() before another thread reads it. */
inline void storeFar(float* p, V x, long n) {
  if (n < 16 || reinterpret_cast<uintptr_t>(p) % 32 != 0) return storeFirst(p, x, n);
  _mm256_stream_ps(p, x.a);
  _mm256_stream_ps(p + 8, x.b);
}
inline void settle() { _mm_sfence(); }
inline V keepFirst(V x, long n) {
  return {_mm256_and_ps(x.a, _mm256_castsi256_ps(firstLanes(n, 0))),
          _mm256_and_ps(x.b, _mm256_castsi256_ps(firstLanes(n, 8)))};
}
/** bfloat16, widened; and the upper halves of lanes that are rounded to it. */
inline V loadFirst(const uint16_t* p, long n) {
  alignas(32) uint16_t halves[16] = {};
  if (n < 16) p = static_cast<uint16_t*>(std::memcpy(halves, p, n > 0 ? 2 * n : 0));
  const auto wide = [p](int from) {
    const __m256i words = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + from)));
    return _mm256_castsi256_ps(_mm256_slli_epi32(words, 16));
  };
  return {wide(0), wide(8)};
}
inline void storeUpper(uint16_t* p, V x, long n) {
  const __m256i a = _mm256_srli_epi32(_mm256_castps_si256(x.a), 16), b = _mm256_srli_epi32(_mm256_castps_si256(x.b), 16);
  alignas(32) uint16_t halves[16];
  uint16_t* to = n < 16 ? halves : p;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permute4x64_epi64(_mm256_packus_epi32(a, b), 0xd8));
  if (n < 16 && n > 0) std::memcpy(p, halves, 2 * n);
}
inline V all(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
inline V operator+(V x, V y) { return {_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)}; }
inline V operator-(V x, V y) { return {_mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)}; }
inline V operator*(V x, V y) { return {_mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)}; }
inline V operator/(V x, V y) { return {_mm256_div_ps(x.a, y.a), _mm256_div_ps(x.b, y.b)}; }
/** x · y + z, rounded once. */
inline V fma(V x, V y, V z) { return {_mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b)}; }
/** z − x · y, rounded once. */
inline V fnma(V x, V y, V z) { return {_mm256_fnmadd_ps(x.a, y.a, z.a), _mm256_fnmadd_ps(x.b, y.b, z.b)}; }
/** x > y ? x : y. */
inline V max(V x, V y) { return {_mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)}; }
/** x < y ? x : y. */
inline V min(V x, V y) { return {_mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)}; }
inline V sqrt(V x) { return {_mm256_sqrt_ps(x.a), _mm256_sqrt_ps(x.b)}; }
inline V abs(V x) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  return {_mm256_andnot_ps(sign, x.a), _mm256_andnot_ps(sign, x.b)};
}
inline V roundEven(V x) { return {_mm256_round_ps(x.a, 8), _mm256_round_ps(x.b, 8)}; }
inline __m256 timesPowerOf2(__m256 x, __m256 n) {
  const __m256i shift = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), shift));
}
/** x · 2^n for whole n that keeps x normal. */
inline V timesPowerOf2(V x, V n) { return {timesPowerOf2(x.a, n.a), timesPowerOf2(x.b, n.b)}; }
inline Mask isLess(V x, V y) {
  return {_mm256_cmp_ps(x.a, y.a, _CMP_LT_OQ), _mm256_cmp_ps(x.b, y.b, _CMP_LT_OQ)};
}
inline V choose(Mask mask, V yes, V no) {
  return {_mm256_blendv_ps(no.a, yes.a, mask.a), _mm256_blendv_ps(no.b, yes.b, mask.b)};
}

/** Sixteen words of 32 bits. */
struct Words {
  __m256i a, b;
};
inline Words loadWords(const uint32_t* p) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 8))};
}
inline Words allWords(uint32_t x) {
  return {_mm256_set1_epi32(static_cast<int>(x)), _mm256_set1_epi32(static_cast<int>(x))};
}
inline Words operator+(Words x, Words y) { return {_mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b)}; }
inline Words operator^(Words x, Words y) { return {_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)}; }
inline Words operator&(Words x, Words y) { return {_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)}; }
inline Words upperHalves(Words w) { return {_mm256_srli_epi32(w.a, 16), _mm256_srli_epi32(w.b, 16)}; }
inline Words bitsOf(V x) { return {_mm256_castps_si256(x.a), _mm256_castps_si256(x.b)}; }
inline V floatsOf(Words w) { return {_mm256_castsi256_ps(w.a), _mm256_castsi256_ps(w.b)}; }
inline void multiplyWords(__m256i x, __m256i y, __m256i& upper, __m256i& lower) {
  const __m256i even = _mm256_mul_epu32(x, y), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), y);
  upper = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
  lower = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}
/** The upper and lower halves of the 64-bit products. */
inline void multiplyWords(Words x, Words y, Words& upper, Words& lower) {
  multiplyWords(x.a, y.a, upper.a, lower.a);
  multiplyWords(x.b, y.b, upper.b, lower.b);
}
inline __m256 whereAtLeast(__m256i words, __m256i threshold, __m256 x) {
  return _mm256_and_ps(x, _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_max_epu32(words, threshold), words)));
}
inline Words splitWords(__m256i words) {
  return {_mm256_cvtepu16_epi32(_mm256_castsi256_si128(words)),
          _mm256_cvtepu16_epi32(_mm256_extracti128_si256(words, 1))};
}
/** The 32 halves of the words, lower before upper. */
inline void splitWords(Words w, Words& first, Words& second) { first = splitWords(w.a), second = splitWords(w.b); }
/** x in the lanes whose word is at least `threshold`, else 0. */
inline V whereAtLeast(Words words, Words threshold, V x) {
  return {whereAtLeast(words.a, threshold.a, x.a), whereAtLeast(words.b, threshold.b, x.b)};
}
inline void transposeFours(__m256i& p, __m256i& q, __m256i& r, __m256i& s) {
  const __m256i a = _mm256_unpacklo_epi32(p, q), b = _mm256_unpackhi_epi32(p, q);
  const __m256i c = _mm256_unpacklo_epi32(r, s), d = _mm256_unpackhi_epi32(r, s);
  p = _mm256_unpacklo_epi64(a, c), q = _mm256_unpackhi_epi64(a, c);
  r = _mm256_unpacklo_epi64(b, d), s = _mm256_unpackhi_epi64(b, d);
}
/** In each group of four lanes: lane i of words[j] becomes lane j of words[i]. */
inline void transposeFours(Words (&w)[4]) {
  transposeFours(w[0].a, w[1].a, w[2].a, w[3].a);
  transposeFours(w[0].b, w[1].b, w[2].b, w[3].b);
}

inline __m256 lowHalf(V x) { return x.a; }
inline __m256 highHalf(V x) { return x.b; }

// The matrix product's registers: a tile of TILE_ROWS rows and TILE_REGISTERS registers of columns.
using Register = __m256;
constexpr int LANES = 8, TILE_REGISTERS = 2, TILE_ROWS = 6, PANEL = 8;
inline Register loadRegister(const float* p) { return _mm256_loadu_ps(p); }
inline void storeRegister(float* p, Register x) { _mm256_storeu_ps(p, x); }
inline Register allRegister(float x) { return _mm256_set1_ps(x); }
inline Register fmaRegister(Register a, Register b, Register c) { return _mm256_fmadd_ps(a, b, c); }
inline Register addRegister(Register a, Register b) { return _mm256_add_ps(a, b); }

}  // namespace
#include "simd-x86.h"
