/** Tile registers in plain loops, so that what is written for real ones is tested on every processor. */
#pragma once
#include "bf16-rounding.h"
#include "parallel.h"

namespace {

thread_local float tileRegisters[8][16][16];

struct TileRegisters {
  TileRegisters() {}
};

inline void zeroTile(int to) { std::memset(tileRegisters[to], 0, sizeof tileRegisters[to]); }
/** Rows are ld floats apart. */
inline void loadTile(int to, const float* from, long ld) {
  for (int i = 0; i < 16; i++) std::memcpy(tileRegisters[to][i], from + i * ld, sizeof tileRegisters[to][i]);
}
inline void storeTile(int from, float* to, long ld) {
  for (int i = 0; i < 16; i++) std::memcpy(to + i * ld, tileRegisters[from][i], sizeof tileRegisters[from][i]);
}

/** Of a cell: the bfloat16 in its upper half, or in its lower one, widened. */
inline float halfOf(float cell, bool upper) {
  uint32_t bits;
  std::memcpy(&bits, &cell, 4);
  bits = upper ? bits & 0xffff0000u : bits << 16;
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

/** c += a · b of pairs of bfloat16. */
inline void multiplyTiles(int c, int a, int b) {
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) {
      float sums[2] = {0, 0};  // over even k, over odd k
      for (int pair = 0; pair < 16; pair++)
        for (int odd = 0; odd < 2; odd++)
          sums[odd] = flushedFma(halfOf(tileRegisters[a][i][pair], odd == 1),
                                 halfOf(tileRegisters[b][pair][j], odd == 1), sums[odd]);
      tileRegisters[c][i][j] = flushed(flushed(tileRegisters[c][i][j]) + flushed(sums[0] + sums[1]));
    }
}

/** Lane j: lower_j and upper_j, rounded to bfloat16. */
inline V pairsAcross(V lower, V upper) {
  return floatsOf(upperHalves(bitsOf(roundToBf16(lower))) ^ bitsOf(roundToBf16(upper)));
}
/** Lane j: neighbours 2j (lower half) and 2j + 1 of the 32 values of `first` and `second`, rounded to bfloat16. */
inline V pairsAlong(V first, V second) {
  const auto value = [&](int i) { return i < 16 ? first.lane[i] : second.lane[i - 16]; };
  return pairsAcross(eachLane([&](int i) { return value(2 * i); }), eachLane([&](int i) { return value(2 * i + 1); }));
}

/** 32 bfloat16 as they lie in memory, of which n are read: neighbours, two a lane. */
inline V pairsAlong(const uint16_t* p, long n) {
  float pairs[16] = {};
  std::memcpy(pairs, p, static_cast<size_t>(2 * smaller(n, 32)));
  return load(pairs);
}
/** Lane j: lower[j] and upper[j], of which n are read. */
inline V pairsAcross(const uint16_t* lower, const uint16_t* upper, long n) {
  return pairsAcross(loadFirst(lower, n), loadFirst(upper, n));
}

}  // namespace
#define REPRISE_TILE_REGISTERS
