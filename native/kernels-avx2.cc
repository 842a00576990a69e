#include "simd-avx2.h"
// simd first: it defines what the kernels are written in
#include "all-kernels.h"

const reprise::Kernels reprise::avx2Kernels = kernelsNamed("avx2");
