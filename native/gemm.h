/**
 * Matrix products after Goto and van de Geijn: panels of a and b are packed, and c is computed tile by tile. k is cut
 * into blocks of at most DEPTH cells, which are added in order; so no bit depends on which thread computes what.
 */
#pragma once
#include "packing.h"
#include "vector-math.h"

namespace {

using reprise::Epilogue;

constexpr long WIDTH = 1024;       // columns of b packed at a time
constexpr long GROUP_PANELS = 6;   // panels of a packed at a time
constexpr long TASKS_A_THREAD = 8;

/** columnSums (+)= Σ of b's k rows from `depth` on, for the columns of one panel. */
inline void sumColumns(const Gemm& g, long column, long depth, long k) {
  for (long j = column; j < smaller(g.n, column + TILE_COLUMNS); j += 16) {
    V total = all(0.0f);
    for (long i = depth; i < depth + k; i++) total = total + loadFirst(g.b + i * g.n + j, g.n - j);
    storeFirst(g.columnSums + j, depth > 0 ? loadFirst(g.columnSums + j, g.n - j) + total : total, g.n - j);
  }
}

/** Where a tile of c lies. */
struct Place {
  long row, rows, column, columns;
};

/** What follows the last block of k: bias, activation, factor. */
inline V finished(const Epilogue& e, V value, V bias, long at, long lanes) {
  value = value + bias;
  if (e.activation != Activation::None) {
    const ValueAndSlope y = activate(e.activation, value);
    if (e.slopes) storeFar(e.slopes + at, y.slope, lanes);
    value = y.value;
  }
  return e.factor ? value * loadFirst(e.factor + at, lanes) : value;
}

/** Writes a tile that was computed aside. */
inline void writeTile(const Gemm& g, const Place& place, const float* aside, bool add, bool finishes) {
  for (long j = 0; j < place.columns; j += 16) {
    const long lanes = place.columns - j, column = place.column + j;
    const V bias = finishes && g.epilogue.bias ? loadFirst(g.epilogue.bias + column, lanes) : all(0.0f);
    for (long i = 0; i < place.rows; i++) {
      const long at = (place.row + i) * g.n + column;
      V value = load(aside + i * TILE_COLUMNS + j);
      if (add) value = loadFirst(g.c + at, lanes) + value;
      storeFirst(g.c + at, finishes ? finished(g.epilogue, value, bias, at, lanes) : value, lanes);
    }
  }
}

/** Asks for the cache lines of a tile; inlined always, as g++ drops calls of functions that do nothing else. */
__attribute__((always_inline)) inline void fetchTile(const float* c, long ld, long rows) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < TILE_COLUMNS; j += 16) __builtin_prefetch(c + i * ld + j);
}

/**
 * One tile of c from packed panels. Straight into c where nothing follows; else aside, as reading c again would wait for
 * its memory.
 */
inline void computeTile(const Gemm& g, const Place& place, Tile tile, long cells, const float* a, const float* b,
                        bool add, bool finishes) {
  const long at = place.row * g.n + place.column;
  fetchTile(g.c + at, g.n, place.rows);
  if (finishes && g.epilogue.factor) fetchTile(g.epilogue.factor + at, g.n, place.rows);
  if (place.columns == TILE_COLUMNS && !finishes)
    return tile(cells, a, PANEL, b, TILE_COLUMNS, g.c + at, g.n, add);
  alignas(64) float aside[TILE_ROWS * TILE_COLUMNS];
  tile(cells, a, PANEL, b, TILE_COLUMNS, aside, TILE_COLUMNS, false);
  writeTile(g, place, aside, add, finishes);
}

inline void clear(float* x, long floats) {
  for (long j = 0; j < floats; j += 16) storeFirst(x + j, all(0.0f), floats - j);
}

/** The product of nothing: zero. */
inline void clearProduct(const Gemm& g) {
  if (!g.accumulate) clear(g.c, g.m * g.n);
  if (g.columnSums) clear(g.columnSums, g.n);
}

/** How a product is cut: k and n into blocks of equal size, a block of c into about `tasks` tasks. */
struct Cut {
  long tasks;
  long depth, width;   // of a block of b, in values
  long group, groups;  // panels of a in a task; how many such tasks lie below each other
  Cut(const Gemm& g, Cell cell, long tasks) : tasks(tasks) {
    const long perCell = static_cast<long>(cell), panels = Parts(g.m, TILE_ROWS).count;
    depth = roundUp(ceilDivide(g.k, ceilDivide(g.k, DEPTH * perCell)), 8 * perCell);
    width = roundUp(ceilDivide(g.n, ceilDivide(g.n, WIDTH)), TILE_COLUMNS);
    group = greater(1, smaller(GROUP_PANELS, panels / tasks));
    groups = ceilDivide(panels, group);
  }
  /** In how many tasks the panels of b beside each other are cut. */
  long splits(long across) const { return smaller(across, ceilDivide(tasks, groups)); }
};

