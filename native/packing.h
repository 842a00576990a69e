/** Operands of a matrix product as panels: the lanes of one k side by side, so that a tile reads them in order. */
#pragma once
#include <cstring>

#include "bf16.h"

namespace {

using reprise::Gemm;

constexpr long DEPTH = 512;  // cells of a block of k; changing it changes bits in float32

enum class Operand { A, B };

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
template <class Number>
inline void packStraight(const Number* from, long ld, long lanes, long width, long k, float* to, long stride) {
  for (long depth = 0; depth < k; depth++) {
    for (long lane = 0; lane < width; lane += 16) {
      const V x = lanes - lane >= 16 ? loadFirst(from + depth * ld + lane, 16)
                                     : loadFirst(from + depth * ld + lane, greater(0, lanes - lane));
      storeFirst(to + depth * stride + lane, x, width - lane);
    }
  }
}

/**
 * How k values along each lane become the cells of a panel: `transposed` where k is contiguous and lanes lie ld apart,
 * `straight` where it is the other way round. `lanes` of them are there, those up to `width` are zeros.
 */
template <Cell CELL, Operand OPERAND>
struct Packing {
  static void transposed(const float* from, long ld, long lanes, long width, long k, float* to) {
    packTransposed(from, ld, lanes, width, k, to, width);
  }
  static void straight(const float* from, long ld, long lanes, long width, long k, float* to) {
    packStraight(from, ld, lanes, width, k, to, width);
  }
};

template <Operand OPERAND>
struct Packing<Cell::Rounded, OPERAND> {
  static void transposed(const float* from, long ld, long lanes, long width, long k, float* to) {
    packTransposed(from, ld, lanes, width, k, to, width);
    round(k, width, to);
  }
  static void transposed(const uint16_t* from, long ld, long lanes, long width, long k, float* to) {
    alignas(64) float wide[8 * DEPTH];
    for (long lane = 0; lane < width; lane += 8)
      for (long depth = 0; depth < k; depth += DEPTH) {
        const long rows = greater(0, smaller(8, lanes - lane)), count = smaller(DEPTH, k - depth);
        for (long i = 0; i < rows; i++)
          for (long j = 0; j < count; j += 16)
            store(wide + i * DEPTH + j, loadFirst(from + (lane + i) * ld + depth + j, count - j));
        packTransposed(wide, DEPTH, rows, 8, count, to + depth * width + lane, width);
      }
    round(k, width, to);
  }
  template <class Number>
  static void straight(const Number* from, long ld, long lanes, long width, long k, float* to) {
    packStraight(from, ld, lanes, width, k, to, width);
    round(k, width, to);
  }

 private:
  static void round(long k, long width, float* panel) {
    const long length = k * width, whole = Layout<Cell::Rounded>::cells(k) * width;
    for (long i = 0; i < length; i += 16) storeFirst(panel + i, roundToBf16(loadFirst(panel + i, length - i)), length - i);
    for (long i = length; i < whole; i += 16) storeFirst(panel + i, all(0.0f), whole - i);
  }
};

#if defined(REPRISE_PAIRS)
template <Operand OPERAND>
struct Packing<Cell::Apart, OPERAND> {
  template <class Number>
  static void transposed(const Number* from, long ld, long lanes, long width, long k, float* to) {
    constexpr long MOST = 2 * DEPTH;
    for (long depth = 0; depth < k; depth += MOST)
      transposedBlock(from + depth, ld, lanes, width, smaller(MOST, k - depth), to + depth / 2 * width);
  }

 private:
  template <class Number>
  static void transposedBlock(const Number* from, long ld, long lanes, long width, long k, float* to) {
    alignas(64) float cells[8 * DEPTH];
    const long count = Layout<Cell::Apart>::cells(k);
    for (long lane = 0; lane < width; lane += 8) {
      const long rows = greater(0, smaller(8, lanes - lane));
      for (long i = 0; i < rows; i++)
        for (long depth = 0; depth < k; depth += 32) {
          const Number* at = from + (lane + i) * ld + depth;
          const long rest = k - depth;
          const V first = loadFirst(at, rest), second = rest > 16 ? loadFirst(at + 16, rest - 16) : all(0.0f);
          storeFirst(cells + i * DEPTH + depth / 2, pairsApart(first, second), count - depth / 2);
        }
      packTransposed(cells, DEPTH, rows, 8, count, to + lane, width);
    }
  }

