/** The models that are timed, how often, and the ratios to reach. */
import { optimizerOptions } from '../dist/training/options.js';
import { gptOptions } from '../dist/models/gpt/options.js';
import { flopsPerToken } from '../dist/models/gpt/size.js';

const size = (title, model, rest) => ({ title, model: gptOptions.parse(model), ...rest });

/**
 * `rounds`: of a whole run and of a quick one; `wasm`: WebAssembly can take a step in seconds; `goals`: how much faster
 * than PyTorch, by precision and instruction set, and the share of the float32 peak.
 */
export const SIZES = [
  size(
    'micro',
    { hiddenSize: 64, layers: 4, heads: 4, contextLength: 64 },
    {
      ...{ batch: 16, entries: 720, rounds: [25, 5] },
      goals: { float32: { amx: 3, 'avx512-bf16': 3 }, bf16: { amx: 4, 'avx512-bf16': 4 } },
    },
  ),
  size(
    'mini',
    { hiddenSize: 128, layers: 4, heads: 4, contextLength: 128 },
    {
      ...{ batch: 32, entries: 2048, rounds: [15, 5], wasm: true },
      goals: { float32: { amx: 1.7, 'avx512-bf16': 1.5 }, bf16: { amx: 3, 'avx512-bf16': 1.8 }, share: 0.65 },
    },
  ),
  size(
    'small',
    { hiddenSize: 256, layers: 6, heads: 8, contextLength: 128 },
    {
      ...{ batch: 16, entries: 8192, rounds: [9, 3] },
      goals: {
        ...{ float32: { amx: 1.5, 'avx512-bf16': 1.35 }, bf16: { amx: 2.5, 'avx512-bf16': 1.5 } },
        share: 0.75,
      },
    },
  ),
  size(
    'GPT-1',
    { hiddenSize: 768, layers: 12, heads: 12, contextLength: 512 },
    {
      ...{ batch: 2, entries: 40_478, rounds: [3, 0] },
      goals: {
        float32: { amx: 1.3, 'avx512-bf16': 1.35 },
        bf16: { amx: 2, 'avx512-bf16': 1.3 },
        share: 0.75,
      },
    },
  ),
];

export const OPTIMIZER = optimizerOptions(1e-4).parse({});

export const tokensPerStep = ({ model, batch }) => batch * model.contextLength;

/** 6 per matrix weight and token (the look-up of embeddings is none, the output product counts) and 12·L·T·d per token. */
export const flopsPerStep = (of) => tokensPerStep(of) * flopsPerToken(of.model, of.entries).training;

export function describe({ model, batch, entries }) {
  const { hiddenSize, layers, heads, contextLength } = model;
  return `hidden size ${hiddenSize}, ${layers} layers, ${heads} heads, context length ${contextLength}, batch size ${batch}, vocabulary size ${entries.toLocaleString('en')}`;
}
