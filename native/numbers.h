/** Reading and writing numbers that are kept as float32 or as bfloat16 (kernels.h: Source, Target). */
#pragma once
#include "bf16-rounding.h"
#include "kernels.h"

namespace {

using reprise::Source;
using reprise::Target;

/** Up to 16 numbers from the one numbered `at` on. */
inline V loadFirst(const Source& x, long at, long n) {
  return x.halves ? loadFirst(x.halves + at, n) : loadFirst(x.singles + at, n);
}
inline void storeFirst(const Target& x, long at, V value, long n) {
  if (x.halves) storeFirst(x.halves + at, value, n);
  else storeFirst(x.singles + at, value, n);
}

/** Where the number numbered `at` lies, for asking the caches. */
inline const char* addressOf(const Source& x, long at) {
  return x.halves ? reinterpret_cast<const char*>(x.halves + at) : reinterpret_cast<const char*>(x.singles + at);
}
inline long bytesOf(const Source& x, long numbers) { return numbers * (x.halves ? 2 : 4); }

}  // namespace
