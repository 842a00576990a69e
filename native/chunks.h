/** Many tensors in one parallel loop: a model has some hundred, and most are too small to share out by themselves. */
#pragma once
#include <algorithm>
#include <vector>

#include "parallel.h"

namespace {

/** Tensors cut into chunks of `length`, which are numbered through all of them; no chunk has a part of two. */
class Chunks {
 public:
  template <class Tensor>
  Chunks(const Tensor* tensors, long count, long length) : length(length), starts(static_cast<size_t>(count) + 1) {
    for (long i = 0; i < count; i++) {
      lengths.push_back(tensors[i].n);
      starts[static_cast<size_t>(i) + 1] = start(i) + ceilDivide(tensors[i].n, length);
    }
  }

  /** The number of the first chunk of a tensor; of one beyond the last, how many there are. */
  long start(long tensor) const { return starts[static_cast<size_t>(tensor)]; }
  long total() const { return starts.back(); }

  /** body(chunk, tensor, from, end) for each chunk, in any order. */
  template <class Body>
  void inParallel(const Body& body) const {
    parallel(total(), [&](long chunk, int) {
      const long tensor = std::upper_bound(starts.begin(), starts.end(), chunk) - starts.begin() - 1;
      const long from = (chunk - start(tensor)) * length;
      body(chunk, tensor, from, smaller(lengths[static_cast<size_t>(tensor)], from + length));
    });
  }

 private:
  long length;
  std::vector<long> starts, lengths;
};

}  // namespace
