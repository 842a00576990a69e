/**
 * Products in bfloat16, the same bits on every processor: those of one step of x86's tile registers (TDPBF16PS). Operands
 * are rounded to nearest even. For each element of c and each BF16_BLOCK values of k, of which the last are filled up with
 * zeros, e sums the products of even k and o those of odd k, each by fused multiply-adds from +0 in order; then
 * c = c + (e + o). Operands, sums and results that are subnormal count as zero (docs/decisions/0020-bfloat16.md).
 */
#pragma once
#include "numbers.h"
#include "tile.h"

namespace {

constexpr long BF16_BLOCK = 32;  // the numbers' definition

/** What a 32-bit cell of an operand holds. */
enum class Cell : int {
  Single,      // one float32
  Rounded,     // one bfloat16, widened
  Apart,       // bfloat16 of k (upper half) and k + 2, then of k + 1 and k + 3: VDPBF16PS adds the upper product first
  Neighbours,  // bfloat16 of k (lower half) and k + 1, as tile registers take them
};

/** Nothing to set before tiles are computed. */
struct NoRegisters {
  NoRegisters() {}
};

/** How the operands of a product lie in panels, and how large its tiles of c are. */
template <Cell CELL>
struct Layout {
  static constexpr long VALUES = CELL == Cell::Apart ? 2 : 1;  // of k in a cell
  static constexpr long FILL = CELL == Cell::Single ? 1 : 4;   // k is filled up with zeros to a multiple of it
  static constexpr long STEP = CELL == Cell::Single ? 8 : BF16_BLOCK;  // blocks of k begin at multiples of it
  static constexpr long ROWS = TILE_ROWS, COLUMNS = TILE_COLUMNS;
  static constexpr long LANES_OF_A = PANEL;                // of a panel, which holds ROWS
  static constexpr bool WHOLE = false;                     // whether a tile has ROWS rows, always
  static constexpr bool CONTINUES = CELL != Cell::Single;  // whether c is where the sum begins, not what it is added to
  static constexpr bool ASKS_AHEAD = true;                 // for a's next rows, and for c's lines whatever they hold
  static long cells(long k) { return roundUp(k, FILL) / VALUES; }
  using Registers = NoRegisters;  // alive while tiles are computed
};

/** c + a · b; of pairs, c + the upper product + the lower one. */
template <Cell CELL>
inline Register multiplyAdd(Register a, Register b, Register c) {
#if defined(REPRISE_PAIRS)
  if constexpr (CELL == Cell::Apart) return dotRegister(a, b, c);
#endif
  return flushedFma(a, b, c);
}

constexpr int HALF_ROWS = (TILE_ROWS + 1) / 2;  // e and o of so many rows fit into the registers

/** sums [ROWS, TILE_REGISTERS · LANES] += a · b of one cell. */
template <Cell CELL, int ROWS>
__attribute__((always_inline)) inline void addCell(const float* a, const float* b,
                                                   Register (&sums)[ROWS][TILE_REGISTERS]) {
  Register right[TILE_REGISTERS];
#pragma GCC unroll 2
  for (int j = 0; j < TILE_REGISTERS; j++) right[j] = loadRegister(b + j * LANES);
#pragma GCC unroll 8
  for (int i = 0; i < ROWS; i++) {
    const Register left = allRegister(a[i]);
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) sums[i][j] = multiplyAdd<CELL>(left, right[j], sums[i][j]);
  }
}

/** Where a tile of c is, its rows `ld` apart. */
struct Sums {
  float* at;
  long ld;
  Sums below(long rows) const { return {at + rows * ld, ld}; }
};

/** to = from + e + o of one block, [ROWS, TILE_REGISTERS · LANES]; cells of even and odd k by turns. */
template <Cell CELL, int ROWS>
__attribute__((noinline)) void addBlock(long cells, const float* a, const float* b, Sums from, Sums to) {
  const Register zero = allRegister(0.0f);
  Register even[ROWS][TILE_REGISTERS], odd[ROWS][TILE_REGISTERS];
#pragma GCC unroll 8
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) even[i][j] = odd[i][j] = zero;
  for (long cell = 0; cell < cells; cell += 2, a += 2 * PANEL, b += 2 * TILE_COLUMNS) {
    addCell<CELL>(a, b, even);
    addCell<CELL>(a + PANEL, b + TILE_COLUMNS, odd);
  }
  if (cells * Layout<CELL>::VALUES < BF16_BLOCK) {  // zeros would follow, which make -0 to +0
#pragma GCC unroll 8
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
      for (int j = 0; j < TILE_REGISTERS; j++)
        even[i][j] = flushedAdd(even[i][j], zero), odd[i][j] = flushedAdd(odd[i][j], zero);
  }
#pragma GCC unroll 8
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) {
      const Register before = loadRegister(from.at + i * from.ld + j * LANES);
      storeRegister(to.at + i * to.ld + j * LANES, flushedAdd(before, flushedAdd(even[i][j], odd[i][j])));
    }
}

using AddBlock = void (*)(long, const float*, const float*, Sums, Sums);

/** The part of a tile's block of each height. */
template <Cell CELL>
struct AddBlocks {
  AddBlock of[HALF_ROWS + 1] = {};
  template <int ROWS>
  constexpr void fill() {
    of[ROWS] = addBlock<CELL, ROWS>;
    if constexpr (ROWS > 1) fill<ROWS - 1>();
  }
  constexpr AddBlocks() { fill<HALF_ROWS>(); }
};
template <Cell CELL>
constexpr AddBlocks<CELL> ADD_BLOCKS;

alignas(64) float ZEROS[TILE_COLUMNS] = {};

/** A tile of c of `rows` rows, block by block. Sums wait beside c, whose rows may be where the cache has room for few. */
template <Cell CELL>
inline void multiplyBlockwise(long rows, long cells, const float* a, const float* b, float* c, long ldc, bool add) {
  alignas(64) float waiting[TILE_ROWS * TILE_COLUMNS];
  const WithoutSubnormals mode;
  const long upper = (rows + 1) / 2, lower = rows - upper, block = BF16_BLOCK / Layout<CELL>::VALUES;
  Sums from = add ? Sums{c, ldc} : Sums{ZEROS, 0};
  for (long cell = 0; cell < cells; cell += block, a += block * PANEL, b += block * TILE_COLUMNS) {
    const long count = smaller(block, cells - cell);
    const Sums to = count == cells - cell ? Sums{c, ldc} : Sums{waiting, TILE_COLUMNS};
    ADD_BLOCKS<CELL>.of[upper](count, a, b, from, to);
    if (lower > 0) ADD_BLOCKS<CELL>.of[lower](count, a + upper, b, from.below(upper), to.below(upper));
    from = to;
  }
}

/** A tile of c from panels, of `rows` rows. */
template <Cell CELL>
inline void multiplyPanels(long rows, long cells, const float* a, const float* b, float* c, long ldc, bool add) {
  if constexpr (CELL == Cell::Single)
    TILES<TILE_REGISTERS, false>.of[rows](cells, a, PANEL, b, TILE_COLUMNS, c, ldc, add);
  else multiplyBlockwise<CELL>(rows, cells, a, b, c, ldc, add);
}

}  // namespace
#if defined(REPRISE_TILE_REGISTERS)
#include "bf16-tile-registers.h"
#endif
