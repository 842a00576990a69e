/** Every kernel, for the translation unit that included one simd-….h before; names its table KERNELS. */
#include "adam.h"
#include "attention.h"
#include "cross-entropy.h"
#include "embed.h"
#include "linear.h"
#include "norm.h"

namespace {

constexpr reprise::Kernels kernelsNamed(const char* name) {
  return {name,        gemm,         linearForward, linearBackward, attentionForward, attentionBackward,
          normForward, normBackward, dropout,       embedForward,   embedBackward,    crossEntropy,
          adam};
}

}  // namespace
