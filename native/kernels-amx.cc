#include "simd-avx512.h"
// simd first: it defines what the kernels are written in
#include "tile-registers.h"
// and these before what uses them
#include "all-kernels.h"

const reprise::Kernels reprise::amxKernels = kernelsNamed("amx");
