/** Sharing work between the pool's threads, for lambdas; private to each translation unit. */
#pragma once
#include "pool.h"

namespace {

using reprise::reserveScratch;
using reprise::Scratch;
using reprise::scratch;

inline long smaller(long a, long b) { return a < b ? a : b; }
inline long greater(long a, long b) { return a > b ? a : b; }
inline long ceilDivide(long a, long b) { return (a + b - 1) / b; }
inline long roundUp(long a, long multiple) { return ceilDivide(a, multiple) * multiple; }

/** body(worker) once on every thread. */
template <class Body>
inline void together(const Body& body) {
  reprise::runTogether([](void* context, int worker) { (*static_cast<const Body*>(context))(worker); },
                       const_cast<void*>(static_cast<const void*>(&body)));
}

/** Tasks numbered from 0, each handed out once, in order; all threads draw from one. */
struct Queue {
  long next = 0;
  long draw() { return __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED); }
};

/** One thread's part of the rounds of a queue: round after round of tasks, any number each. */
class Share {
 public:
  explicit Share(Queue& queue) : queue(queue), mine(queue.draw()) {}
  /** body(task) for the tasks of this round, 0 to below `count`, that fall to this thread. */
  template <class Body>
  void round(long count, const Body& body) {
    for (; mine < before + count; mine = queue.draw()) body(mine - before);
    before += count;
  }

 private:
  Queue& queue;
  long mine, before = 0;
};

/** body(index, worker) for each index below count. */
template <class Body>
inline void parallel(long count, const Body& body) {
  if (count == 1) return body(0, 0);
  Queue queue;
  together([&](int worker) {
    Share share(queue);
    share.round(count, [&](long index) { body(index, worker); });
  });
}

}  // namespace
