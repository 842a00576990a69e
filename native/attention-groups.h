/**
 * The tasks of attention: heads of the segments of a group, a prefix and what is behind it. Their keys are laid behind
 * those of the prefix, so that each segment has the bits of its whole sequence, and the gradients of the prefix add up in
 * one order.
 */
#pragma once
#include "attention-softmax.h"
#include "tile.h"

namespace {

constexpr long ENOUGH = 32;  // tasks: where groups and heads are more, a task takes several heads of its group

/** Scratch of a task: numbers from one row of a head to the next, and all together. */
struct Room {
  long row, floats;
};

/** Calls task(h, first, pieces) for every head of every group; `first` is the group's first segment. */
template <class Task>
inline void eachGroup(const Attention& s, const Arrays& arrays, const Room& room, const Task& task) {
  reserveScratch(Scratch::Work, static_cast<size_t>(room.floats));
  const Parts parts(s.heads, greater(1, s.heads * s.segments / ENOUGH));
  const long count = s.segments * parts.count, threads = reprise::threadCount();
  parallel(count, [&](long index, int worker) {
    const long first = index / parts.count, end = parts.start(index % parts.count + 1);
    if (s.prefixes[first] >= 0) return;
    for (long head = parts.start(index % parts.count); head < end; head++) {
      const long then = head + 1 < end ? index : smaller(index + threads, count - 1);
      const long nextHead = head + 1 < end ? head + 1 : parts.start(then % parts.count);
      const NextHead next{s.offsets[then / parts.count] - s.offsets[first], nextHead - head};
      task(Head(s, arrays, room.row, head, next), first, Pieces{scratch(Scratch::Work, worker)});
    }
  });
}

/** A row of dropout's factors: ones for good where nothing is dropped. */
inline float* factorsFor(const Head& h, Pieces& work, long across) {
  float* factors = work.take(across);
  if (!h.s.dropout.on)
    for (long j = 0; j < across; j += 16) store(factors + j, all(1.0f));
  return factors;
}

inline float dot(const float* a, const Source& b, long size) {
  V total = all(0.0f);
  for (long j = 0; j < size; j += 16) total = fma(loadFirst(a + j, size - j), loadFirst(b, j, size - j), total);
  return sum(total);
}

/** dOut / Σ w, w the weights before they were divided by their sum, and its products with the op's output. */
inline void fetchOuts(const reprise::AttentionBackward& b, const Head& h, long token, long count, float* outs,
                      float* inners) {
  const float* inverses = b.inverses + h.head * h.s.n + token;
  for (long i = 0; i < count; i++) {
    fetch(b.dOut.from(h.at(token + i)), outs + i * h.ld, h.s.size, inverses[i]);
    inners[i] = dot(outs + i * h.ld, b.out.from(h.at(token + i)), h.s.size);
  }
}

/** One head's passes over a group: forwards, and back. */
template <class Task>
inline void attendGroup(const Attention& s, long first, Task& task) {
  task.attend(segmentAt(s, first, 0));
  eachBehind(s, first, [&](const Segment& segment) { task.attend(segment); });
}
template <class Task>
inline void differentiateGroup(const Attention& s, long first, Task& task) {
  const Segment prefix = segmentAt(s, first, 0);
  task.differentiate(prefix);
  eachBehind(s, first, [&](const Segment& segment) {
    task.differentiate(segment);
    task.finish(segment);
  });
  task.finish(prefix);
}

}  // namespace
