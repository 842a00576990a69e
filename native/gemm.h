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
constexpr long TASKS_A_THREAD = 8, CACHE_LINE = 64;

/** columnSums (+)= Σ of b's k rows from `depth` on, for the columns of one panel; goes on with the sum where c does. */
template <Cell CELL>
inline void sumColumns(const Gemm& g, long column, long depth, long k) {
  constexpr bool CONTINUES = Layout<CELL>::CONTINUES;
  for (long j = column; j < smaller(g.n, column + Layout<CELL>::COLUMNS); j += 16) {
    const V before = depth > 0 ? loadFirst(g.columnSums + j, g.n - j) : all(0.0f);
    V total = CONTINUES ? before : all(0.0f);
    for (long i = depth; i < depth + k; i++) total = total + loadFirst(g.b, i * g.n + j, g.n - j);
    storeFirst(g.columnSums + j, CONTINUES || depth == 0 ? total : before + total, g.n - j);
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
    if (e.slopes.halves) storeFirst(e.slopes.halves + at, y.slope, lanes);
    else if (e.slopes) storeFar(e.slopes.singles + at, y.slope, lanes);
    value = y.value;
  }
  return e.factor ? value * loadFirst(e.factor, at, lanes) : value;
}

/** Brings a tile of c, whose rows are then `ld` apart. */
inline void readTile(const Gemm& g, const Place& place, float* aside, long ld) {
  for (long i = 0; i < place.rows; i++)
    for (long j = 0; j < place.columns; j += 16)
      store(aside + i * ld + j, loadFirst(g.c.singles + (place.row + i) * g.n + place.column + j, place.columns - j));
}

/** Writes a tile that was computed aside, its rows `ld` apart. */
inline void writeTile(const Gemm& g, const Place& place, const float* aside, long ld, bool add, bool finishes) {
  for (long j = 0; j < place.columns; j += 16) {
    const long lanes = place.columns - j, column = place.column + j;
    const V bias = finishes && g.epilogue.bias ? loadFirst(g.epilogue.bias + column, lanes) : all(0.0f);
    for (long i = 0; i < place.rows; i++) {
      const long at = (place.row + i) * g.n + column;
      V value = load(aside + i * ld + j);
      if (add) value = loadFirst(g.c.singles + at, lanes) + value;
      storeFirst(g.c, at, finishes ? finished(g.epilogue, value, bias, at, lanes) : value, lanes);
    }
  }
}

/** Asks for the cache lines of a tile; inlined always, as g++ drops calls of functions that do nothing else. */
__attribute__((always_inline)) inline void fetchTile(const Source& x, long at, long ld, long rows, long columns) {
  const char* first = addressOf(x, at);
  const long row = bytesOf(x, ld), across = bytesOf(x, columns);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < across; j += CACHE_LINE) __builtin_prefetch(first + i * row + j);
}

/**
 * One tile of c from packed panels. Straight into c where nothing follows; else aside, as reading c again would wait for
 * its memory.
 */
template <Cell CELL>
inline void computeTile(const Gemm& g, const Place& place, long cells, const float* a, const float* b, bool add,
                        bool finishes) {
  using L = Layout<CELL>;
  const long at = place.row * g.n + place.column;
  if (L::ASKS_AHEAD || g.c.singles) fetchTile(g.c, at, g.n, place.rows, L::COLUMNS);
  if (finishes && g.epilogue.factor) fetchTile(g.epilogue.factor, at, g.n, place.rows, L::COLUMNS);
  if (place.columns == L::COLUMNS && g.c.singles && !finishes && !(L::WHOLE && place.rows < L::ROWS))
    return multiplyPanels<CELL>(place.rows, cells, a, b, g.c.singles + at, g.n, add);
  alignas(64) float aside[L::ROWS * L::COLUMNS];
  const bool continues = L::CONTINUES && add;
  if (continues) readTile(g, place, aside, L::COLUMNS);
  multiplyPanels<CELL>(place.rows, cells, a, b, aside, L::COLUMNS, continues);
  writeTile(g, place, aside, L::COLUMNS, add && !continues, finishes);
}

