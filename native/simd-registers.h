/** The matrix product's registers where a vector of 16 lanes is one of them. */
#pragma once

namespace {

using Register = V;
constexpr int LANES = 16, TILE_REGISTERS = 1, PANEL = 8;
inline Register loadRegister(const float* p) { return load(p); }
inline void storeRegister(float* p, Register x) { store(p, x); }
inline Register allRegister(float x) { return all(x); }
inline Register fmaRegister(Register a, Register b, Register c) { return fma(a, b, c); }
inline Register addRegister(Register a, Register b) { return a + b; }

}  // namespace
