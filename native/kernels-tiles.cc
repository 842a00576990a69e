#include "simd-portable.h"
// simd first: it defines what the kernels are written in
#include "tile-registers-software.h"
// and these before what uses them
#include "all-kernels.h"

const reprise::Kernels reprise::tilesKernels = kernelsNamed("tiles");
