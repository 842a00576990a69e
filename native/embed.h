/** Rows of a table and the gradient that adds rows back, in their order. */
#pragma once
#include "kernels.h"
#include "parallel.h"

namespace {

constexpr long EMBED_ROWS = 64, EMBED_COLUMNS = 64;

/** to[n] = from[ids[n]]. */
inline void embedForward(const reprise::Embed& e) {
  parallel(ceilDivide(e.n, EMBED_ROWS), [&](long chunk, int) {
    for (long i = chunk * EMBED_ROWS; i < smaller(e.n, (chunk + 1) * EMBED_ROWS); i++)
      for (long j = 0; j < e.d; j += 16)
        storeFirst(e.to + i * e.d + j, loadFirst(e.from + e.ids[i] * e.d + j, e.d - j), e.d - j);
  });
}

/** to = 0; to[ids[n]] += from[n] for n in order. A task owns a stripe of columns. */
inline void embedBackward(const reprise::Embed& e) {
  parallel(ceilDivide(e.d, EMBED_COLUMNS), [&](long stripe, int) {
    const long first = stripe * EMBED_COLUMNS, end = smaller(e.d, first + EMBED_COLUMNS);
    for (long entry = 0; entry < e.entries; entry++)
      for (long j = first; j < end; j += 16) storeFirst(e.to + entry * e.d + j, all(0.0f), end - j);
    for (long i = 0; i < e.n; i++) {
      float* row = e.to + e.ids[i] * e.d;
      for (long j = first; j < end; j += 16)
        storeFirst(row + j, loadFirst(row + j, end - j) + loadFirst(e.from + i * e.d + j, end - j), end - j);
    }
  });
}

}  // namespace
