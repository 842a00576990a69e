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
  static long cells(long k) { return roundUp(k, FILL) / VALUES; }
  using Registers = TileRegisters;
};

/** Four registers of c by two of a and two of b; rows is ROWS. */
template <>
__attribute__((noinline)) void multiplyPanels<Cell::Neighbours>(long, long cells, const float* a, const float* b,
                                                                float* c, long ldc, bool add) {
  float *right = c + SIDE, *below = c + SIDE * ldc, *corner = below + SIDE;
  asm volatile("" ::: "memory");  // compilers do not know that tile registers read memory
  if (add) {
    loadTile(0, c, ldc);
    loadTile(1, right, ldc);
    loadTile(2, below, ldc);
    loadTile(3, corner, ldc);
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
  storeTile(0, c, ldc);
  storeTile(1, right, ldc);
  storeTile(2, below, ldc);
  storeTile(3, corner, ldc);
  asm volatile("" ::: "memory");
}

}  // namespace
