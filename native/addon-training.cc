/** Bindings of the loss, the norm of the gradients and AdamW. */
#include "addon-fields.h"

namespace reprise {
namespace {

Napi::Value crossEntropy(const Napi::CallbackInfo& info) {
  const Fields f(info, "crossEntropy");
  CrossEntropy c{};
  c.n = f.whole("rows", 0), c.d = f.whole("width", 1), c.entries = f.whole("entries", 1);
  c.h = f.floats("h", c.n * c.d), c.table = f.floats("table", c.entries * c.d);
  c.targets = f.indices("targets", c.n, c.entries), c.weights = f.floats("weights", c.n);
  c.dh = f.floatsOrNull("dh", c.n * c.d), c.dTable = f.floatsOrNull("dTable", c.entries * c.d);
  if ((c.dh == nullptr) != (c.dTable == nullptr)) f.fail("dh and dTable go together");
  c.bf16 = f.flag("bf16");
  double loss = 0;
  alone(info, [&] { loss = kernels->crossEntropy(c); });
  return Napi::Number::New(info.Env(), loss);
}

Napi::Value squaredNorm(const Napi::CallbackInfo& info) {
  const Fields f(info, "squaredNorm");
  const std::vector<Values> tensors = f.lists("tensors");
  double total = 0;
  alone(info, [&] { total = kernels->squaredNorm({static_cast<long>(tensors.size()), tensors.data()}); });
  return Napi::Number::New(info.Env(), total);
}

std::vector<TrainedWeight> trainedWeights(const Fields& f) {
  const std::vector<Values> weights = f.lists("weights");
  const std::vector<Values> gradients = f.listsLike("gradients", weights);
  const std::vector<Values> first = f.listsLike("first", weights), second = f.listsLike("second", weights);
  const int32_t* decays = f.integers("decays", static_cast<long>(weights.size()));
  std::vector<TrainedWeight> all;
  for (size_t i = 0; i < weights.size(); i++)
    all.push_back({weights[i].n, weights[i].x, first[i].x, second[i].x, gradients[i].x, decays[i] != 0});
  return all;
}

void adamw(const Napi::CallbackInfo& info) {
  const Fields f(info, "adamw");
  const std::vector<TrainedWeight> weights = trainedWeights(f);
  AdamW a{};
  a.count = static_cast<long>(weights.size()), a.weights = weights.data();
  a.beta1 = f.number("beta1", 0, 1), a.beta2 = f.number("beta2", 0, 1), a.epsilon = f.number("epsilon", 0, 1e30);
  if (a.beta1 == 1 || a.beta2 == 1) f.fail("beta1 and beta2 must be below 1");
  a.learningRate = f.number("learningRate", 0, 1e30), a.weightDecay = f.number("weightDecay", 0, 1e30);
  a.scale = f.number("scale", 0, 1e30);
  a.step = static_cast<uint32_t>(f.whole("step", 1));
  alone(info, [&] { kernels->adamw(a); });
}

}  // namespace

void exportTraining(Napi::Env env, Napi::Object exports) {
  Exports{env, exports}.add("crossEntropy", crossEntropy).add("squaredNorm", squaredNorm).add("adamw", adamw);
}

}  // namespace reprise
