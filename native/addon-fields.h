/**
 * What every kernel's binding needs: the named fields of its only argument, each checked for its type, length and range,
 * so that no kernel can read or write beyond an array. Bad input throws a TypeError or RangeError.
 */
#pragma once
#include <napi.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <vector>

#include "kernels.h"
#include "pool.h"

namespace reprise {

/** Those in use. */
extern const Kernels* kernels;

/** The named fields of a kernel's only argument. */
class Fields {
 public:
  Fields(const Napi::CallbackInfo& info, const char* kernel) : env(info.Env()), kernel(kernel) {
    if (info.Length() != 1 || !info[0].IsObject()) fail("takes one object");
    object = info[0].As<Napi::Object>();
  }

  /** Those of an object that is one of the fields. */
  Fields within(const char* name) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsObject()) fail(std::string(name) + " must be an object");
    return Fields(env, kernel, value.As<Napi::Object>());
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Napi::TypeError::New(env, std::string("native ") + kernel + ": " + what);
  }

  bool isNull(const char* name) const {
    const Napi::Value value = object.Get(name);
    return value.IsNull() || value.IsUndefined();
  }

  double number(const char* name, double least, double most) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsNumber()) fail(std::string(name) + " must be a number");
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!(number >= least && number <= most))
      fail(std::string(name) + " is " + std::to_string(number) + ", outside " + std::to_string(least) + " to " +
           std::to_string(most));
    return number;
  }

  long whole(const char* name, double least, double most = 2147483647) const {
    const double value = number(name, least, most);
    if (value != std::floor(value)) fail(std::string(name) + " must be a whole number");
    return static_cast<long>(value);
  }

  bool flag(const char* name) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsBoolean()) fail(std::string(name) + " must be true or false");
    return value.As<Napi::Boolean>().Value();
  }

  float* floats(const char* name, long length) const {
    return typed<float>(name, napi_float32_array, "Float32Array", length);
  }
  float* floatsOrNull(const char* name, long length) const { return isNull(name) ? nullptr : floats(name, length); }
  const int32_t* integers(const char* name, long length) const {
    return typed<int32_t>(name, napi_int32_array, "Int32Array", length);
  }
  long length(const char* name) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsTypedArray()) fail(std::string(name) + " must be a typed array");
    return static_cast<long>(value.As<Napi::TypedArray>().ElementLength());
  }

  /** [length] whole numbers from 0 to below `limit`. */
  const int32_t* indices(const char* name, long length, long limit) const {
    const int32_t* values = integers(name, length);
    for (long i = 0; i < length; i++)
      if (values[i] < 0 || values[i] >= limit)
        fail(std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
             ", outside 0 to below " + std::to_string(limit));
    return values;
  }

  /** A list of Float32Arrays of any lengths. */
  std::vector<Values> lists(const char* name) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsArray()) fail(std::string(name) + " must be a list");
    const Napi::Array list = value.As<Napi::Array>();
    std::vector<Values> found;
    for (uint32_t i = 0; i < list.Length(); i++) {
      const Napi::HandleScope scope(env);
      const Napi::Value item = list.Get(i);
      if (!isFloats(item)) fail(std::string(name) + "[" + std::to_string(i) + "] must be a Float32Array");
      Napi::Float32Array array = item.As<Napi::Float32Array>();
      found.push_back({static_cast<long>(array.ElementLength()), array.Data()});
    }
    return found;
  }

  /** The same, each as long as its like. */
  std::vector<Values> listsLike(const char* name, const std::vector<Values>& like) const {
    const std::vector<Values> found = lists(name);
    if (found.size() != like.size())
      fail(std::string(name) + " has " + std::to_string(found.size()) + " arrays, not " + std::to_string(like.size()));
    for (size_t i = 0; i < like.size(); i++)
      if (found[i].n != like[i].n)
        fail(std::string(name) + "[" + std::to_string(i) + "] has " + std::to_string(found[i].n) +
             " elements, not " + std::to_string(like[i].n));
    return found;
  }

  Dropout dropout() const {
    const double rate = number("rate", 0, 1);
    if (rate == 1) fail("rate must be below 1");
    if (rate == 0) return {};
    const auto word = [this](const char* name) { return static_cast<uint32_t>(whole(name, 0, 4294967295.0)); };
    const uint32_t threshold = std::min(65535u, static_cast<uint32_t>(std::floor(rate * 65536 + 0.5)));
    const float scale = static_cast<float>(65536.0 / (65536 - threshold));
    return {true, threshold, scale, word("seed"), word("step"), word("site")};
  }

 private:
  Fields(Napi::Env env, const char* kernel, Napi::Object object) : env(env), kernel(kernel), object(object) {}

  static bool isFloats(const Napi::Value& value) {
    return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float32_array;
  }

  template <class T>
  T* typed(const char* name, napi_typedarray_type type, const char* typeName, long length) const {
    const Napi::Value value = object.Get(name);
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type)
      fail(std::string(name) + " must be a " + typeName);
    Napi::TypedArrayOf<T> array = value.As<Napi::TypedArrayOf<T>>();
    if (static_cast<long>(array.ElementLength()) != length)
      fail(std::string(name) + " has " + std::to_string(array.ElementLength()) + " elements, not " +
           std::to_string(length));
    return array.Data();
  }

  Napi::Env env;
  const char* kernel;
  Napi::Object object;
};

/** Runs a kernel alone; memory that runs out becomes a JS error. */
template <class Run>
void alone(const Napi::CallbackInfo& info, Run run) {
  struct Lock {
    Lock() { lockKernels(); }
    ~Lock() { unlockKernels(); }
  } lock;
  try {
    run();
  } catch (const std::bad_alloc&) {
    throw Napi::Error::New(info.Env(), "The native kernels ran out of memory.");
  }
}

/** Each adds the kernels of one file to the addon. */
void exportProducts(Napi::Env env, Napi::Object exports);
void exportAttention(Napi::Env env, Napi::Object exports);
void exportBlock(Napi::Env env, Napi::Object exports);
void exportRows(Napi::Env env, Napi::Object exports);
void exportTraining(Napi::Env env, Napi::Object exports);

/** Adds functions to what the addon exports. */
struct Exports {
  Napi::Env env;
  Napi::Object object;

  template <class Function>
  const Exports& add(const char* name, Function function) const {
    object.Set(name, Napi::Function::New(env, function, name));
    return *this;
  }
};

}  // namespace reprise
