/** Many tensors in one parallel loop: a model has some hundred, and most are too small to share out by themselves. */
#pragma once
#include "parallel.h"

namespace {

/** Chunks of `length` of all tensors together; none has a part of two. */
template <class Tensor>
inline long countChunks(const Tensor* tensors, long count, long length) {
  long total = 0;
  for (long i = 0; i < count; i++) total += ceilDivide(tensors[i].n, length);
  return total;
}

/** body(chunk, tensor, from, end) for each of them, numbered through all tensors, in any order. */
template <class Tensor, class Body>
inline void inChunks(const Tensor* tensors, long count, long length, const Body& body) {
  const long total = countChunks(tensors, count, length);
  Queue queue;
  together([&](int) {
    Share share(queue);
    long tensor = 0, first = 0;  // a thread draws ever higher numbers
    share.round(total, [&](long chunk) {
      for (long own; chunk >= first + (own = ceilDivide(tensors[tensor].n, length)); tensor++) first += own;
      const long from = (chunk - first) * length;
      body(chunk, tensor, from, smaller(tensors[tensor].n, from + length));
    });
  });
}

}  // namespace
