/** Inputs that are made up, and hashes of outputs. */
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

/** Zeros; what lies behind them may not be touched. Kept until the program ends. */
template <class T>
T* array(long length) {
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE)), bytes = static_cast<size_t>(length) * sizeof(T);
  const size_t whole = (bytes + page - 1) / page * page;
  void* memory = mmap(nullptr, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(static_cast<char*>(memory) + whole, page, PROT_NONE) != 0) std::abort();
  return reinterpret_cast<T*>(static_cast<char*>(memory) + whole - bytes);
}

/** Numbers from −size to size by a linear congruential generator. */
float* noise(long length, uint32_t seed, float size = 1) {
  float* values = array<float>(length);
  uint32_t state = seed * 2654435761u + 12345u;
  for (long i = 0; i < length; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = size * (static_cast<float>(state >> 8) * 0x1p-23f - 1);
  }
  return values;
}

/** Whole numbers from 0 to below `limit`. */
int32_t* indices(long length, uint32_t seed, long limit) {
  const float* values = noise(length, seed);
  int32_t* whole = array<int32_t>(length);
  for (long i = 0; i < length; i++) whole[i] = static_cast<int32_t>((values[i] + 1) * 0.5f * static_cast<float>(limit));
  return whole;
}

/** The outputs of one case: printed as one FNV-1a hash when it ends. */
class Case {
 public:
  explicit Case(const std::string& name) : name(name) {}
  ~Case() {
    for (const auto& [bytes, count] : outputs)
      for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 0x100000001b3ull;
    std::printf("%s: %016llx\n", name.c_str(), static_cast<unsigned long long>(hash));
  }
  template <class T>
  T* out(T* values, long length) {
    outputs.push_back({reinterpret_cast<const unsigned char*>(values), static_cast<size_t>(length) * sizeof(T)});
    return values;
  }
  float* out(long length) { return out(array<float>(length), length); }
  void result(double value) { *out(array<double>(1), 1) = value; }

 private:
  std::string name;
  std::vector<std::pair<const unsigned char*, size_t>> outputs;
  unsigned long long hash = 0xcbf29ce484222325ull;
};

std::string times(std::initializer_list<long> sizes) {
  std::string text;
  for (long size : sizes) text.append(text.empty() ? " " : "x").append(std::to_string(size));
  return text;
}

}  // namespace
