/** Sixteen float32 lanes in one AVX-512 register. */
#pragma once
#include <immintrin.h>

#include <cstdint>

namespace {

struct V {
  __m512 r;
};
struct Mask {
  __mmask16 m;
};
inline __mmask16 firstLanes(long n) { return n >= 16 ? 0xffff : static_cast<__mmask16>((1u << n) - 1); }
inline V load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void store(float* p, V x) { _mm512_storeu_ps(p, x.r); }
inline V loadFirst(const float* p, long n) { return {_mm512_maskz_loadu_ps(firstLanes(n), p)}; }
inline void storeFirst(float* p, V x, long n) { _mm512_mask_storeu_ps(p, firstLanes(n), x.r); }
/** Past the caches, as it will not be read soon; settle() before another thread reads it. */
inline void storeFar(float* p, V x, long n) {
  if (n >= 16 && reinterpret_cast<uintptr_t>(p) % 64 == 0) _mm512_stream_ps(p, x.r);
  else storeFirst(p, x, n);
}
inline void settle() { _mm_sfence(); }
inline V keepFirst(V x, long n) { return {_mm512_maskz_mov_ps(firstLanes(n), x.r)}; }
/** bfloat16, widened; and the upper halves of lanes that are rounded to it. */
inline V loadFirst(const uint16_t* p, long n) {
  const __m512i wide = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(firstLanes(n), p));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
}
inline void storeUpper(uint16_t* p, V x, long n) {
  const __m256i halves = _mm512_cvtepi32_epi16(_mm512_srli_epi32(_mm512_castps_si512(x.r), 16));
  _mm256_mask_storeu_epi16(p, firstLanes(n), halves);
}
inline V all(float x) { return {_mm512_set1_ps(x)}; }
inline V operator+(V a, V b) { return {_mm512_add_ps(a.r, b.r)}; }
inline V operator-(V a, V b) { return {_mm512_sub_ps(a.r, b.r)}; }
inline V operator*(V a, V b) { return {_mm512_mul_ps(a.r, b.r)}; }
inline V operator/(V a, V b) { return {_mm512_div_ps(a.r, b.r)}; }
/** a · b + c, rounded once. */
inline V fma(V a, V b, V c) { return {_mm512_fmadd_ps(a.r, b.r, c.r)}; }
/** c − a · b, rounded once. */
inline V fnma(V a, V b, V c) { return {_mm512_fnmadd_ps(a.r, b.r, c.r)}; }
/** a > b ? a : b. */
inline V max(V a, V b) { return {_mm512_max_ps(a.r, b.r)}; }
/** a < b ? a : b. */
inline V min(V a, V b) { return {_mm512_min_ps(a.r, b.r)}; }
inline V sqrt(V a) { return {_mm512_sqrt_ps(a.r)}; }
inline V abs(V a) { return {_mm512_abs_ps(a.r)}; }
inline V roundEven(V a) { return {_mm512_roundscale_ps(a.r, 8)}; }
/** x · 2^n for whole n that keeps x normal. */
inline V timesPowerOf2(V x, V n) {
  const __m512i shift = _mm512_slli_epi32(_mm512_cvtps_epi32(n.r), 23);
  return {_mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(x.r), shift))};
}
inline Mask isLess(V a, V b) { return {_mm512_cmp_ps_mask(a.r, b.r, _CMP_LT_OQ)}; }
inline V choose(Mask mask, V yes, V no) { return {_mm512_mask_mov_ps(no.r, mask.m, yes.r)}; }

