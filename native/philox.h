/** Dropout masks: Philox4x32-10 (Salmon et al. 2011), 16 counters side by side. */
#pragma once
#include <cstdint>

#include "kernels.h"
#include "parallel.h"

namespace {

using reprise::Dropout;

constexpr long MASK_COLUMNS = 128;  // 16 counters of 4 words of 2 draws

/** Which of the 16 counters each lane holds, so that transposeFours leaves their words in the order of columns. */
alignas(64) const uint32_t COUNTER_OF_LANE[16] = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};

inline void philox(Words (&c)[4], uint32_t key) {
  const Words multiplier0 = allWords(0xD2511F53u), multiplier1 = allWords(0xCD9E8D57u);
  uint32_t key0 = key, key1 = 0;
#pragma GCC unroll 10
  for (int round = 0; round < 10; round++) {
    Words upper0, lower0, upper1, lower1;
    multiplyWords(c[0], multiplier0, upper0, lower0);
    multiplyWords(c[2], multiplier1, upper1, lower1);
    c[0] = upper1 ^ c[1] ^ allWords(key0);
    c[1] = lower1;
    c[2] = upper0 ^ c[3] ^ allWords(key1);
    c[3] = lower0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

/** factors[column] = 0 or dropout.scale for the columns of one row; writes up to the next multiple of MASK_COLUMNS. */
inline void dropoutFactors(const Dropout& dropout, uint32_t row, long columns, float* factors) {
  const Words threshold = allWords(dropout.threshold);
  const V scale = all(dropout.scale);
  for (long first = 0; first < columns; first += MASK_COLUMNS) {
    Words words[4] = {loadWords(COUNTER_OF_LANE) + allWords(static_cast<uint32_t>(first / 8)), allWords(row),
                      allWords(dropout.site), allWords(dropout.step)};
    philox(words, dropout.seed);
    transposeFours(words);
    for (int part = 0; part < 4; part++) {
      Words draws[2];
      splitWords(words[part], draws[0], draws[1]);
      for (int half = 0; half < 2; half++)
        store(factors + first + 32 * part + 16 * half, whereAtLeast(draws[half], threshold, scale));
    }
  }
}

}  // namespace
