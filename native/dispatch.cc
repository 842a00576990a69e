#include "dispatch.h"

#include <cstring>

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace reprise {
namespace {

struct Choice {
  const Kernels* kernels;
  bool runs;
};

#if defined(__x86_64__)
/** Asks the system for the tile registers, which it gives to those that ask: arch_prctl(ARCH_REQ_XCOMP_PERM, XTILEDATA). */
bool hasTileRegisters() {
#if defined(__linux__)
  constexpr long REQUEST = 0x1023, TILE_DATA = 18;
  return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
         syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
#else
  return false;
#endif
}
#endif

template <class Accept>
const Kernels* firstThat(Accept accept) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  const bool bf16 = avx512 && __builtin_cpu_supports("avx512bf16");
  const Choice choices[] = {{&amxKernels, bf16 && hasTileRegisters()},
                            {&avx512Bf16Kernels, bf16},
                            {&avx512Kernels, avx512},
                            {&avx2Kernels, avx2},
                            {&portableKernels, true},
                            {&tilesKernels, true}};
#elif defined(__aarch64__)
  const Choice choices[] = {{&neonKernels, true}, {&portableKernels, true}, {&tilesKernels, true}};
#else
  const Choice choices[] = {{&portableKernels, true}, {&tilesKernels, true}};
#endif
  for (const Choice& choice : choices)
    if (choice.runs && accept(choice.kernels->name)) return choice.kernels;
  return nullptr;
}

}  // namespace

const Kernels* chooseKernels(const char* wanted) {
  if (wanted == nullptr) return firstThat([](const char*) { return true; });
  return firstThat([wanted](const char* name) { return std::strcmp(name, wanted) == 0; });
}

}  // namespace reprise
