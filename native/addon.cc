/**
 * The kernels as Node functions. Each takes one object of typed arrays and numbers; every type, length and range is
 * checked here, so that no kernel can read or write beyond an array. Bad input throws a TypeError or RangeError.
 */
#include <napi.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <vector>

#include "dispatch.h"
#include "pool.h"

namespace {

using namespace reprise;

const Kernels* kernels = nullptr;

/** The named fields of a kernel's only argument. */
class Fields {
 public:
  Fields(const Napi::CallbackInfo& info, const char* kernel) : env(info.Env()), kernel(kernel) {
    if (info.Length() != 1 || !info[0].IsObject()) fail("takes one object");
    object = info[0].As<Napi::Object>();
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

  /** Whether the products are to be in bfloat16. */
  bool bf16() const {
    const bool wanted = flag("bf16");
    if (wanted && !kernels->bf16) fail(std::string("the instruction set ") + kernels->name + " has no bfloat16");
    return wanted;
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

void gemm(const Napi::CallbackInfo& info) {
  const Fields f(info, "gemm");
  Gemm g{};
  g.m = f.whole("m", 0), g.n = f.whole("n", 0), g.k = f.whole("k", 0);
  g.a = f.floats("a", g.m * g.k), g.b = f.floats("b", g.k * g.n), g.c = f.floats("c", g.m * g.n);
  g.transposeA = f.flag("transposeA"), g.transposeB = f.flag("transposeB"), g.accumulate = f.flag("accumulate");
  g.bf16 = f.bf16();
  alone(info, [&] { kernels->gemm(g); });
}

void linearForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "linearForward");
  LinearForward l{};
  l.n = f.whole("rows", 0), l.i = f.whole("inputs", 1), l.o = f.whole("outputs", 1), l.bf16 = f.bf16();
  l.x = f.floats("x", l.n * l.i), l.w = f.floats("w", l.i * l.o), l.b = f.floats("b", l.o);
  l.out = f.floats("out", l.n * l.o);
  alone(info, [&] { kernels->linearForward(l); });
}

void linearBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "linearBackward");
  LinearBackward l{};
  l.n = f.whole("rows", 0), l.i = f.whole("inputs", 1), l.o = f.whole("outputs", 1), l.bf16 = f.bf16();
  l.x = f.floats("x", l.n * l.i), l.w = f.floats("w", l.i * l.o), l.dOut = f.floats("dOut", l.n * l.o);
  l.dx = f.floats("dx", l.n * l.i), l.dw = f.floats("dw", l.i * l.o), l.db = f.floats("db", l.o);
  alone(info, [&] { kernels->linearBackward(l); });
}

void feedForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "feedForward");
  FeedForward l{};
  l.n = f.whole("rows", 0), l.d = f.whole("width", 1), l.h = f.whole("hiddenWidth", 1), l.bf16 = f.bf16();
  l.x = f.floats("x", l.n * l.d), l.w1 = f.floats("w1", l.d * l.h), l.b1 = f.floats("b1", l.h);
  l.w2 = f.floats("w2", l.h * l.d), l.b2 = f.floats("b2", l.d);
  l.hidden = f.floats("hidden", l.n * l.h), l.slopes = f.floatsOrNull("slopes", l.n * l.h);
  l.out = f.floats("out", l.n * l.d), l.activation = static_cast<Activation>(f.whole("activation", 1, 4));
  alone(info, [&] { kernels->feedForward(l); });
}

void feedForwardBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "feedForwardBackward");
  FeedForwardBackward l{};
  l.n = f.whole("rows", 0), l.d = f.whole("width", 1), l.h = f.whole("hiddenWidth", 1), l.bf16 = f.bf16();
  l.x = f.floats("x", l.n * l.d), l.w1 = f.floats("w1", l.d * l.h), l.w2 = f.floats("w2", l.h * l.d);
  l.hidden = f.floats("hidden", l.n * l.h), l.slopes = f.floats("slopes", l.n * l.h);
  l.dOut = f.floats("dOut", l.n * l.d), l.dx = f.floats("dx", l.n * l.d);
  l.dw1 = f.floats("dw1", l.d * l.h), l.db1 = f.floats("db1", l.h);
  l.dw2 = f.floats("dw2", l.h * l.d), l.db2 = f.floats("db2", l.d);
  alone(info, [&] { kernels->feedForwardBackward(l); });
}

void checkOffsets(const Fields& f, const Attention& a) {
  if (a.segments < 0 || a.offsets[0] != 0 || a.offsets[a.segments] != a.n)
    f.fail("offsets must go from 0 to " + std::to_string(a.n));
  for (long s = 0; s < a.segments; s++)
    if (a.offsets[s + 1] < a.offsets[s]) f.fail("offsets must not fall: offsets[" + std::to_string(s + 1) + "]");
}

