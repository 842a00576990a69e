/** Which instruction set the kernels use. */
#pragma once
#include "kernels.h"

namespace reprise {

/** The widest this machine runs, or the one REPRISE_ISA names (avx512-bf16, avx512, avx2, neon, portable); null: it cannot run that. */
const Kernels* chooseKernels();

}  // namespace reprise
