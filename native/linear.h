/** Linear layers: product, bias and activation in one pass, and their gradients. */
#pragma once
#include "gemm.h"

namespace {

constexpr long STRIPE = 64;     // columns of one task of the bias gradient
constexpr long SUM_ROWS = 64;   // rows summed before their sum is added to the total

inline void linearForward(const reprise::LinearForward& l) {
  gemm({l.n, l.o, l.i, l.x, false, l.w, false, l.out, false, {l.b, l.activation, l.derivative}});
}

/** delta = dOut ⊙ derivative (where there is one) and db = Σ rows of delta, for 16 columns. */
inline void biasGradient(const reprise::LinearBackward& l, float* delta, long column) {
  const long lanes = l.o - column;
  V total = all(0.0f);
  for (long first = 0; first < l.n; first += SUM_ROWS) {
    V part = all(0.0f);
    for (long row = first; row < smaller(l.n, first + SUM_ROWS); row++) {
      const long at = row * l.o + column;
      V d = loadFirst(l.dOut + at, lanes);
      if (l.derivative) {
        d = d * loadFirst(l.derivative + at, lanes);
        storeFirst(delta + at, d, lanes);
      }
      part = part + d;
    }
    total = total + part;
  }
  storeFirst(l.db + column, total, lanes);
}

inline void linearBackward(const reprise::LinearBackward& l) {
  if (l.derivative) reserveScratch(Scratch::Gradient, static_cast<size_t>(l.n * l.o));
  float* scaled = scratch(Scratch::Gradient, 0);
  parallel(ceilDivide(l.o, STRIPE), [&](long stripe, int) {
    const long end = smaller(l.o, (stripe + 1) * STRIPE);
    for (long column = stripe * STRIPE; column < end; column += 16) biasGradient(l, scaled, column);
  });
  const float* delta = l.derivative ? scaled : l.dOut;
  gemm({l.n, l.i, l.o, delta, false, l.w, true, l.dx, false, {}});  // dx = delta · wᵀ
  gemm({l.i, l.o, l.n, l.x, true, delta, false, l.dw, false, {}});  // dw = xᵀ · delta
}

}  // namespace