/** The product over k values from `depth` on and columns from `left` on. */
struct Block {
  long depth, k, left, across;  // across: panels of b
  bool first, last;
};

/** A part of a matrix that will be read soon: brought nearer piece by piece while other work goes on. */
class Foresight {
 public:
  Foresight(const float* from, long ld, long rows, long columns)
      : from(from), ld(ld), across(ceilDivide(greater(0, columns), 16)), lines(greater(0, rows) * across) {}
  /** Fetches the piece of `pieces` that has this number. */
  __attribute__((always_inline)) void fetch(long piece, long pieces) const {
    for (long line = piece * lines / pieces; line < (piece + 1) * lines / pieces; line++)
      __builtin_prefetch(from + line / across * ld + line % across * 16, 0, 2);
  }

 private:
  const float* from;
  long ld, across, lines;
};

/** The panels of a that a thread of several, done with those up to `bottom`, will probably pack next. */
inline Foresight nextPanels(const Gemm& g, const Cut& cut, const Block& block, long bottom) {
  const Parts panels(g.m, TILE_ROWS);
  const long top = smaller(panels.count, bottom + (reprise::threadCount() - 1) * cut.group);
  const long row = panels.start(top), rows = panels.start(smaller(panels.count, top + cut.group)) - row;
  if (g.transposeA) return {g.a + block.depth * g.m + row, g.m, rows > 0 ? block.k : 0, rows};
  return {g.a + row * g.k + block.depth, g.k, rows, block.k};
}

/** One task: packs its panels of a and multiplies them with its panels of the packed b. */
template <Cell CELL>
inline void multiplyTask(const Gemm& g, const Cut& cut, const Block& block, long task, const float* panelsOfB,
                         float* panelsOfA) {
  const Parts panels(g.m, TILE_ROWS);
  const long splits = cut.splits(block.across), split = task % splits, top = task / splits * cut.group;
  const long bottom = smaller(panels.count, top + cut.group), cells = ceilDivide(block.k, static_cast<long>(CELL));
  const Epilogue& e = g.epilogue;
  const bool add = g.accumulate || !block.first;
  const bool finishes = block.last && (e.bias || e.factor || e.activation != Activation::None);
  for (long p = top; p < bottom; p++)
    packA<CELL>(g, panels.start(p), panels.size(p), block.depth, block.k, panelsOfA + (p - top) * cells * PANEL);
  const long left = split * block.across / splits, right = (split + 1) * block.across / splits;
  const Foresight next = nextPanels(g, cut, block, bottom);
  for (long q = left; q < right; q++)
    for (long p = top; p < bottom; p++) {
      const long column = block.left + q * TILE_COLUMNS;
      next.fetch((q - left) * (bottom - top) + p - top, (right - left) * (bottom - top));
      const Place place{panels.start(p), panels.size(p), column, smaller(TILE_COLUMNS, g.n - column)};
      const Tile tile = TILES<CELL, TILE_REGISTERS, false>.of[place.rows];
      computeTile(g, place, tile, cells, panelsOfA + (p - top) * cells * PANEL,
                  panelsOfB + q * cells * TILE_COLUMNS, add, finishes);
    }
  if (e.slopes) settle();
}

/** Who works on a product: all threads, or one alone. */
struct Team {
  Queue packing = {}, tasks = {};
  float* panelsOfB;
  bool alone;
};

