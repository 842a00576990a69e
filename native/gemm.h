/**
 * Matrix products after Goto and van de Geijn: panels of a and b are packed so that a tile of c stays in registers.
 * Each element of c is one chain of fused multiply-adds over k within blocks of at most DEPTH, and the blocks are added
 * in order; so its bits depend neither on the tile's shape nor on which thread computes it.
 */
#pragma once
#include "kernels.h"
#include "parallel.h"
#include "vector-math.h"

namespace {

using reprise::Epilogue;
using reprise::Gemm;

constexpr long TILE_COLUMNS = LANES * TILE_REGISTERS;
constexpr long DEPTH = 384;          // of a block of k; changing it changes bits
constexpr long WIDTH = 1024;         // columns of b packed at a time
constexpr long GROUP_PANELS = 6;     // panels of a packed at a time
constexpr long ENOUGH_TASKS = 32;

/**
 * c [ROWS, TILE_COLUMNS] = a · b (+ c) over k: b is a packed panel [k, TILE_COLUMNS]. a(i, k) is a[i · ld + k] where
 * BY_ROWS, else a[k · ld + i].
 */
template <int ROWS, bool BY_ROWS>
__attribute__((noinline)) void tile(long k, const float* a, long ld, const float* b, float* c, long ldc, bool add) {
  Register sums[ROWS][TILE_REGISTERS];
#pragma GCC unroll 16
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) sums[i][j] = allRegister(0.0f);
  for (; k > 0; k--) {
    Register right[TILE_REGISTERS];
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) right[j] = loadRegister(b + j * LANES);
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
      const Register left = allRegister(BY_ROWS ? a[i * ld] : a[i]);
#pragma GCC unroll 2
      for (int j = 0; j < TILE_REGISTERS; j++) sums[i][j] = fmaRegister(left, right[j], sums[i][j]);
    }
    a += BY_ROWS ? 1 : ld;
    b += TILE_COLUMNS;
  }
  if (add) {
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
      for (int j = 0; j < TILE_REGISTERS; j++)
        sums[i][j] = addRegister(loadRegister(c + i * ldc + j * LANES), sums[i][j]);
  }
#pragma GCC unroll 16
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < TILE_REGISTERS; j++) storeRegister(c + i * ldc + j * LANES, sums[i][j]);
}

using Tile = void (*)(long, const float*, long, const float*, float*, long, bool);
template <bool BY_ROWS>
struct Tiles {
  Tile of[TILE_ROWS + 1] = {};
  template <int ROWS>
  constexpr void fill() {
    of[ROWS] = tile<ROWS, BY_ROWS>;
    if constexpr (ROWS > 1) fill<ROWS - 1>();
  }
  constexpr Tiles() { fill<TILE_ROWS>(); }
};
constexpr Tiles<false> PACKED_TILES;
constexpr Tiles<true> ROW_TILES;

/** Splits `rows` into panels of nearly equal height, at most TILE_ROWS. */
struct Panels {
  long rows, count;
  explicit Panels(long rows) : rows(rows), count(ceilDivide(rows, TILE_ROWS)) {}
  long start(long panel) const { return panel * rows / count; }
  long height(long panel) const { return start(panel + 1) - start(panel); }
};

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

/** Packs b's columns [j, j + lanes) and k from `depth` on as one panel. */
inline void packB(const Gemm& g, long j, long depth, long k, float* to) {
  const long lanes = smaller(TILE_COLUMNS, g.n - j);
  if (g.transposeB) packTransposed(g.b + j * g.k + depth, g.k, lanes, TILE_COLUMNS, k, to, TILE_COLUMNS);
  else packStraight(g.b + depth * g.n + j, g.n, lanes, TILE_COLUMNS, k, to, TILE_COLUMNS);
}

inline void packA(const Gemm& g, long i, long rows, long depth, long k, float* to) {
  if (g.transposeA) packStraight(g.a + depth * g.m + i, g.m, rows, PANEL, k, to, PANEL);
  else packTransposed(g.a + i * g.k + depth, g.k, rows, PANEL, k, to, PANEL);
}

/** Bias and activation of a finished tile, in place. */
inline void finish(const Epilogue& e, float* c, long ld, long rows, long columns, long row, long column) {
  for (long j = 0; j < columns; j += 16) {
    const long lanes = columns - j;
    const V bias = e.bias ? loadFirst(e.bias + column + j, lanes) : all(0.0f);
    for (long i = 0; i < rows; i++) {
      float* at = c + i * ld + j;
      const ValueAndSlope y = activate(e.activation, loadFirst(at, lanes) + bias);
      storeFirst(at, y.value, lanes);
      if (e.derivative) storeFirst(e.derivative + (row + i) * ld + column + j, y.slope, lanes);
    }
  }
}

