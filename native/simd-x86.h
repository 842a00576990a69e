/** What AVX2 and AVX-512 have in common: reductions over the 16 lanes by one fixed tree, and an 8 × 8 transpose. */
#pragma once

namespace {

/** Lane i with lane i + 8, then + 4, + 2, + 1. */
inline float sum(V x) {
  const __m256 eight = _mm256_add_ps(lowHalf(x), highHalf(x));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

inline float largest(V x) {
  const __m256 eight = _mm256_max_ps(lowHalf(x), highHalf(x));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
}

inline float sqrtOne(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

/** to[k · stride + row] = from[row · ld + k] for rows below `rows` (8 at most; the others become 0) and 8 k. */
inline void transpose8(const float* from, long ld, int rows, float* to, long stride) {
  __m256 r[8], t[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) r[i] = i < rows ? _mm256_loadu_ps(from + i * ld) : _mm256_setzero_ps();
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    r[4 * i] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0x44);
    r[4 * i + 1] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0xee);
    r[4 * i + 2] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0x44);
    r[4 * i + 3] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0xee);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    _mm256_storeu_ps(to + i * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    _mm256_storeu_ps(to + (i + 4) * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

/** While it lives, this thread's float32 operands and results that are subnormal become zeros of their sign. */
class WithoutSubnormals {
 public:
  WithoutSubnormals() : before(_mm_getcsr()) { _mm_setcsr(before | FLUSH_RESULTS | FLUSH_OPERANDS); }
  ~WithoutSubnormals() { _mm_setcsr(before); }
  WithoutSubnormals(const WithoutSubnormals&) = delete;
  WithoutSubnormals& operator=(const WithoutSubnormals&) = delete;

 private:
  static constexpr unsigned FLUSH_RESULTS = 1 << 15, FLUSH_OPERANDS = 1 << 6;
  unsigned before;
};
inline Register flushedFma(Register a, Register b, Register c) { return fmaRegister(a, b, c); }
inline Register flushedAdd(Register a, Register b) { return addRegister(a, b); }

}  // namespace
