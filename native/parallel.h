/** runParallel and the kernels' lock for lambdas; private to each translation unit. */
#pragma once
#include "pool.h"

namespace {

using reprise::reserveScratch;
using reprise::Scratch;
using reprise::scratch;

/** body(index, worker) for each index below count. */
template <class Body>
inline void parallel(long count, const Body& body) {
  reprise::runParallel(
      count,
      [](void* context, long index, int worker) { (*static_cast<const Body*>(context))(index, worker); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

inline long smaller(long a, long b) { return a < b ? a : b; }
inline long greater(long a, long b) { return a > b ? a : b; }
inline long ceilDivide(long a, long b) { return (a + b - 1) / b; }
inline long roundUp(long a, long multiple) { return ceilDivide(a, multiple) * multiple; }

}  // namespace
