/** Products in bfloat16 by tile registers, real ones (tile-registers.h) or their software (tile-registers-software.h). */
#pragma once

namespace {

constexpr long SIDE = 16;                   // of a tile register: rows, and 32-bit cells of a row
constexpr long REGISTER = SIDE * SIDE;      // cells of one
constexpr long BLOCK_CELLS = 2 * REGISTER;  // of a panel's block of BF16_BLOCK values of k: 32 lanes

template <>
struct Layout<Cell::Neighbours> {
  static constexpr long VALUES = 2, FILL = BF16_BLOCK, STEP = BF16_BLOCK;
  static constexpr long ROWS = 2 * SIDE, COLUMNS = 2 * SIDE, LANES_OF_A = ROWS;
  static constexpr bool WHOLE = true, CONTINUES = true;
  static constexpr bool ASKS_AHEAD = false;  // measured: the registers' own reads are hindered
  static long cells(long k) { return roundUp(k, FILL) / VALUES; }
  using Registers = TileRegisters;
};

/** to = from (or nothing) + a · b: four registers of c by two of a and two of b. */
__attribute__((noinline)) void addTiles(long cells, const float* a, const float* b, Sums from, Sums to) {
  asm volatile("" ::: "memory");  // compilers do not know that tile registers read memory
  if (from.at != nullptr) {
    loadTile(0, from.at, from.ld);
    loadTile(1, from.at + SIDE, from.ld);
    loadTile(2, from.below(SIDE).at, from.ld);
    loadTile(3, from.below(SIDE).at + SIDE, from.ld);
  } else {
    zeroTile(0);
    zeroTile(1);
    zeroTile(2);
    zeroTile(3);
  }
  for (; cells > 0; cells -= SIDE, a += BLOCK_CELLS, b += BLOCK_CELLS) {
    loadTile(4, a, SIDE);
    loadTile(6, b, SIDE);
    loadTile(7, b + REGISTER, SIDE);
    multiplyTiles(0, 4, 6);
    multiplyTiles(1, 4, 7);
    loadTile(5, a + REGISTER, SIDE);
    multiplyTiles(2, 5, 6);
    multiplyTiles(3, 5, 7);
  }
  storeTile(0, to.at, to.ld);
  storeTile(1, to.at + SIDE, to.ld);
  storeTile(2, to.below(SIDE).at, to.ld);
  storeTile(3, to.below(SIDE).at + SIDE, to.ld);
  asm volatile("" ::: "memory");
}

/** rows is ROWS. */
template <>
inline void multiplyPanels<Cell::Neighbours>(long, long cells, const float* a, const float* b, float* c, long ldc,
                                             bool add) {
  addTiles(cells, a, b, {add ? c : nullptr, ldc}, {c, ldc});
}

}  // namespace
