/** Operands of a matrix product as panels: the lanes of one k side by side, so that a tile reads them in order. */
#pragma once
#include "kernels.h"
#include "tile.h"

namespace {

using reprise::Gemm;

constexpr long DEPTH = 512;  // cells of a block of k; changing it changes bits

/** to[k][lane], `stride` apart, from lanes that lie `ld` apart with k contiguous; lanes up to `width` become 0. */
inline void packTransposed(const float* from, long ld, long lanes, long width, long k, float* to, long stride) {
  for (long lane = 0; lane < width; lane += 8) {
    const int rows = static_cast<int>(greater(0, smaller(8, lanes - lane)));
    long depth = 0;
    for (; depth + 8 <= k; depth += 8)
      transpose8(from + lane * ld + depth, ld, rows, to + depth * stride + lane, stride);
    for (; depth < k; depth++)
      for (int i = 0; i < 8; i++)
        to[depth * stride + lane + i] = i < rows ? from[(lane + i) * ld + depth] : 0.0f;
  }
}

/** to[k][lane], `stride` apart, from contiguous lanes with k `ld` apart; lanes up to `width` become 0. */
inline void packStraight(const float* from, long ld, long lanes, long width, long k, float* to, long stride) {
  for (long depth = 0; depth < k; depth++) {
    for (long lane = 0; lane < width; lane += 16) {
      const V x = lanes - lane >= 16 ? load(from + depth * ld + lane)
                                     : loadFirst(from + depth * ld + lane, greater(0, lanes - lane));
      storeFirst(to + depth * stride + lane, x, width - lane);
    }
  }
}

/** How k values along each lane become the cells of a panel. */
template <Cell CELL>
struct Packing {
  static constexpr auto& transposed = packTransposed;
  static constexpr auto& straight = packStraight;
};

#if defined(REPRISE_PAIRS)
template <>
struct Packing<Cell::Pair> {
  static void transposed(const float* from, long ld, long lanes, long width, long k, float* to, long stride) {
    alignas(64) float cells[8 * DEPTH];
    for (long lane = 0; lane < width; lane += 8) {
      const long rows = greater(0, smaller(8, lanes - lane));
      for (long i = 0; i < rows; i++)
        for (long depth = 0; depth < k; depth += 32) {
          const float* at = from + (lane + i) * ld + depth;
          const long rest = k - depth;
          const V first = loadFirst(at, rest), second = rest > 16 ? loadFirst(at + 16, rest - 16) : all(0.0f);
          storeFirst(cells + i * DEPTH + depth / 2, pairsAlong(first, second), ceilDivide(rest, 2));
        }
      packTransposed(cells, DEPTH, rows, 8, ceilDivide(k, 2), to + lane, stride);
    }
  }

  static void straight(const float* from, long ld, long lanes, long width, long k, float* to, long stride) {
    for (long depth = 0; depth < k; depth += 2)
      for (long lane = 0; lane < width; lane += 16) {
        const float* at = from + depth * ld + lane;
        const long rest = greater(0, lanes - lane);
        const V first = loadFirst(at, rest), second = depth + 1 < k ? loadFirst(at + ld, rest) : all(0.0f);
        storeFirst(to + depth / 2 * stride + lane, pairsAcross(first, second), width - lane);
      }
  }
};
#endif

/** Packs b's columns from `column` on, and its k rows from `depth` on, as one panel. */
template <Cell CELL>
inline void packB(const Gemm& g, long column, long depth, long k, float* to) {
  const long lanes = smaller(TILE_COLUMNS, g.n - column);
  if (g.transposeB)
    Packing<CELL>::transposed(g.b + column * g.k + depth, g.k, lanes, TILE_COLUMNS, k, to, TILE_COLUMNS);
  else Packing<CELL>::straight(g.b + depth * g.n + column, g.n, lanes, TILE_COLUMNS, k, to, TILE_COLUMNS);
}

template <Cell CELL>
inline void packA(const Gemm& g, long row, long rows, long depth, long k, float* to) {
  if (g.transposeA) Packing<CELL>::straight(g.a + depth * g.m + row, g.m, rows, PANEL, k, to, PANEL);
  else Packing<CELL>::transposed(g.a + row * g.k + depth, g.k, rows, PANEL, k, to, PANEL);
}

}  // namespace