inline void clear(float* x, long floats) {
  for (long j = 0; j < floats; j += 16) storeFirst(x + j, all(0.0f), floats - j);
}

/** The product of nothing: zero. */
inline void clearProduct(const Gemm& g) {
  for (long at = 0; !g.accumulate && at < g.m * g.n; at += 16) storeFirst(g.c, at, all(0.0f), g.m * g.n - at);
  if (g.columnSums) clear(g.columnSums, g.n);
}

/** How a product is cut: k and n into blocks of equal size, a block of c into about `tasks` tasks. */
template <Cell CELL>
struct Cut {
  using L = Layout<CELL>;
  long tasks;
  long depth, width;   // of a block of b, in values
  long group, groups;  // panels of a in a task; how many such tasks lie below each other
  Cut(const Gemm& g, long tasks) : tasks(tasks) {
    const long panels = Parts(g.m, L::ROWS, L::WHOLE).count;
    depth = roundUp(ceilDivide(g.k, g.c.halves ? 1 : ceilDivide(g.k, DEPTH * L::VALUES)), L::STEP);  // sums are float32
    width = roundUp(ceilDivide(g.n, ceilDivide(g.n, WIDTH)), L::COLUMNS);
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
  Foresight(const Source& x, long at, long ld, long rows, long columns)
      : from(addressOf(x, at)), row(bytesOf(x, ld)),
        across(ceilDivide(bytesOf(x, greater(0, columns)), CACHE_LINE)), lines(greater(0, rows) * across) {}
  /** Fetches one piece more, of `pieces` of equal size. */
  __attribute__((always_inline)) void fetch(long pieces) {
    for (owed += lines; owed >= pieces; owed -= pieces) {
      __builtin_prefetch(from + line * CACHE_LINE, 0, 2);
      if (++line == across) line = 0, from += row;
    }
  }

 private:
  const char* from;
  long row, across, lines, line = 0;
  long owed = 0;  // lines times pieces that are due
};

/** The panels of a that a thread of several, done with those up to `bottom`, will probably pack next. */
template <Cell CELL>
inline Foresight nextPanels(const Gemm& g, const Cut<CELL>& cut, const Block& block, long bottom) {
  const Parts panels(g.m, Layout<CELL>::ROWS, Layout<CELL>::WHOLE);
  const long top = smaller(panels.count, bottom + (reprise::threadCount() - 1) * cut.group);
  const long row = panels.start(top), rows = panels.start(smaller(panels.count, top + cut.group)) - row;
  const long ld = rowOfA(g);
  if (g.transposeA) return {g.a, block.depth * ld + row, ld, rows > 0 ? block.k : 0, rows};
  return {g.a, row * ld + block.depth, ld, rows, block.k};
}

/** One task: packs its panels of a and multiplies them with its panels of the packed b. */
template <Cell CELL>
inline void multiplyTask(const Gemm& g, const Cut<CELL>& cut, const Block& block, long task, const float* panelsOfB,
                         float* panelsOfA) {
  using L = Layout<CELL>;
  const Parts panels(g.m, L::ROWS, L::WHOLE);
  const long splits = cut.splits(block.across), split = task % splits, top = task / splits * cut.group;
  const long bottom = smaller(panels.count, top + cut.group), cells = L::cells(block.k);
  const Epilogue& e = g.epilogue;
  const bool add = g.accumulate || !block.first;
  const bool finishes = block.last && (e.bias || e.factor || e.activation != Activation::None || g.c.halves);
  for (long p = top; p < bottom; p++)
    packA<CELL>(g, panels.start(p), panels.size(p), block.depth, block.k, panelsOfA + (p - top) * cells * L::LANES_OF_A);
  const long left = split * block.across / splits, right = (split + 1) * block.across / splits;
  Foresight next = nextPanels<CELL>(g, cut, block, bottom);
  const typename L::Registers registers;
  for (long q = left; q < right; q++)
    for (long p = top; p < bottom; p++) {
      const long column = block.left + q * L::COLUMNS;
      if (L::ASKS_AHEAD) next.fetch((right - left) * (bottom - top));
      const Place place{panels.start(p), panels.size(p), column, smaller(L::COLUMNS, g.n - column)};
      computeTile<CELL>(g, place, cells, panelsOfA + (p - top) * cells * L::LANES_OF_A,
                        panelsOfB + q * cells * L::COLUMNS, add, finishes);
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
inline void multiplyBlocks(const Gemm& g, const Cut<CELL>& cut, Team& team, int worker) {
  using L = Layout<CELL>;
  Share toPack(team.packing), toMultiply(team.tasks);
  long turn = 0;
  for (long left = 0; left < g.n; left += cut.width)
    for (long depth = 0; depth < g.k; depth += cut.depth, turn++) {
      const long k = smaller(cut.depth, g.k - depth), columns = smaller(cut.width, g.n - left);
      const Block block{depth, k, left, ceilDivide(columns, L::COLUMNS), depth == 0, depth + k == g.k};
      float* panelsOfB = team.panelsOfB + (turn & 1) * cut.depth / L::VALUES * cut.width;
      const long panel = L::cells(k) * L::COLUMNS;
      toPack.round(block.across, [&](long q) {
        const long column = left + q * L::COLUMNS;
        packB<CELL>(g, column, depth, k, panelsOfB + q * panel);
        if (g.columnSums) sumColumns<CELL>(g, column, depth, k);
      });
      if (!team.alone) reprise::waitForAll();
      toMultiply.round(cut.groups * cut.splits(block.across), [&](long task) {
        multiplyTask<CELL>(g, cut, block, task, panelsOfB, scratch(Scratch::PanelsOfA, worker));
      });
    }
}

/** Memory for panels of a, one thread's, and of b. */
template <Cell CELL>
inline void reservePanels(const Cut<CELL>& cut, Scratch ofB) {
  const long cells = cut.depth / Layout<CELL>::VALUES;
  reserveScratch(Scratch::PanelsOfA, static_cast<size_t>(GROUP_PANELS * cells * Layout<CELL>::LANES_OF_A));
  reserveScratch(ofB, static_cast<size_t>(2 * cells * cut.width));
}

template <Cell CELL>
inline void multiplyTogether(const Gemm& g) {
  const Cut<CELL> cut(g, TASKS_A_THREAD * reprise::threadCount());
  reservePanels(cut, Scratch::PanelsOfB);
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
    const Target to = row < g.m ? g.c.from(row * g.n) : Target(g.columnSums);
    if (!to) return;
    for (long j = 0; j < g.n; j += 16) {
      V total = loadFirst(parts + row * g.n + j, g.n - j);
      for (long part = 1; part < SPLITS; part++)
        total = total + loadFirst(parts + part * stride + row * g.n + j, g.n - j);
      storeFirst(to, j, total, g.n - j);
    }
  });
}

/** Each thread alone with a part of k. */
template <Cell CELL>
inline void multiplySplit(const Gemm& g) {
  Gemm deepest = g;
  deepest.k = ceilDivide(g.k, SPLITS);
  const Cut<CELL> cut(deepest, 1);
  const long stride = (g.m + 1) * g.n;
  reservePanels(cut, Scratch::OwnPanelsOfB);
  reserveScratch(Scratch::Parts, static_cast<size_t>(SPLITS * stride));
  float* parts = scratch(Scratch::Parts, 0);
  parallel(SPLITS, [&](long index, int worker) {
    const long from = index * g.k / SPLITS, to = (index + 1) * g.k / SPLITS;
    Gemm part = g;
    part.k = to - from, part.a = g.a.from(from * rowOfA(g)), part.b = g.b.from(from * g.n);
    float* c = parts + index * stride;
    part.c = c, part.columnSums = g.columnSums ? c + g.m * g.n : nullptr;
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

#if defined(REPRISE_TILE_REGISTERS)
constexpr Cell BF16 = Cell::Neighbours;
#elif defined(REPRISE_PAIRS)
constexpr Cell BF16 = Cell::Apart;
#else
constexpr Cell BF16 = Cell::Rounded;
#endif

inline void gemm(const Gemm& g) {
  if (g.m == 0 || g.n == 0) return;
  if (g.k == 0) return clearProduct(g);
  if (g.bf16) return computeProduct<BF16>(g);
  computeProduct<Cell::Single>(g);
}

}  // namespace
