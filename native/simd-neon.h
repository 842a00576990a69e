/** Sixteen float32 lanes in four NEON registers, which every arm64 processor has. */
#pragma once
#include <arm_neon.h>

#include <cstdint>
#include <cstring>

namespace {

struct V {
  float32x4_t four[4];
};
struct Mask {
  uint32x4_t four[4];
};
template <class F>
inline V eachFour(F f) {
  return {f(0), f(1), f(2), f(3)};
}
inline V load(const float* p) {
  return eachFour([&](int i) { return vld1q_f32(p + 4 * i); });
}
inline void store(float* p, V x) {
  for (int i = 0; i < 4; i++) vst1q_f32(p + 4 * i, x.four[i]);
}
/** The first n of four lanes, the others 0; reads nothing beyond. */
inline float32x4_t loadFirstOfFour(const float* p, long n) {
  if (n >= 4) return vld1q_f32(p);
  const float32x4_t none = vdupq_n_f32(0.0f);
  if (n <= 0) return none;
  if (n == 1) return vld1q_lane_f32(p, none, 0);
  const float32x4_t two = vcombine_f32(vld1_f32(p), vdup_n_f32(0.0f));
  return n == 2 ? two : vld1q_lane_f32(p + 2, two, 2);
}
inline void storeFirstOfFour(float* p, float32x4_t x, long n) {
  if (n >= 4) return vst1q_f32(p, x);
  if (n >= 2) vst1_f32(p, vget_low_f32(x));
  if (n == 1) vst1q_lane_f32(p, x, 0);
  if (n == 3) vst1q_lane_f32(p + 2, x, 2);
}
inline V loadFirst(const float* p, long n) {
  if (n >= 16) return load(p);
  return eachFour([&](int i) { return loadFirstOfFour(p + 4 * i, n - 4 * i); });
}
inline void storeFirst(float* p, V x, long n) {
  if (n >= 16) return store(p, x);
  for (int i = 0; i < 4; i++) storeFirstOfFour(p + 4 * i, x.four[i], n - 4 * i);
}
/** bfloat16, widened; and the upper halves of lanes that are rounded to it. */
inline V loadFirst(const uint16_t* p, long n) {
  uint16_t halves[16] = {};
  if (n < 16) p = static_cast<uint16_t*>(std::memcpy(halves, p, n > 0 ? 2 * n : 0));
  return eachFour([&](int i) { return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p + 4 * i), 16)); });
}
inline void storeUpper(uint16_t* p, V x, long n) {
  uint16_t halves[16];
  uint16_t* to = n < 16 ? halves : p;
  for (int i = 0; i < 4; i++) vst1_u16(to + 4 * i, vshrn_n_u32(vreinterpretq_u32_f32(x.four[i]), 16));
  if (n < 16 && n > 0) std::memcpy(p, halves, 2 * n);
}
/** Like any store: arm64 has none past the caches that compilers offer as one. */
inline void storeFar(float* p, V x, long n) { storeFirst(p, x, n); }
inline void settle() {}
alignas(64) const int32_t LANE_INDICES[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
inline V keepFirst(V x, long n) {
  const int32x4_t end = vdupq_n_s32(static_cast<int32_t>(n < 0 ? 0 : n > 16 ? 16 : n));
  return eachFour([&](int i) {
    const uint32x4_t kept = vcltq_s32(vld1q_s32(LANE_INDICES + 4 * i), end);
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x.four[i]), kept));
  });
}
inline V all(float x) {
  return eachFour([&](int) { return vdupq_n_f32(x); });
}
inline V operator+(V a, V b) {
  return eachFour([&](int i) { return vaddq_f32(a.four[i], b.four[i]); });
}
inline V operator-(V a, V b) {
  return eachFour([&](int i) { return vsubq_f32(a.four[i], b.four[i]); });
}
inline V operator*(V a, V b) {
  return eachFour([&](int i) { return vmulq_f32(a.four[i], b.four[i]); });
}
inline V operator/(V a, V b) {
  return eachFour([&](int i) { return vdivq_f32(a.four[i], b.four[i]); });
}
/** a · b + c, rounded once. */
inline V fma(V a, V b, V c) {
  return eachFour([&](int i) { return vfmaq_f32(c.four[i], a.four[i], b.four[i]); });
}
/** c − a · b, rounded once. */
inline V fnma(V a, V b, V c) {
  return eachFour([&](int i) { return vfmsq_f32(c.four[i], a.four[i], b.four[i]); });
}
/** a > b ? a : b, which NEON's own maximum is not where a zero or a NaN is among them. */
inline float32x4_t larger(float32x4_t a, float32x4_t b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
inline V max(V a, V b) {
  return eachFour([&](int i) { return larger(a.four[i], b.four[i]); });
}
/** a < b ? a : b. */
inline V min(V a, V b) {
  return eachFour([&](int i) { return vbslq_f32(vcltq_f32(a.four[i], b.four[i]), a.four[i], b.four[i]); });
}
inline V sqrt(V a) {
  return eachFour([&](int i) { return vsqrtq_f32(a.four[i]); });
}
inline V abs(V a) {
  return eachFour([&](int i) { return vabsq_f32(a.four[i]); });
}
inline V roundEven(V a) {
  return eachFour([&](int i) { return vrndnq_f32(a.four[i]); });
}
/** x · 2^n for whole n that keeps x normal. */
inline V timesPowerOf2(V x, V n) {
  return eachFour([&](int i) {
    const int32x4_t shift = vshlq_n_s32(vcvtq_s32_f32(n.four[i]), 23);
    return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(x.four[i]), shift));
  });
}
inline Mask isLess(V a, V b) {
  Mask mask;
  for (int i = 0; i < 4; i++) mask.four[i] = vcltq_f32(a.four[i], b.four[i]);
  return mask;
}
inline V choose(Mask mask, V yes, V no) {
  return eachFour([&](int i) { return vbslq_f32(mask.four[i], yes.four[i], no.four[i]); });
}