/** Sixteen words of 32 bits. */
struct Words {
  __m512i r;
};
inline Words loadWords(const uint32_t* p) { return {_mm512_loadu_si512(p)}; }
inline Words allWords(uint32_t x) { return {_mm512_set1_epi32(static_cast<int>(x))}; }
inline Words operator+(Words a, Words b) { return {_mm512_add_epi32(a.r, b.r)}; }
inline Words operator^(Words a, Words b) { return {_mm512_xor_si512(a.r, b.r)}; }
inline Words operator&(Words a, Words b) { return {_mm512_and_si512(a.r, b.r)}; }
inline Words upperHalves(Words w) { return {_mm512_srli_epi32(w.r, 16)}; }
inline Words bitsOf(V x) { return {_mm512_castps_si512(x.r)}; }
inline V floatsOf(Words w) { return {_mm512_castsi512_ps(w.r)}; }
/** The upper and lower halves of the 64-bit products. */
inline void multiplyWords(Words a, Words b, Words& upper, Words& lower) {
  const __m512i even = _mm512_mul_epu32(a.r, b.r);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(a.r, 32), b.r);
  upper.r = _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 32), 0xaaaa, odd);
  lower.r = _mm512_mask_mov_epi32(even, 0xaaaa, _mm512_slli_epi64(odd, 32));
}
/** The 32 halves of the words, lower before upper. */
inline void splitWords(Words w, Words& first, Words& second) {
  first.r = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(w.r));
  second.r = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(w.r, 1));
}
/** x in the lanes whose word is at least `threshold`, else 0. */
inline V whereAtLeast(Words words, Words threshold, V x) {
  return {_mm512_maskz_mov_ps(_mm512_cmpge_epu32_mask(words.r, threshold.r), x.r)};
}
/** In each group of four lanes: lane i of words[j] becomes lane j of words[i]. */
inline void transposeFours(Words (&w)[4]) {
  const __m512i a = _mm512_unpacklo_epi32(w[0].r, w[1].r), b = _mm512_unpackhi_epi32(w[0].r, w[1].r);
  const __m512i c = _mm512_unpacklo_epi32(w[2].r, w[3].r), d = _mm512_unpackhi_epi32(w[2].r, w[3].r);
  w[0].r = _mm512_unpacklo_epi64(a, c), w[1].r = _mm512_unpackhi_epi64(a, c);
  w[2].r = _mm512_unpacklo_epi64(b, d), w[3].r = _mm512_unpackhi_epi64(b, d);
}

inline __m256 lowHalf(V x) { return _mm512_castps512_ps256(x.r); }
inline __m256 highHalf(V x) {
  return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x.r), 1));
}

// The matrix product's registers: a tile of TILE_ROWS rows and TILE_REGISTERS registers of columns.
using Register = __m512;
constexpr int LANES = 16, TILE_REGISTERS = 2, TILE_ROWS = 14, PANEL = 16;
inline Register loadRegister(const float* p) { return _mm512_loadu_ps(p); }
inline void storeRegister(float* p, Register x) { _mm512_storeu_ps(p, x); }
inline Register allRegister(float x) { return _mm512_set1_ps(x); }
inline Register fmaRegister(Register a, Register b, Register c) { return _mm512_fmadd_ps(a, b, c); }
inline Register addRegister(Register a, Register b) { return _mm512_add_ps(a, b); }

#if defined(__AVX512BF16__)
#define REPRISE_PAIRS
/** c + products of pairs of bfloat16, the upper ones first; subnormals count as zero. */
inline Register dotRegister(Register a, Register b, Register c) {
  return _mm512_dpbf16_ps(c, (__m512bh)a, (__m512bh)b);
}
/** Rounded to bfloat16. */
inline void storeFirst(uint16_t* p, V x, long n) {
  _mm256_mask_storeu_epi16(p, firstLanes(n), (__m256i)_mm512_cvtneps_pbh(x.r));
}
inline V reorderHalves(V pairs, const uint16_t (&order)[32]) {
  return {_mm512_castsi512_ps(_mm512_permutexvar_epi16(_mm512_loadu_si512(order), _mm512_castps_si512(pairs.r)))};
}
/** Lane j: neighbours 2j (lower half) and 2j + 1 of the 32 values of `first` and `second`, rounded to bfloat16. */
inline V pairsAlong(V first, V second) { return {(__m512)_mm512_cvtne2ps_pbh(second.r, first.r)}; }
/** Of each four of the 32 values of `first` and `second`: the pair 0 (upper half) and 2, then 1 (upper half) and 3. */
inline V pairsApart(V first, V second) {
  static constexpr uint16_t ORDER[32] = {2,  0,  3,  1,  6,  4,  7,  5,  10, 8,  11, 9,  14, 12, 15, 13,
                                         18, 16, 19, 17, 22, 20, 23, 21, 26, 24, 27, 25, 30, 28, 31, 29};
  return reorderHalves(pairsAlong(first, second), ORDER);
}
/** Lane j: lower_j and upper_j, rounded to bfloat16. */
inline V pairsAcross(V lower, V upper) {
  static constexpr uint16_t ORDER[32] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                         8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  return reorderHalves(pairsAlong(lower, upper), ORDER);
}
#endif

}  // namespace
#include "simd-x86.h"
