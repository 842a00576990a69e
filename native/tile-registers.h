/** The tile registers of AMX: eight matrices of 16 rows of 64 bytes. Their numbers are literals, as the compiler asks. */
#pragma once
#include <immintrin.h>

#include <cstdint>

namespace {

/** This thread's registers are whole ones while it lives, and none before and after. */
class TileRegisters {
 public:
  TileRegisters() {
    alignas(64) static constexpr Shape WHOLE = {};
    _tile_loadconfig(&WHOLE);
  }
  ~TileRegisters() { _tile_release(); }
  TileRegisters(const TileRegisters&) = delete;
  TileRegisters& operator=(const TileRegisters&) = delete;

 private:
  struct Shape {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
  };
};

#define zeroTile(to) _tile_zero(to)
/** Rows are ld floats apart. */
#define loadTile(to, from, ld) _tile_loadd(to, from, (ld) * 4)
#define storeTile(from, to, ld) _tile_stored(from, to, (ld) * 4)
/** c += a · b of pairs of bfloat16. */
#define multiplyTiles(c, a, b) _tile_dpbf16ps(c, a, b)

/** 32 bfloat16 as they lie in memory, of which n are read: neighbours, two a lane. */
inline V pairsAlong(const uint16_t* p, long n) {
  return {_mm512_castsi512_ps(_mm512_maskz_loadu_epi16(n >= 32 ? ~0u : (1u << n) - 1, p))};
}
/** Lane j: lower[j] and upper[j], of which n are read. */
inline V pairsAcross(const uint16_t* lower, const uint16_t* upper, long n) {
  const auto wide = [n](const uint16_t* p) {
    return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(firstLanes(n), p));
  };
  return {_mm512_castsi512_ps(_mm512_or_si512(wide(lower), _mm512_slli_epi32(wide(upper), 16)))};
}

}  // namespace
#define REPRISE_TILE_REGISTERS
