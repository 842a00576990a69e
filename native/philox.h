/** Dropout masks: Philox4x32-10 (Salmon et al. 2011), 16 counters side by side. */
#pragma once
#include <cstdint>

#include "kernels.h"
#include "parallel.h"

namespace {

using reprise::Dropout;

constexpr long MASK_COLUMNS = 64;  // 16 counters of 4 words

struct Counters {
  uint32_t word[4][16];
};

inline void philox(Counters& c, uint32_t key) {
  uint32_t key0 = key, key1 = 0;
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < 16; i++) {
      const uint64_t p0 = static_cast<uint64_t>(0xD2511F53u) * c.word[0][i];
      const uint64_t p1 = static_cast<uint64_t>(0xCD9E8D57u) * c.word[2][i];
      c.word[0][i] = static_cast<uint32_t>(p1 >> 32) ^ c.word[1][i] ^ key0;
      c.word[1][i] = static_cast<uint32_t>(p1);
      c.word[2][i] = static_cast<uint32_t>(p0 >> 32) ^ c.word[3][i] ^ key1;
      c.word[3][i] = static_cast<uint32_t>(p0);
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

/** factors[column] = 0 or dropout.scale for the columns of one row; writes up to the next multiple of 64. */
inline void dropoutFactors(const Dropout& dropout, uint32_t row, long columns, float* factors) {
  for (long first = 0; first < columns; first += MASK_COLUMNS) {
    Counters c;
    for (int i = 0; i < 16; i++) {
      c.word[0][i] = static_cast<uint32_t>(first / 4) + static_cast<uint32_t>(i);
      c.word[1][i] = row;
      c.word[2][i] = dropout.site;
      c.word[3][i] = dropout.step;
    }
    philox(c, dropout.seed);
    for (int i = 0; i < 16; i++)
      for (int word = 0; word < 4; word++)
        factors[first + 4 * i + word] = c.word[word][i] >= dropout.threshold ? dropout.scale : 0.0f;
  }
}

}  // namespace