/** Sixteen words of 32 bits. */
struct Words {
  uint32x4_t four[4];
};
template <class F>
inline Words eachFourWords(F f) {
  return {f(0), f(1), f(2), f(3)};
}
inline Words loadWords(const uint32_t* p) {
  return eachFourWords([&](int i) { return vld1q_u32(p + 4 * i); });
}
inline Words allWords(uint32_t x) {
  return eachFourWords([&](int) { return vdupq_n_u32(x); });
}
inline Words operator+(Words a, Words b) {
  return eachFourWords([&](int i) { return vaddq_u32(a.four[i], b.four[i]); });
}
inline Words operator^(Words a, Words b) {
  return eachFourWords([&](int i) { return veorq_u32(a.four[i], b.four[i]); });
}
inline Words operator&(Words a, Words b) {
  return eachFourWords([&](int i) { return vandq_u32(a.four[i], b.four[i]); });
}
inline Words upperHalves(Words w) {
  return eachFourWords([&](int i) { return vshrq_n_u32(w.four[i], 16); });
}
inline Words bitsOf(V x) {
  return eachFourWords([&](int i) { return vreinterpretq_u32_f32(x.four[i]); });
}
inline V floatsOf(Words w) {
  return eachFour([&](int i) { return vreinterpretq_f32_u32(w.four[i]); });
}
/** The upper and lower halves of the 64-bit products. */
inline void multiplyWords(Words a, Words b, Words& upper, Words& lower) {
  upper = eachFourWords([&](int i) {
    const uint64x2_t first = vmull_u32(vget_low_u32(a.four[i]), vget_low_u32(b.four[i]));
    const uint64x2_t second = vmull_high_u32(a.four[i], b.four[i]);
    return vuzp2q_u32(vreinterpretq_u32_u64(first), vreinterpretq_u32_u64(second));
  });
  lower = eachFourWords([&](int i) { return vmulq_u32(a.four[i], b.four[i]); });
}
/** The 32 halves of the words, lower before upper. */
inline void splitWords(Words w, Words& first, Words& second) {
  const auto halves = [&](int i) { return vreinterpretq_u16_u32(w.four[i]); };
  const auto split = [&](int i) {
    return Words{vmovl_u16(vget_low_u16(halves(i))), vmovl_high_u16(halves(i)),
                 vmovl_u16(vget_low_u16(halves(i + 1))), vmovl_high_u16(halves(i + 1))};
  };
  first = split(0), second = split(2);
}
/** x in the lanes whose word is at least `threshold`, else 0. */
inline V whereAtLeast(Words words, Words threshold, V x) {
  return eachFour([&](int i) {
    const uint32x4_t kept = vcgeq_u32(words.four[i], threshold.four[i]);
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x.four[i]), kept));
  });
}
/** Lane i of rows[j] becomes lane j of rows[i]. */
inline void transposeFour(uint32x4_t (&rows)[4]) {
  const auto wide = [](uint32x4_t x) { return vreinterpretq_u64_u32(x); };
  const auto narrow = [](uint64x2_t x) { return vreinterpretq_u32_u64(x); };
  const uint64x2_t a = wide(vtrn1q_u32(rows[0], rows[1])), b = wide(vtrn2q_u32(rows[0], rows[1]));
  const uint64x2_t c = wide(vtrn1q_u32(rows[2], rows[3])), d = wide(vtrn2q_u32(rows[2], rows[3]));
  rows[0] = narrow(vtrn1q_u64(a, c)), rows[1] = narrow(vtrn1q_u64(b, d));
  rows[2] = narrow(vtrn2q_u64(a, c)), rows[3] = narrow(vtrn2q_u64(b, d));
}
/** In each group of four lanes: lane i of words[j] becomes lane j of words[i]. */
inline void transposeFours(Words (&w)[4]) {
  for (int group = 0; group < 4; group++) {
    uint32x4_t rows[4] = {w[0].four[group], w[1].four[group], w[2].four[group], w[3].four[group]};
    transposeFour(rows);
    for (int i = 0; i < 4; i++) w[i].four[group] = rows[i];
  }
}

