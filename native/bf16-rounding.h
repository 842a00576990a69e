/** Rounding of float32 to bfloat16, in what every instruction set has. */
#pragma once

namespace {

/** Rounded to bfloat16: to nearest even; what is subnormal to zero, what is not a number stays none. */
inline V roundToBf16(V x) {
  const Words bits = bitsOf(x), upper = allWords(0xffff0000u);
  const Words half = allWords(0x7fff) + (upperHalves(bits) & allWords(1));
  const V finite = floatsOf((bits + half) & upper), other = floatsOf(bitsOf(x + x) & upper);
  const V zero = floatsOf(bits & allWords(0x80000000u));
  return choose(isLess(abs(x), all(0x1p-126f)), zero, choose(isLess(abs(x), all(__builtin_inff())), finite, other));
}

#if !defined(REPRISE_PAIRS)
/** Rounded to bfloat16. */
inline void storeFirst(uint16_t* p, V x, long n) { storeUpper(p, roundToBf16(x), n); }
#endif

}  // namespace
