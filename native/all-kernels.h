/** Every kernel, for the translation unit that included one simd-….h before; names its table KERNELS. */
#include "adamw.h"
#include "block.h"
#include "cross-entropy.h"
#include "embed.h"

namespace {

constexpr reprise::Kernels kernelsNamed(const char* name) {
  return {name,
          gemm,
          linearForward,
          linearBackward,
          feedForward,
          feedForwardBackward,
          attentionForward,
          attentionBackward,
          blockForward,
          blockBackward,
          normForward,
          normBackward,
          dropout,
          embedForward,
          embedBackward,
          crossEntropy,
          add,
          squaredNorm,
          adamw};
}

}  // namespace
