/** Which instruction set the kernels use. */
#pragma once
#include "kernels.h"

namespace reprise {

/** Those named (avx512-bf16, avx512, avx2, neon, portable), or the widest that this machine runs; null: it cannot run them. */
const Kernels* chooseKernels(const char* wanted);

}  // namespace reprise
