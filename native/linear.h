/** Linear layers and the feed-forward pair of them: product, bias and activation in one pass, and their gradients. */
#pragma once
#include "gemm.h"

namespace {

/** c = a · b. */
inline Gemm product(long m, long n, long k, Source a, Source b, Target c, bool bf16) {
  Gemm g{};
  g.m = m, g.n = n, g.k = k, g.a = a, g.b = b, g.c = c, g.bf16 = bf16;
  return g;
}

inline void linearForward(const reprise::LinearForward& l) {
  Gemm out = product(l.n, l.o, l.i, l.x, l.w, l.out, l.bf16);
  out.epilogue.bias = l.b;
  gemm(out);
}

/** dw = xᵀ · dOut; db = Σ rows of dOut. */
inline void weightGradients(long n, long i, long o, Source x, Source dOut, float* dw, float* db, bool bf16) {
  Gemm g = product(i, o, n, x, dOut, dw, bf16);
  g.transposeA = true;
  g.columnSums = db;
  gemm(g);
}

/** dOut · wᵀ, w [i, o]. */
inline Gemm inputGradient(long n, long i, long o, Source dOut, const float* w, Target dx, bool bf16) {
  Gemm g = product(n, i, o, dOut, w, dx, bf16);
  g.transposeB = true;
  return g;
}

inline void linearBackward(const reprise::LinearBackward& l) {
  gemm(inputGradient(l.n, l.i, l.o, l.dOut, l.w, l.dx, l.bf16));
  weightGradients(l.n, l.i, l.o, l.x, l.dOut, l.dw, l.db, l.bf16);
}

inline void feedForward(const reprise::FeedForward& f) {
  Gemm hidden = product(f.n, f.h, f.d, f.x, f.w1, f.hidden, f.bf16);
  hidden.epilogue = {f.b1, f.activation, f.slopes, {}};
  gemm(hidden);
  linearForward({f.n, f.h, f.d, f.hidden, f.w2, f.b2, f.out, f.bf16});
}

inline void feedForwardBackward(const reprise::FeedForwardBackward& f) {
  reserveScratch(Scratch::Gradient, static_cast<size_t>(f.n * f.h));
  float* dHidden = scratch(Scratch::Gradient, 0);  // before the activation
  Gemm hidden = inputGradient(f.n, f.h, f.d, f.dOut, f.w2, dHidden, f.bf16);
  hidden.epilogue.factor = f.slopes;
  gemm(hidden);
  weightGradients(f.n, f.h, f.d, f.hidden, f.dOut, f.dw2, f.db2, f.bf16);
  gemm(inputGradient(f.n, f.d, f.h, dHidden, f.w1, f.dx, f.bf16));
  weightGradients(f.n, f.d, f.h, f.x, dHidden, f.dw1, f.db1, f.bf16);
}

}  // namespace
