/**
 * The innermost loop of every product in float32: a tile of c that stays in registers. Each element is one chain of fused
 * multiply-adds in order of k, so its bits do not depend on how rows and columns are cut into tiles.
 */
#pragma once
#include "parallel.h"

namespace {

constexpr long TILE_COLUMNS = LANES * TILE_REGISTERS;

/**
 * c [ROWS, REGISTERS · LANES] = a · b (+ c) over k cells; rows of b are ldb apart. a(i, k) is a[i · lda + k] where
 * BY_ROWS, else a[k · lda + i].
 */
template <int ROWS, int REGISTERS, bool BY_ROWS>
__attribute__((noinline)) void tile(long k, const float* a, long lda, const float* b, long ldb, float* c, long ldc,
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

using Tile = void (*)(long, const float*, long, const float*, long, float*, long, bool);

/** The tile of each height. */
template <int REGISTERS, bool BY_ROWS>
struct Tiles {
  Tile of[TILE_ROWS + 1] = {};
  template <int ROWS>
  constexpr void fill() {
    of[ROWS] = tile<ROWS, REGISTERS, BY_ROWS>;
    if constexpr (ROWS > 1) fill<ROWS - 1>();
  }
  constexpr Tiles() { fill<TILE_ROWS>(); }
};
template <int REGISTERS, bool BY_ROWS>
constexpr Tiles<REGISTERS, BY_ROWS> TILES;

/** Cuts `length` into parts of nearly equal size, at most `most`; or all but the last of just that. */
struct Parts {
  long length, most, count;
  bool full;
  Parts(long length, long most, bool full = false)
      : length(length), most(most), count(ceilDivide(length, most)), full(full) {}
  long start(long part) const { return full ? smaller(part * most, length) : part * length / count; }
  long size(long part) const { return start(part + 1) - start(part); }
};

}  // namespace