 public:
  template <class Number>
  static void straight(const Number* from, long ld, long lanes, long width, long k, float* to) {
    for (long depth = 0; depth < k; depth += 4)
      for (long lane = 0; lane < width; lane += 16) {
        const auto row = [&](long i) {
          return depth + i < k ? loadFirst(from + (depth + i) * ld + lane, greater(0, lanes - lane)) : all(0.0f);
        };
        float* at = to + depth / 2 * width + lane;
        storeFirst(at, pairsAcross(row(2), row(0)), width - lane);
        storeFirst(at + width, pairsAcross(row(3), row(1)), width - lane);
      }
  }
};
#endif

#if defined(REPRISE_TILE_REGISTERS)
/** [16, 16] cells, rows ld apart, become their transpose. */
inline void transposeRegister(const float* from, float* to) {
  for (long i = 0; i < SIDE; i += 8)
    for (long j = 0; j < SIDE; j += 8) transpose8(from + i * SIDE + j, SIDE, 8, to + j * SIDE + i, SIDE);
}

/** As the functions of this name for bfloat16: 32 values of which n are read; two rows, the upper zeros if not there. */
inline V pairsAlong(const float* p, long n) {
  return pairsAlong(loadFirst(p, n), n > 16 ? loadFirst(p + 16, n - 16) : all(0.0f));
}
template <class Number>
inline V pairsAcross(const Number* lower, const Number* upper, long n, bool isUpperThere) {
  if (!isUpperThere) return pairsAcross(loadFirst(lower, n), all(0.0f));
  if constexpr (sizeof(Number) == 2) return pairsAcross(lower, upper, n);
  else return pairsAcross(loadFirst(lower, n), loadFirst(upper, n));
}

/** Of a, a tile register has a row for each lane; of b, one for each pair of k. */
template <Operand OPERAND>
struct Packing<Cell::Neighbours, OPERAND> {
  template <class Number>
  static void transposed(const Number* from, long ld, long lanes, long width, long k, float* to) {
    eachRegister<OPERAND == Operand::A>(width, k, to, [&](long lane, long depth, float* cells) {
      for (long i = 0; i < SIDE; i++)
        store(cells + i * SIDE,
              lane + i < lanes ? pairsAlong(from + (lane + i) * ld + depth, k - depth) : all(0.0f));
    });
  }

  template <class Number>
  static void straight(const Number* from, long ld, long lanes, long width, long k, float* to) {
    eachRegister<OPERAND == Operand::B>(width, k, to, [&](long lane, long depth, float* cells) {
      const long count = greater(0, lanes - lane);
      const Number* at = from + depth * ld + lane;
      for (long i = 0; i < SIDE; i++, at += 2 * ld) {
        const long rest = k - depth - 2 * i;
        store(cells + i * SIDE, rest > 0 ? pairsAcross(at, rest > 1 ? at + ld : at, count, rest > 1) : all(0.0f));
      }
    });
  }

 private:
  /** fill(lane, depth, cells) fills a register, whose rows then are as they should be, or its columns are. */
  template <bool ROWS, class Fill>
  static void eachRegister(long width, long k, float* to, const Fill& fill) {
    alignas(64) float cells[REGISTER];
    for (long depth = 0; depth < k; depth += BF16_BLOCK)
      for (long lane = 0; lane < width; lane += SIDE, to += REGISTER) {
        fill(lane, depth, ROWS ? to : cells);
        if constexpr (!ROWS) transposeRegister(cells, to);
      }
  }
};
#endif

/** body(pointer to the number numbered `at`); operands of products in float32 are always so. */
template <Cell CELL, class Body>
inline void operand(const Source& x, long at, const Body& body) {
  if constexpr (CELL == Cell::Single) body(x.singles + at);
  else if (x.halves) body(x.halves + at);
  else body(x.singles + at);
}

inline long rowOfA(const Gemm& g) { return g.rowOfA > 0 ? g.rowOfA : g.transposeA ? g.m : g.k; }

/** Packs b's columns from `column` on, and its k rows from `depth` on, as one panel. */
template <Cell CELL>
inline void packB(const Gemm& g, long column, long depth, long k, float* to) {
  constexpr long WIDTH_OF_B = Layout<CELL>::COLUMNS;
  const long lanes = smaller(WIDTH_OF_B, g.n - column);
  const long ld = g.transposeB ? g.k : g.n;
  operand<CELL>(g.b, g.transposeB ? column * ld + depth : depth * ld + column, [&](const auto* from) {
    if (g.transposeB) Packing<CELL, Operand::B>::transposed(from, ld, lanes, WIDTH_OF_B, k, to);
    else Packing<CELL, Operand::B>::straight(from, ld, lanes, WIDTH_OF_B, k, to);
  });
}

template <Cell CELL>
inline void packA(const Gemm& g, long row, long rows, long depth, long k, float* to) {
  constexpr long WIDTH_OF_A = Layout<CELL>::LANES_OF_A;
  const long ld = rowOfA(g);
  operand<CELL>(g.a, g.transposeA ? depth * ld + row : row * ld + depth, [&](const auto* from) {
    if (g.transposeA) Packing<CELL, Operand::A>::straight(from, ld, rows, WIDTH_OF_A, k, to);
    else Packing<CELL, Operand::A>::transposed(from, ld, rows, WIDTH_OF_A, k, to);
  });
}

}  // namespace
