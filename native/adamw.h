/** AdamW (Kingma & Ba 2015; decoupled decay: Loshchilov & Hutter 2019), one pass over memory for all weights. */
#pragma once
#include "chunks.h"
#include "kernels.h"

namespace {

constexpr long ADAMW_CHUNK = 16384;

/** base^exponent by squaring; bits do not depend on a library's pow. */
inline double power(double base, uint32_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

inline void adamw(const reprise::AdamW& a) {
  const V beta1 = all(static_cast<float>(a.beta1)), rest1 = all(static_cast<float>(1 - a.beta1));
  const V beta2 = all(static_cast<float>(a.beta2)), rest2 = all(static_cast<float>(1 - a.beta2));
  const V correct1 = all(static_cast<float>(1 / (1 - power(a.beta1, a.step))));
  const V correct2 = all(static_cast<float>(1 / (1 - power(a.beta2, a.step))));
  const V rate = all(static_cast<float>(a.learningRate)), epsilon = all(static_cast<float>(a.epsilon));
  const V decay = all(static_cast<float>(a.learningRate * a.weightDecay)), scale = all(static_cast<float>(a.scale));
  const V none = all(0.0f);
  inChunks(a.weights, a.count, ADAMW_CHUNK, [&](long, long index, long from, long end) {
    const reprise::TrainedWeight& at = a.weights[index];
    const V lost = at.decays ? decay : none;
    for (long j = from; j < end; j += 16) {
      const long lanes = end - j;
      const V g = loadFirst(at.gradient + j, lanes) * scale, w = loadFirst(at.weight + j, lanes);
      const V m = fma(beta1, loadFirst(at.first + j, lanes), rest1 * g);
      const V v = fma(beta2, loadFirst(at.second + j, lanes), rest2 * (g * g));
      const V step = m * correct1 / (sqrt(v * correct2) + epsilon);
      storeFirst(at.first + j, m, lanes);
      storeFirst(at.second + j, v, lanes);
      storeFirst(at.weight + j, w - fma(rate, step, lost * w), lanes);
    }
  });
}

}  // namespace
