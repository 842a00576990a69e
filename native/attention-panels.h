/** Attention's matrix products in bfloat16: operands in panels, as those of larger products, in scratch memory. */
#pragma once
#include "gemm.h"

namespace {

template <Cell CELL, Operand OPERAND>
struct Panels {
  using L = Layout<CELL>;
  static constexpr long LANES = OPERAND == Operand::A ? L::ROWS : L::COLUMNS;        // of a panel
  static constexpr long WIDTH = OPERAND == Operand::A ? L::LANES_OF_A : L::COLUMNS;  // of a panel in memory
  float* cells;
  long room;  // values of k

  static long floats(long lanes, long room) { return ceilDivide(lanes, LANES) * depthOf(room) * WIDTH; }
  float* panel(long number) const { return cells + number * depthOf(room) * WIDTH; }

  /** k values along each of the rows, ld apart, that the lanes are; from the panel of lane `first` on. */
  void fillAlong(const float* rows, long ld, long first, long lanes, long k) const {
    for (long p = first / LANES; p * LANES < lanes; p++)
      Packing<CELL, OPERAND>::transposed(rows + p * LANES * ld, ld, smaller(LANES, lanes - p * LANES), WIDTH, k, panel(p));
  }

  /** k rows, ld apart, that the lanes lie along; from the block of row `first` on. */
  void fillAcross(const float* rows, long ld, long first, long lanes, long k) const {
    const long depth = first / BF16_BLOCK * BF16_BLOCK;
    for (long p = 0; p * LANES < lanes; p++)
      Packing<CELL, OPERAND>::straight(rows + depth * ld + p * LANES, ld, smaller(LANES, lanes - p * LANES), WIDTH,
                                       k - depth, panel(p) + L::cells(depth) * WIDTH);
  }

 private:
  static long depthOf(long room) { return L::cells(roundUp(room, BF16_BLOCK)); }
};

/** c [rows, columns] = a · b (+ c) over k; c has room for whole tiles. */
template <Cell CELL>
inline void multiply(const Panels<CELL, Operand::A>& a, const Panels<CELL, Operand::B>& b, long rows, long columns, long k,
                     float* c, long ldc, bool add = false) {
  using L = Layout<CELL>;
  for (long q = 0; q * L::COLUMNS < columns; q++)
    for (long p = 0; p * L::ROWS < rows; p++)
      multiplyPanels<CELL>(smaller(L::ROWS, rows - p * L::ROWS), L::cells(k), a.panel(p), b.panel(q),
                           c + p * L::ROWS * ldc + q * L::COLUMNS, ldc, add);
}

}  // namespace
