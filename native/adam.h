/** Adam (Kingma & Ba 2015) with decoupled decay (Loshchilov & Hutter 2019), one pass over memory. */
#pragma once
#include "kernels.h"
#include "parallel.h"

namespace {

constexpr long ADAM_CHUNK = 16384;

/** base^exponent by squaring; bits do not depend on a library's pow. */
inline double power(double base, uint32_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

inline void adam(const reprise::Adam& a) {
  const V beta1 = all(static_cast<float>(a.beta1)), rest1 = all(static_cast<float>(1 - a.beta1));
  const V beta2 = all(static_cast<float>(a.beta2)), rest2 = all(static_cast<float>(1 - a.beta2));
  const V correct1 = all(static_cast<float>(1 / (1 - power(a.beta1, a.step))));
  const V correct2 = all(static_cast<float>(1 / (1 - power(a.beta2, a.step))));
  const V rate = all(static_cast<float>(a.learningRate)), epsilon = all(static_cast<float>(a.epsilon));
  const V decay = all(static_cast<float>(a.learningRate * a.weightDecay)), scale = all(static_cast<float>(a.scale));
  parallel(ceilDivide(a.n, ADAM_CHUNK), [&](long chunk, int) {
    const long end = smaller(a.n, (chunk + 1) * ADAM_CHUNK);
    for (long j = chunk * ADAM_CHUNK; j < end; j += 16) {
      const long lanes = end - j;
      const V g = loadFirst(a.gradient + j, lanes) * scale, w = loadFirst(a.weight + j, lanes);
      const V m = fma(beta1, loadFirst(a.first + j, lanes), rest1 * g);
      const V v = fma(beta2, loadFirst(a.second + j, lanes), rest2 * (g * g));
      const V step = m * correct1 / (sqrt(v * correct2) + epsilon);
      storeFirst(a.first + j, m, lanes);
      storeFirst(a.second + j, v, lanes);
      storeFirst(a.weight + j, w - fma(rate, step, decay * w), lanes);
    }
  });
}

}  // namespace