/** Block after block; while some still multiply one block, others pack b's next into the second half of the buffer. */
template <Cell CELL>
inline void multiplyBlocks(const Gemm& g, const Cut& cut, Team& team, int worker) {
  constexpr long perCell = static_cast<long>(CELL);
  Share toPack(team.packing), toMultiply(team.tasks);
  long turn = 0;
  for (long left = 0; left < g.n; left += cut.width)
    for (long depth = 0; depth < g.k; depth += cut.depth, turn++) {
      const long k = smaller(cut.depth, g.k - depth), columns = smaller(cut.width, g.n - left);
      const Block block{depth, k, left, ceilDivide(columns, TILE_COLUMNS), depth == 0, depth + k == g.k};
      float* panelsOfB = team.panelsOfB + (turn & 1) * cut.depth / perCell * cut.width;
      const long panel = ceilDivide(k, perCell) * TILE_COLUMNS;
      toPack.round(block.across, [&](long q) {
        const long column = left + q * TILE_COLUMNS;
        packB<CELL>(g, column, depth, k, panelsOfB + q * panel);
        if (g.columnSums) sumColumns(g, column, depth, k);
      });
      if (!team.alone) reprise::waitForAll();
      toMultiply.round(cut.groups * cut.splits(block.across), [&](long task) {
        multiplyTask<CELL>(g, cut, block, task, panelsOfB, scratch(Scratch::PanelsOfA, worker));
      });
    }
}

template <Cell CELL>
inline void multiplyTogether(const Gemm& g) {
  const Cut cut(g, CELL, TASKS_A_THREAD * reprise::threadCount());
  const long cells = cut.depth / static_cast<long>(CELL);
  reserveScratch(Scratch::PanelsOfA, static_cast<size_t>(GROUP_PANELS * cells * PANEL));
  reserveScratch(Scratch::PanelsOfB, static_cast<size_t>(2 * cells * cut.width));
  Team team{.panelsOfB = scratch(Scratch::PanelsOfB, 0), .alone = false};
  together([&](int worker) { multiplyBlocks<CELL>(g, cut, team, worker); });
}

constexpr long SPLITS = 4;               // of a deep product; changing any of these changes bits
constexpr long DEEP = 2048;              // k from which a product is deep
constexpr long SMALL_PRODUCT = 1 << 17;  // elements of c up to which its partial products are cheap to add

/** Deep and small, as gradients of weights are: threads would wait for each other at every block. */
inline bool isSplit(const Gemm& g) {
  return g.transposeA && !g.transposeB && g.k >= DEEP && g.m * g.n <= SMALL_PRODUCT && !g.accumulate;
}

/** c = Σ parts in order, and so its columns' sums. */
inline void addParts(const Gemm& g, const float* parts, long stride) {
  parallel(g.m + 1, [&](long row, int) {
    float* to = row < g.m ? g.c + row * g.n : g.columnSums;
    if (to == nullptr) return;
    for (long j = 0; j < g.n; j += 16) {
      V total = loadFirst(parts + row * g.n + j, g.n - j);
      for (long part = 1; part < SPLITS; part++)
        total = total + loadFirst(parts + part * stride + row * g.n + j, g.n - j);
      storeFirst(to + j, total, g.n - j);
    }
  });
}

/** Each thread alone with a part of k. */
template <Cell CELL>
inline void multiplySplit(const Gemm& g) {
  Gemm deepest = g;
  deepest.k = ceilDivide(g.k, SPLITS);
  const Cut cut(deepest, CELL, 1);
  const long cells = cut.depth / static_cast<long>(CELL), stride = (g.m + 1) * g.n;
  reserveScratch(Scratch::PanelsOfA, static_cast<size_t>(GROUP_PANELS * cells * PANEL));
  reserveScratch(Scratch::OwnPanelsOfB, static_cast<size_t>(2 * cells * cut.width));
  reserveScratch(Scratch::Parts, static_cast<size_t>(SPLITS * stride));
  float* parts = scratch(Scratch::Parts, 0);
  parallel(SPLITS, [&](long index, int worker) {
    const long from = index * g.k / SPLITS, to = (index + 1) * g.k / SPLITS;
    Gemm part = g;
    part.k = to - from, part.a = g.a + from * g.m, part.b = g.b + from * g.n;
    part.c = parts + index * stride, part.columnSums = g.columnSums ? part.c + g.m * g.n : nullptr;
    Team team{.panelsOfB = scratch(Scratch::OwnPanelsOfB, worker), .alone = true};
    multiplyBlocks<CELL>(part, cut, team, worker);
  });
  addParts(g, parts, stride);
}

template <Cell CELL>
inline void computeProduct(const Gemm& g) {
  if (isSplit(g)) multiplySplit<CELL>(g);
  else multiplyTogether<CELL>(g);
}

/** The product, in bfloat16 where it asks for that and this instruction set has it. */
inline void gemm(const Gemm& g) {
  if (g.m == 0 || g.n == 0) return;
  if (g.k == 0) return clearProduct(g);
#if defined(REPRISE_PAIRS)
  if (g.bf16) return computeProduct<Cell::Pair>(g);
#endif
  computeProduct<Cell::Single>(g);
}

}  // namespace
