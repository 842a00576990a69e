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

/** MASK_COLUMNS factors, each 0 or dropout.scale: eight columns for each counter, whose first two words are given. */
inline void drawFactors(const Dropout& dropout, Words columns, Words rows, float* factors) {
  const Words threshold = allWords(dropout.threshold);
  const V scale = all(dropout.scale);
  Words words[4] = {columns, rows, allWords(dropout.site), allWords(dropout.step)};
  philox(words, dropout.seed);
  transposeFours(words);
  for (int part = 0; part < 4; part++) {
    Words draws[2];
    splitWords(words[part], draws[0], draws[1]);
    for (int half = 0; half < 2; half++)
      store(factors + 32 * part + 16 * half, whereAtLeast(draws[half], threshold, scale));
  }
}

/** Factors of rows that are asked for one after the other, `step` apart in number; one draw serves several short rows. */
class Masks {
 public:
  /** `most`: columns of the longest row; `memory` for them, in whole multiples of MASK_COLUMNS. */
  Masks(const Dropout& dropout, long most, long step, float* memory)
      : dropout(dropout), step(static_cast<uint32_t>(step)), memory(memory) {
    while (together < MOST_TOGETHER && 2 * together * most <= MASK_COLUMNS) together *= 2;
  }

  /** The factors of the columns of a row, and of some behind them. */
  const float* of(long row, long columns) {
    const Words counters = loadWords(COUNTER_OF_LANE), first = allWords(static_cast<uint32_t>(row));
    if (together == 1) {
      for (long column = 0; column < columns; column += MASK_COLUMNS)
        drawFactors(dropout, counters + allWords(static_cast<uint32_t>(column / 8)), first, memory + column);
      return memory;
    }
    if (turn == 0) drawFactors(dropout, counters & allWords(16 / together - 1), first + rowsOf(counters), memory);
    const float* factors = memory + turn * (MASK_COLUMNS / together);
    turn = (turn + 1) % together;
    return factors;
  }

 private:
  static constexpr uint32_t MOST_TOGETHER = 8;  // a row has 16 columns then: what one register reads

  /** For counter c: step times the row of those that are drawn together, c · together / 16. */
  Words rowsOf(Words counters) const {
    Words row, times, none;
    multiplyWords(counters, allWords(together << 28), row, none);
    multiplyWords(row, allWords(step), none, times);
    return times;
  }

  const Dropout& dropout;
  uint32_t step, together = 1, turn = 0;
  float* memory;
};

}  // namespace
