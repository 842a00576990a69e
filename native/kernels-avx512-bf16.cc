#include "simd-avx512.h"
// simd first: it defines what the kernels are written in
#include "all-kernels.h"

const reprise::Kernels reprise::avx512Bf16Kernels = kernelsNamed("avx512-bf16");
