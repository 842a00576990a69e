/**
 * exp, log and the activations, by polynomials of our own and correctly rounded operations only, so that their bits
 * are the same on every machine. exp and the normal tail have relative errors of about 2e-7.
 */
#pragma once
#include <cstdint>
#include <cstring>

#include "kernels.h"

namespace {

using reprise::Activation;

constexpr float LOWEST = -3.402823466e38f;
alignas(64) const float LANE_NUMBERS[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/** 0, 1, … 15. */
inline V laneNumbers() { return load(LANE_NUMBERS); }

/** x in the first n lanes, `rest` in the others. */
inline V fillRest(V x, long n, float rest) {
  return n >= 16 ? x : choose(isLess(laneNumbers(), all(static_cast<float>(n))), x, all(rest));
}

/** e^x for x from −87.3 to 88.3; beyond, the value at the border. */
inline V exponential(V x) {
  x = min(max(x, all(-87.3f)), all(88.3f));
  const V n = roundEven(x * all(1.44269504f));
  V r = fnma(n, all(0.693359375f), x);  // ln 2 in two parts
  r = fnma(n, all(-2.12194440e-4f), r);
  // (e^r − 1 − r) / r² on |r| ≤ ln 2 / 2, least squares at Chebyshev nodes: error below 1e-8 of e^r
  V p = all(1.3933650352083119e-3f);
  p = fma(p, r, all(8.363180121717675e-3f));
  p = fma(p, r, all(4.166646491461342e-2f));
  p = fma(p, r, all(1.6666576975794880e-1f));
  p = fma(p, r, all(0.5000000013468371f));
  p = fma(p, r * r, r) + all(1.0f);
  return timesPowerOf2(p, n);
}

/** ln x of a positive normal x, to about 1e-14: ln m = 2 artanh((m − 1) / (m + 1)) for m in [1/√2, √2). */
inline double logarithm(double x) {
  uint64_t bits;
  std::memcpy(&bits, &x, 8);
  int64_t exponent = static_cast<int64_t>(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  std::memcpy(&m, &bits, 8);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 1.0 / 21;
  series = series * s2 + 1.0 / 19;
  series = series * s2 + 1.0 / 17;
  series = series * s2 + 1.0 / 15;
  series = series * s2 + 1.0 / 13;
  series = series * s2 + 1.0 / 11;
  series = series * s2 + 1.0 / 9;
  series = series * s2 + 1.0 / 7;
  series = series * s2 + 1.0 / 5;
  series = series * s2 + 1.0 / 3;
  series = series * s2 + 1;
  return static_cast<double>(exponent) * 0.6931471805599453 + 2 * s * series;
}

/** 1 / (1 + e^−x). */
inline V logistic(V x) { return all(1.0f) / (all(1.0f) + exponential(all(0.0f) - x)); }

struct ValueAndSlope {
  V value, slope;
};

/** x·Φ(x), Φ the normal distribution function, and its derivative Φ(x) + x·φ(x). */
inline ValueAndSlope gelu(V x) {
  const V bell = exponential(x * x * all(-0.5f));
  const V t = all(1.0f) / fma(abs(x), all(0.25f), all(1.0f));
  // (1 − Φ(|x|)) / (t · e^(−x²/2)), least squares at Chebyshev nodes in t: relative error below 3e-8
  V p = all(0.020924305784539375f);
  p = fma(p, t, all(-0.0860331632627324f));
  p = fma(p, t, all(0.10539041894143819f));
  p = fma(p, t, all(-0.04190086444526399f));
  p = fma(p, t, all(0.07001594707043873f));
  p = fma(p, t, all(0.056585517251960524f));
  p = fma(p, t, all(0.08214430864083973f));
  p = fma(p, t, all(0.09339726581545463f));
  p = fma(p, t, all(0.09974080983985226f));
  p = fma(p, t, all(0.09973546513396739f));
  const V tail = p * t * bell;
  const V below = choose(isLess(x, all(0.0f)), tail, all(1.0f) - tail);
  return {x * below, fma(x * bell, all(0.3989422804f), below)};
}

/** x·σ(2u), u = √(2/π)·(x + 0.044715·x³) (Hendrycks & Gimpel 2016), and its derivative. */
inline ValueAndSlope geluTanh(V x) {
  const V x2 = x * x;
  const V doubled = x * fma(x2, all(0.0713548162726f), all(1.59576912160573f));
  const V s = logistic(doubled);
  const V inner = fma(x2, all(3 * 0.0713548162726f), all(1.59576912160573f));
  return {x * s, fma(x * s * (all(1.0f) - s), inner, s)};
}

inline ValueAndSlope relu(V x) {
  const Mask positive = isLess(all(0.0f), x);
  return {choose(positive, x, all(0.0f)), choose(positive, all(1.0f), all(0.0f))};
}

/** x·σ(x) and its derivative. */
inline ValueAndSlope swish(V x) {
  const V s = logistic(x);
  return {x * s, fma(x * s, all(1.0f) - s, s)};
}

inline ValueAndSlope activate(Activation activation, V x) {
  switch (activation) {
    case Activation::Gelu: return gelu(x);
    case Activation::GeluTanh: return geluTanh(x);
    case Activation::Relu: return relu(x);
    case Activation::Swish: return swish(x);
    default: return {x, all(1.0f)};
  }
}

}  // namespace