/** Lane i with lane i + 8, then + 4, + 2, + 1. */
inline float sum(V x) {
  const float32x4_t four = vaddq_f32(vaddq_f32(x.four[0], x.four[2]), vaddq_f32(x.four[1], x.four[3]));
  const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
  return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}
inline float largest(V x) {
  const float32x4_t four = larger(larger(x.four[0], x.four[2]), larger(x.four[1], x.four[3]));
  const float32x4_t two = larger(four, vextq_f32(four, four, 2));
  return vgetq_lane_f32(larger(two, vextq_f32(two, two, 1)), 0);
}
inline float sqrtOne(float x) { return __builtin_sqrtf(x); }

/**
 * While it lives, this thread's float32 operands and results that are subnormal become zeros of their sign. Unlike x86,
 * arm64 decides before it rounds: a product and sum from 2^-126 - 2^-151 to below 2^-126 is zero here and 2^-126 there.
 */
class WithoutSubnormals {
 public:
  WithoutSubnormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before));
    set(before | FLUSH);
  }
  ~WithoutSubnormals() { set(before); }
  WithoutSubnormals(const WithoutSubnormals&) = delete;
  WithoutSubnormals& operator=(const WithoutSubnormals&) = delete;

 private:
  static constexpr uint64_t FLUSH = 1 << 24;
  static void set(uint64_t value) { asm volatile("msr fpcr, %0" ::"r"(value) : "memory"); }
  uint64_t before;
};
inline V flushedFma(V a, V b, V c) { return fma(a, b, c); }
inline V flushedAdd(V a, V b) { return a + b; }

// Rows of the matrix product's tile of registers. Of the 32 vector registers, 20 hold the tile and the others its
// operands; of six rows g++ keeps a part in memory.
constexpr int TILE_ROWS = 5;

/** to[k · stride + row] = from[row · ld + k] for rows below `rows` (8 at most; the others become 0) and 8 k. */
inline void transpose8(const float* from, long ld, int rows, float* to, long stride) {
  for (int corner = 0; corner < 4; corner++) {
    const int row = corner / 2 * 4, k = corner % 2 * 4;
    uint32x4_t four[4];
    for (int i = 0; i < 4; i++)
      four[i] = vreinterpretq_u32_f32(row + i < rows ? vld1q_f32(from + (row + i) * ld + k) : vdupq_n_f32(0.0f));
    transposeFour(four);
    for (int i = 0; i < 4; i++) vst1q_f32(to + (k + i) * stride + row, vreinterpretq_f32_u32(four[i]));
  }
}

}  // namespace
#include "simd-registers.h"
