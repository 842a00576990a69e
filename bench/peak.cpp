/**
 * What the processor can do at most: multiply-adds on registers alone. Prints GFLOP/s as JSON: {"float32": …, "bf16": …},
 * bf16 null where there is no instruction for it. ./peak <threads> <avx512|avx2|portable>
 */
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace {

constexpr long STEPS = 10'000'000;
constexpr int TRIALS = 3;

/** Twelve sums, enough to hide the latency of an addition; kept in registers and read by nobody. */
#define SUMS(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11)
constexpr int CHAINS = 12;

#if defined(__x86_64__)
#define LOOP(NAME, TARGET, VECTOR, ZERO, OPERAND, ADD, KEEP)                   \
  __attribute__((target(TARGET))) void NAME() {                                \
    const auto operand = OPERAND;                                              \
    VECTOR s[CHAINS];                                                          \
    for (VECTOR& sum : s) sum = ZERO;                                          \
    for (long step = 0; step < STEPS; step++) {                                \
      SUMS(ADD)                                                                \
    }                                                                          \
    SUMS(KEEP)                                                                 \
  }
#define KEEP(I) asm volatile("" ::"x"(s[I]));
#define KEEP_WIDE(I) asm volatile("" ::"v"(s[I]));
#define ADD_256(I) s[I] = _mm256_fmadd_ps(operand, operand, s[I]); asm volatile("" : "+x"(s[I]));
#define ADD_512(I) s[I] = _mm512_fmadd_ps(operand, operand, s[I]); asm volatile("" : "+v"(s[I]));
#define ADD_BF16(I) s[I] = _mm512_dpbf16_ps(s[I], operand, operand); asm volatile("" : "+v"(s[I]));
LOOP(avx2, "avx2,fma", __m256, _mm256_setzero_ps(), _mm256_set1_ps(0.5f), ADD_256, KEEP)
LOOP(avx512, "avx512f", __m512, _mm512_setzero_ps(), _mm512_set1_ps(0.5f), ADD_512, KEEP_WIDE)
LOOP(bf16, "avx512f,avx512bf16", __m512, _mm512_setzero_ps(), (__m512bh)_mm512_set1_epi16(0x3f00), ADD_BF16, KEEP_WIDE)
#elif defined(__aarch64__)
#define ADD_NEON(I) s[I] = vfmaq_f32(s[I], operand, operand); asm volatile("" : "+w"(s[I]));
void neon() {
  const float32x4_t operand = vdupq_n_f32(0.5f);
  float32x4_t s[CHAINS];
  for (float32x4_t& sum : s) sum = vdupq_n_f32(0);
  for (long step = 0; step < STEPS; step++) {
    SUMS(ADD_NEON)
  }
}
#endif

struct Loop {
  void (*run)();
  int flopsPerSum;
};

/** GFLOP/s of the median trial, all threads together. */
double measure(const Loop& loop, int threads) {
  std::vector<double> rates;
  for (int trial = 0; trial < TRIALS; trial++) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> running;
    for (int i = 1; i < threads; i++) running.emplace_back(loop.run);
    loop.run();
    for (std::thread& thread : running) thread.join();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    rates.push_back(1e-9 * STEPS * CHAINS * loop.flopsPerSum * threads / seconds.count());
  }
  std::sort(rates.begin(), rates.end());
  return rates[TRIALS / 2];
}

}  // namespace

int main(int count, char** words) {
  const int threads = count > 1 ? std::atoi(words[1]) : 1;
  const bool tiles = count > 2 && std::strcmp(words[2], "amx") == 0;  // whose own peak is not measured
  const bool wide = tiles || (count > 2 && std::strncmp(words[2], "avx512", 6) == 0);
#if defined(__x86_64__)
  std::printf("{\"float32\": %.1f, ", measure(wide ? Loop{avx512, 32} : Loop{avx2, 16}, threads));
  if (wide && !tiles && __builtin_cpu_supports("avx512bf16")) std::printf("\"bf16\": %.1f}\n", measure({bf16, 64}, threads));
  else std::printf("\"bf16\": null}\n");
#elif defined(__aarch64__)
  std::printf("{\"float32\": %.1f, \"bf16\": null}\n", measure({neon, 8}, threads));
#else
  std::printf("{\"float32\": null, \"bf16\": null}\n");
#endif
}