/** One tile of c from packed panels; a tile over c's right edge is computed aside. */
inline void computeTile(const Gemm& g, const float* a, const float* b, long k, long row, long rows, long column,
                        bool add) {
  float* c = g.c + row * g.n + column;
  const long columns = smaller(TILE_COLUMNS, g.n - column);
  if (columns == TILE_COLUMNS) {
    PACKED_TILES.of[rows](k, a, PANEL, b, c, g.n, add);
    return;
  }
  alignas(64) float aside[TILE_ROWS * TILE_COLUMNS];
  PACKED_TILES.of[rows](k, a, PANEL, b, aside, TILE_COLUMNS, false);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      const float value = aside[i * TILE_COLUMNS + j];
      c[i * g.n + j] = add ? c[i * g.n + j] + value : value;
    }
}

inline void clearProduct(const Gemm& g) {
  for (long i = 0; i < g.m; i++)
    for (long j = 0; j < g.n; j += 16) storeFirst(g.c + i * g.n + j, all(0.0f), g.n - j);
}

/** The product over k from `depth` on and columns from `left` on; b's panels are packed. */
struct Block {
  long depth, k, left, columns;
  bool first, last;
};

inline void multiplyBlock(const Gemm& g, const Block& block, const float* panelsOfB) {
  const Panels panels(g.m);
  const long group = greater(1, smaller(GROUP_PANELS, panels.count / ENOUGH_TASKS));
  const long groups = ceilDivide(panels.count, group);
  const long across = ceilDivide(block.columns, TILE_COLUMNS);
  const long splits = smaller(across, ceilDivide(ENOUGH_TASKS / 2, groups));
  const bool finishes = block.last && (g.epilogue.bias || g.epilogue.activation != Activation::None);
  parallel(groups * splits, [&](long index, int worker) {
    const long split = index % splits, firstPanel = index / splits * group;
    const long lastPanel = smaller(panels.count, firstPanel + group);
    float* packed = scratch(Scratch::PanelsOfA, worker);
    for (long p = firstPanel; p < lastPanel; p++)
      packA(g, panels.start(p), panels.height(p), block.depth, block.k, packed + (p - firstPanel) * block.k * PANEL);
    for (long q = split * across / splits; q < (split + 1) * across / splits; q++)
      for (long p = firstPanel; p < lastPanel; p++) {
        const long row = panels.start(p), rows = panels.height(p), column = block.left + q * TILE_COLUMNS;
        computeTile(g, packed + (p - firstPanel) * block.k * PANEL, panelsOfB + q * block.k * TILE_COLUMNS, block.k,
                    row, rows, column, g.accumulate || !block.first);
        if (finishes)
          finish(g.epilogue, g.c + row * g.n + column, g.n, rows, smaller(TILE_COLUMNS, g.n - column), row, column);
      }
  });
}

inline void gemm(const Gemm& g) {
  if (g.m == 0 || g.n == 0) return;
  if (g.k == 0) {
    if (!g.accumulate) clearProduct(g);
    return;
  }
  const long depthBlocks = ceilDivide(g.k, DEPTH), depth = roundUp(ceilDivide(g.k, depthBlocks), 8);
  const long width = roundUp(ceilDivide(g.n, ceilDivide(g.n, WIDTH)), TILE_COLUMNS);
  reserveScratch(Scratch::PanelsOfA, static_cast<size_t>(GROUP_PANELS * depth * PANEL));
  reserveScratch(Scratch::PanelsOfB, static_cast<size_t>(depth * width));
  float* panelsOfB = scratch(Scratch::PanelsOfB, 0);
  for (long left = 0; left < g.n; left += width) {
    for (long from = 0; from < g.k; from += depth) {
      const long k = smaller(depth, g.k - from), columns = smaller(width, g.n - left);
      const Block block{from, k, left, columns, from == 0, from + k == g.k};
      parallel(ceilDivide(columns, TILE_COLUMNS), [&](long q, int) {
        packB(g, left + q * TILE_COLUMNS, from, k, panelsOfB + q * k * TILE_COLUMNS);
      });
      multiplyBlock(g, block, panelsOfB);
    }
  }
}

}  // namespace