/** A prefix comes before its segments, which follow it directly, and has none itself; finds the longest sequence. */
void checkPrefixes(const Fields& f, Attention& a) {
  const auto length = [&a](long s) { return static_cast<long>(a.offsets[s + 1]) - a.offsets[s]; };
  for (long s = 0; s < a.segments; s++) {
    const long prefix = a.prefixes[s];
    const std::string name = "prefixes[" + std::to_string(s) + "] is " + std::to_string(prefix);
    if (prefix < -1 || prefix >= s) f.fail(name + ", neither -1 nor a segment before");
    if (prefix >= 0 && a.prefixes[prefix] != -1) f.fail(name + ", which has a prefix itself");
    if (prefix >= 0 && prefix != s - 1 && a.prefixes[s - 1] != prefix)
      f.fail(name + ", but the segments of a prefix must follow it directly");
    const long tokens = length(s) + (prefix < 0 ? 0 : length(prefix));
    if (tokens > a.longest) a.longest = tokens;
  }
}

Attention attentionShape(const Fields& f) {
  Attention a{};
  a.n = f.whole("rows", 0), a.heads = f.whole("heads", 1, 4096), a.size = f.whole("headSize", 1, 4096);
  a.segments = f.length("offsets") - 1;
  if (a.segments < 0) f.fail("offsets must have at least one entry");
  a.offsets = f.integers("offsets", a.segments + 1);
  checkOffsets(f, a);
  a.prefixes = f.integers("prefixes", a.segments);
  checkPrefixes(f, a);
  a.slopes = f.floatsOrNull("slopes", a.heads);
  a.dropout = f.dropout();
  if (f.isNull("positions")) return a;
  if (a.size % 2 != 0) f.fail("rotary embedding needs an even headSize");
  const long half = a.size / 2, known = f.length("cosines") / half;
  a.positions = f.indices("positions", a.n, known);
  a.cosines = f.floats("cosines", known * half), a.sines = f.floats("sines", known * half);
  return a;
}

void attentionForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "attentionForward");
  AttentionForward a{attentionShape(f), nullptr, nullptr, nullptr, nullptr};
  const long width = a.shape.heads * a.shape.size;
  a.qkv = f.floats("qkv", a.shape.n * 3 * width), a.out = f.floats("out", a.shape.n * width);
  a.peaks = f.floats("peaks", a.shape.heads * a.shape.n);
  a.inverses = f.floats("inverses", a.shape.heads * a.shape.n);
  alone(info, [&] { kernels->attentionForward(a); });
}

void attentionBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "attentionBackward");
  AttentionBackward a{attentionShape(f), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  const long width = a.shape.heads * a.shape.size;
  a.qkv = f.floats("qkv", a.shape.n * 3 * width), a.dQkv = f.floats("dQkv", a.shape.n * 3 * width);
  a.out = f.floats("out", a.shape.n * width), a.dOut = f.floats("dOut", a.shape.n * width);
  a.peaks = f.floats("peaks", a.shape.heads * a.shape.n);
  a.inverses = f.floats("inverses", a.shape.heads * a.shape.n);
  alone(info, [&] { kernels->attentionBackward(a); });
}

void normForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "normForward");
  NormForward n{};
  n.n = f.whole("rows", 0), n.d = f.whole("width", 1);
  n.x = f.floats("x", n.n * n.d), n.branch = f.floatsOrNull("branch", n.n * n.d);
  n.gain = f.floats("gain", n.d), n.bias = f.floats("bias", n.d), n.out = f.floats("out", n.n * n.d);
  n.means = f.floats("means", n.n), n.deviations = f.floats("deviations", n.n);
  n.dropout = f.dropout();
  alone(info, [&] { kernels->normForward(n); });
}

void normBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "normBackward");
  NormBackward n{};
  n.n = f.whole("rows", 0), n.d = f.whole("width", 1);
  n.dOut = f.floats("dOut", n.n * n.d), n.x = f.floats("x", n.n * n.d);
  n.branch = f.floatsOrNull("branch", n.n * n.d), n.gain = f.floats("gain", n.d);
  n.means = f.floats("means", n.n), n.deviations = f.floats("deviations", n.n);
  n.dx = f.floats("dx", n.n * n.d), n.dBranch = f.floatsOrNull("dBranch", n.n * n.d);
  n.dGain = f.floats("dGain", n.d), n.dBias = f.floats("dBias", n.d);
  n.dropout = f.dropout();
  if ((n.branch == nullptr) != (n.dBranch == nullptr)) f.fail("branch and dBranch go together");
  alone(info, [&] { kernels->normBackward(n); });
}

void dropout(const Napi::CallbackInfo& info) {
  const Fields f(info, "dropout");
  Drop d{};
  d.n = f.whole("rows", 0), d.d = f.whole("width", 1);
  d.x = f.floats("x", d.n * d.d), d.out = f.floats("out", d.n * d.d);
  d.dropout = f.dropout();
  alone(info, [&] { kernels->dropout(d); });
}

