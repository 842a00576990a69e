/** Attention's matrix products, small and in scratch memory. */
#pragma once
#include "tile.h"

namespace {

constexpr int NARROW = 16 / LANES;  // registers of a tile over the last 16 columns or fewer

/**
 * c [rows, columns] = a · b (+ c); writes up to the next multiple of 16 columns. Columns j to j + TILE_COLUMNS of b
 * begin at b + j / TILE_COLUMNS · panel, its rows ldb apart. Row i needs the columns below `needed` + i; of the others it
 * may get none.
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
  const float* b = m.b + j / TILE_COLUMNS * m.panel + j % TILE_COLUMNS;
  for (long p = 0; p < heights.count; p++) {
    const long row = first + heights.start(p);
    TILES<REGISTERS, BY_ROWS>.of[heights.size(p)](
        m.k, m.a + (BY_ROWS ? row * m.lda : row), m.lda, b, m.ldb, m.c + row * m.ldc + j, m.ldc, m.add);
  }
}

template <bool BY_ROWS>
inline void multiply(const Product& m) {
  const long wide = smaller(m.columns, m.needed);
  long j = 0;
  for (; j + TILE_COLUMNS <= wide; j += TILE_COLUMNS) multiplyColumns<TILE_REGISTERS, BY_ROWS>(m, j, 0);
  for (; j < m.columns; j += 16) multiplyColumns<NARROW, BY_ROWS>(m, j, greater(0, j + 1 - m.needed));
}

/** Panels [·, ld, TILE_COLUMNS] of the transpose of rows from .. to, which are padded to ld, a multiple of 8. */
inline void panelsAcross(const float* rows, long ld, long from, long to, float* panels) {
  for (long row = from / 8 * 8; row < to; row += 8) {
    float* panel = panels + row / TILE_COLUMNS * ld * TILE_COLUMNS + row % TILE_COLUMNS;
    for (long j = 0; j < ld; j += 8) transpose8(rows + row * ld + j, ld, 8, panel + j * TILE_COLUMNS, TILE_COLUMNS);
  }
}

}  // namespace
