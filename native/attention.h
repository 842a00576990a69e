/**
 * Causal multi-head attention inside ragged segments, some of which share a prefix; in bfloat16 where queries, keys and
 * values are.
 */
#pragma once
#include "attention-bf16.h"
#include "attention-float32.h"

namespace {

inline void attentionForward(const reprise::AttentionForward& f) {
  const Attention& s = f.shape;
  const Arrays arrays{{f.qkv}, {f.out}};
  if (f.qkv.halves)
    return eachGroup(s, arrays, {rowOf(s), ForwardPanels<BF16>::floats(s)}, [&](const Head& h, long first, Pieces work) {
      const Layout<BF16>::Registers registers;
      ForwardPanels<BF16> task(f, h, work);
      attendGroup(s, first, task);
    });
  eachGroup(s, arrays, {roundUp(s.size, 16), attentionScratch(s)}, [&](const Head& h, long first, Pieces work) {
    ForwardTask task(f, h, work);
    attendGroup(s, first, task);
  });
}

inline void attentionBackward(const reprise::AttentionBackward& b) {
  const Attention& s = b.shape;
  const Arrays arrays{{b.qkv, b.dQkv}, {b.out, b.dOut}};
  if (b.qkv.halves)
    return eachGroup(s, arrays, {rowOf(s), BackwardPanels<BF16>::floats(s)}, [&](const Head& h, long first, Pieces work) {
      const Layout<BF16>::Registers registers;
      BackwardPanels<BF16> task(b, h, work);
      differentiateGroup(s, first, task);
    });
  eachGroup(s, arrays, {roundUp(s.size, 16), attentionScratch(s)}, [&](const Head& h, long first, Pieces work) {
    BackwardTask task(b, h, work);
    differentiateGroup(s, first, task);
  });
}

}  // namespace