void embedForward(const Napi::CallbackInfo& info) {
  const Fields f(info, "embedForward");
  Embed e{};
  e.n = f.whole("rows", 0), e.d = f.whole("width", 1), e.entries = f.whole("entries", 1);
  e.ids = f.indices("ids", e.n, e.entries);
  e.from = f.floats("table", e.entries * e.d), e.to = f.floats("out", e.n * e.d);
  alone(info, [&] { kernels->embedForward(e); });
}

void embedBackward(const Napi::CallbackInfo& info) {
  const Fields f(info, "embedBackward");
  Embed e{};
  e.n = f.whole("rows", 0), e.d = f.whole("width", 1), e.entries = f.whole("entries", 1);
  e.ids = f.indices("ids", e.n, e.entries);
  e.from = f.floats("dOut", e.n * e.d), e.to = f.floats("dTable", e.entries * e.d);
  alone(info, [&] { kernels->embedBackward(e); });
}

Napi::Value crossEntropy(const Napi::CallbackInfo& info) {
  const Fields f(info, "crossEntropy");
  CrossEntropy c{};
  c.n = f.whole("rows", 0), c.d = f.whole("width", 1), c.entries = f.whole("entries", 1);
  c.h = f.floats("h", c.n * c.d), c.table = f.floats("table", c.entries * c.d);
  c.targets = f.indices("targets", c.n, c.entries), c.weights = f.floats("weights", c.n);
  c.dh = f.floatsOrNull("dh", c.n * c.d), c.dTable = f.floatsOrNull("dTable", c.entries * c.d);
  if ((c.dh == nullptr) != (c.dTable == nullptr)) f.fail("dh and dTable go together");
  c.bf16 = f.bf16();
  double loss = 0;
  alone(info, [&] { loss = kernels->crossEntropy(c); });
  return Napi::Number::New(info.Env(), loss);
}

void add(const Napi::CallbackInfo& info) {
  const Fields f(info, "add");
  Add a{};
  a.n = f.length("out");
  a.x = f.floats("x", a.n), a.y = f.floats("y", a.n), a.out = f.floats("out", a.n);
  alone(info, [&] { kernels->add(a); });
}

Napi::Value squaredNorm(const Napi::CallbackInfo& info) {
  const Fields f(info, "squaredNorm");
  const std::vector<Values> tensors = f.lists("tensors");
  double total = 0;
  alone(info, [&] { total = kernels->squaredNorm({static_cast<long>(tensors.size()), tensors.data()}); });
  return Napi::Number::New(info.Env(), total);
}

std::vector<AdamWeight> adamWeights(const Fields& f) {
  const std::vector<Values> weights = f.lists("weights");
  const std::vector<Values> gradients = f.listsLike("gradients", weights);
  const std::vector<Values> first = f.listsLike("first", weights), second = f.listsLike("second", weights);
  const int32_t* decays = f.integers("decays", static_cast<long>(weights.size()));
  std::vector<AdamWeight> all;
  for (size_t i = 0; i < weights.size(); i++)
    all.push_back({weights[i].n, weights[i].x, first[i].x, second[i].x, gradients[i].x, decays[i] != 0});
  return all;
}

void adam(const Napi::CallbackInfo& info) {
  const Fields f(info, "adam");
  const std::vector<AdamWeight> weights = adamWeights(f);
  Adam a{};
  a.count = static_cast<long>(weights.size()), a.weights = weights.data();
  a.beta1 = f.number("beta1", 0, 1), a.beta2 = f.number("beta2", 0, 1), a.epsilon = f.number("epsilon", 0, 1e30);
  if (a.beta1 == 1 || a.beta2 == 1) f.fail("beta1 and beta2 must be below 1");
  a.learningRate = f.number("learningRate", 0, 1e30), a.weightDecay = f.number("weightDecay", 0, 1e30);
  a.scale = f.number("scale", 0, 1e30);
  a.step = static_cast<uint32_t>(f.whole("step", 1));
  alone(info, [&] { kernels->adam(a); });
}

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

Napi::Object start(Napi::Env env, Napi::Object exports) {
  kernels = chooseKernels();
  if (kernels == nullptr)
    throw Napi::Error::New(env, "REPRISE_ISA names an instruction set that this machine cannot run.");
  exports.Set("instructionSet", kernels->name);
  exports.Set("bf16", kernels->bf16);
  const auto set = [&](const char* name, auto function) {
    exports.Set(name, Napi::Function::New(env, function, name));
  };
  set("allocate", allocate);
  set("setThreads", chooseThreads);
  set("gemm", gemm);
  set("linearForward", linearForward);
  set("linearBackward", linearBackward);
  set("feedForward", feedForward);
  set("feedForwardBackward", feedForwardBackward);
  set("attentionForward", attentionForward);
  set("attentionBackward", attentionBackward);
  set("normForward", normForward);
  set("normBackward", normBackward);
  set("dropout", dropout);
  set("embedForward", embedForward);
  set("embedBackward", embedBackward);
  set("crossEntropy", crossEntropy);
  set("add", add);
  set("squaredNorm", squaredNorm);
  set("adam", adam);
  return exports;
}

}  // namespace

NODE_API_MODULE(reprise, start)
