/**
 * The kernels as Node functions. Each takes one object of typed arrays and numbers; what it checks lies beside it, in the
 * files addon-*.cc.
 */
#include "addon-fields.h"
#include "dispatch.h"

namespace reprise {

const Kernels* kernels = nullptr;

namespace {

void chooseThreads(const Napi::CallbackInfo& info) {
  if (info.Length() != 1 || !info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "setThreads takes a number");
  const double threads = info[0].As<Napi::Number>().DoubleValue();
  if (!(threads >= 1 && threads <= MAX_THREADS) || threads != std::floor(threads))
    throw Napi::RangeError::New(info.Env(), "setThreads takes a whole number from 1 to " + std::to_string(MAX_THREADS));
  setThreads(static_cast<int>(threads));
}

/** allocate(floats): an ArrayBuffer of uninitialised memory. */
Napi::Value allocate(const Napi::CallbackInfo& info) {
  if (info.Length() != 1 || !info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "allocate takes a number");
  const double floats = info[0].As<Napi::Number>().DoubleValue();
  if (!(floats >= 1 && floats <= 4294967296.0) || floats != std::floor(floats))
    throw Napi::RangeError::New(info.Env(), "allocate takes a whole number from 1 to 2^32");
  const size_t count = static_cast<size_t>(floats);
  float* data = allocateFloats(count);
  if (data == nullptr) throw Napi::Error::New(info.Env(), "There is not enough memory.");
  return Napi::ArrayBuffer::New(info.Env(), data, count * sizeof(float),
                                [](Napi::Env, void* memory) { freeFloats(static_cast<float*>(memory)); });
}

void tellInstructionSet(Napi::Object exports) {
  exports.Set("instructionSet", kernels->name);
}

/** useInstructionSet(name or null): whether this machine runs it; the addon then uses it from now on. Null: the widest. */
Napi::Value useInstructionSet(const Napi::CallbackInfo& info) {
  const bool named = info.Length() == 1 && info[0].IsString();
  if (!named && !(info.Length() == 1 && info[0].IsNull()))
    throw Napi::TypeError::New(info.Env(), "useInstructionSet takes a name or null");
  const std::string name = named ? info[0].As<Napi::String>().Utf8Value() : "";
  const Kernels* chosen = chooseKernels(named ? name.c_str() : nullptr);
  if (chosen == nullptr) return Napi::Boolean::New(info.Env(), false);
  kernels = chosen;
  tellInstructionSet(info.This().As<Napi::Object>());
  return Napi::Boolean::New(info.Env(), true);
}

Napi::Object start(Napi::Env env, Napi::Object exports) {
  kernels = chooseKernels(nullptr);
  tellInstructionSet(exports);
  Exports{env, exports}.add("useInstructionSet", useInstructionSet).add("allocate", allocate)
      .add("setThreads", chooseThreads);
  exportProducts(env, exports);
  exportAttention(env, exports);
  exportBlock(env, exports);
  exportRows(env, exports);
  exportTraining(env, exports);
  return exports;
}

}  // namespace
}  // namespace reprise

using reprise::start;
NODE_API_MODULE(reprise, start)
