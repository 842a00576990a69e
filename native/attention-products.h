/**
 * Attention's matrix products, small and in scratch memory. Every element of a product is one chain of fused
 * multiply-adds in order of k; so its bits do not depend on how rows and columns are cut into tiles.
 */
#pragma once
#include "parallel.h"

namespace {

constexpr long COLUMNS = LANES * TILE_REGISTERS;  // of a tile
constexpr int NARROW = 16 / LANES;                // registers of a tile over the last 16 columns or fewer

/** c [ROWS, REGISTERS · LANES] = a · b (+ c). a(i, k) is a[i · lda + k] where BY_ROWS, else a[k · lda + i]. */
template <int ROWS, int REGISTERS, bool BY_ROWS>
__attribute__((noinline)) void chain(long k, const float* a, long lda, const float* b, long ldb, float* c, long ldc,
                                     bool add) {
  Register sums[ROWS][REGISTERS];
#pragma GCC unroll 16
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < REGISTERS; j++) sums[i][j] = allRegister(0.0f);
  for (; k > 0; k--) {
    Register right[REGISTERS];
#pragma GCC unroll 2
    for (int j = 0; j < REGISTERS; j++) right[j] = loadRegister(b + j * LANES);
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
      const Register left = allRegister(BY_ROWS ? a[i * lda] : a[i]);
#pragma GCC unroll 2
      for (int j = 0; j < REGISTERS; j++) sums[i][j] = fmaRegister(left, right[j], sums[i][j]);
    }
    a += BY_ROWS ? 1 : lda;
    b += ldb;
  }
  if (add) {
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
      for (int j = 0; j < REGISTERS; j++)
        sums[i][j] = addRegister(loadRegister(c + i * ldc + j * LANES), sums[i][j]);
  }
#pragma GCC unroll 16
  for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 2
    for (int j = 0; j < REGISTERS; j++) storeRegister(c + i * ldc + j * LANES, sums[i][j]);
}

using Chain = void (*)(long, const float*, long, const float*, long, float*, long, bool);

/** The chain of each height. */
template <int REGISTERS, bool BY_ROWS>
struct Chains {
  Chain of[TILE_ROWS + 1] = {};
  template <int ROWS>
  constexpr void fill() {
    of[ROWS] = chain<ROWS, REGISTERS, BY_ROWS>;
    if constexpr (ROWS > 1) fill<ROWS - 1>();
  }
  constexpr Chains() { fill<TILE_ROWS>(); }
};
template <int REGISTERS, bool BY_ROWS>
constexpr Chains<REGISTERS, BY_ROWS> CHAINS;

/** Cuts `length` into parts of nearly equal size, at most `most`. */
struct Parts {
  long length, count;
  Parts(long length, long most) : length(length), count(ceilDivide(length, most)) {}
  long start(long part) const { return part * length / count; }
};

/**
 * c [rows, columns] = a · b (+ c); writes up to the next multiple of 16 columns. Columns j to j + COLUMNS of b begin at
 * b + j / COLUMNS · panel, its rows ldb apart. Row i needs the columns below `needed` + i; of the others it may get none.
 */
struct Product {
  long rows, columns, k;
  const float* a;
  long lda;
  const float* b;
  long ldb, panel;
  float* c;
  long ldc;
  bool add = false;
  long needed = columns;
};

/** Columns from j on, as many as REGISTERS hold, of the rows from `first` on. */
template <int REGISTERS, bool BY_ROWS>
inline void multiplyColumns(const Product& m, long j, long first) {
  const Parts heights(m.rows - first, TILE_ROWS);
  const float* b = m.b + j / COLUMNS * m.panel + j % COLUMNS;
  for (long p = 0; p < heights.count; p++) {
    const long row = first + heights.start(p), rows = heights.start(p + 1) - heights.start(p);
    CHAINS<REGISTERS, BY_ROWS>.of[rows](m.k, m.a + (BY_ROWS ? row * m.lda : row), m.lda, b, m.ldb,
                                        m.c + row * m.ldc + j, m.ldc, m.add);
  }
}

template <bool BY_ROWS>
inline void multiply(const Product& m) {
  const long wide = smaller(m.columns, m.needed);
  long j = 0;
  for (; j + COLUMNS <= wide; j += COLUMNS) multiplyColumns<TILE_REGISTERS, BY_ROWS>(m, j, 0);
  for (; j < m.columns; j += 16) multiplyColumns<NARROW, BY_ROWS>(m, j, greater(0, j + 1 - m.needed));
}

/** Panels [·, ld, COLUMNS] of the transpose of rows from .. to, which are padded to ld, a multiple of 8. */
inline void panelsAcross(const float* rows, long ld, long from, long to, float* panels) {
  for (long row = from / 8 * 8; row < to; row += 8) {
    float* panel = panels + row / COLUMNS * ld * COLUMNS + row % COLUMNS;
    for (long j = 0; j < ld; j += 8) transpose8(rows + row * ld + j, ld, 8, panel + j * COLUMNS, COLUMNS);
  }
}

}  // namespace
