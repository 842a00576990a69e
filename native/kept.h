/**
 * Numbers in memory, kept as float32 or as bfloat16. Translation units of different instruction sets read this: its
 * functions are inlined always, so that none is compiled for one and called by another.
 */
#pragma once
#include <cstdint>

#define REPRISE_INLINE __attribute__((always_inline)) inline

namespace reprise {

/** Numbers that are written: float32 or, rounded to nearest even, bfloat16; or none. */
struct Target {
  float* singles;
  uint16_t* halves;
  REPRISE_INLINE Target() : singles(nullptr), halves(nullptr) {}
  REPRISE_INLINE Target(float* singles) : singles(singles), halves(nullptr) {}
  REPRISE_INLINE Target(uint16_t* halves) : singles(nullptr), halves(halves) {}
  REPRISE_INLINE explicit operator bool() const { return singles || halves; }
  REPRISE_INLINE Target from(long at) const { return halves ? Target(halves + at) : Target(singles + at); }
};

/** Numbers that are read: float32 or bfloat16; or none. */
struct Source {
  const float* singles;
  const uint16_t* halves;
  REPRISE_INLINE Source() : singles(nullptr), halves(nullptr) {}
  REPRISE_INLINE Source(const float* singles) : singles(singles), halves(nullptr) {}
  REPRISE_INLINE Source(const uint16_t* halves) : singles(nullptr), halves(halves) {}
  REPRISE_INLINE Source(const Target& written) : singles(written.singles), halves(written.halves) {}
  REPRISE_INLINE explicit operator bool() const { return singles || halves; }
  REPRISE_INLINE Source from(long at) const { return halves ? Source(halves + at) : Source(singles + at); }
};

}  // namespace reprise
