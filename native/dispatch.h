/** Which instruction set the kernels use. */
#pragma once
#include "kernels.h"

namespace reprise {

/**
 * Those named (amx, avx512-bf16, avx512, avx2, neon, portable, tiles), or the widest that this machine runs; null: it cannot
 * run them. `tiles` is amx's way with tile registers in software, for tests.
 */
const Kernels* chooseKernels(const char* wanted);

}  // namespace reprise
