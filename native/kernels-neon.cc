#include "simd-neon.h"
// simd first: it defines what the kernels are written in
#include "all-kernels.h"

const reprise::Kernels reprise::neonKernels = kernelsNamed("neon");
