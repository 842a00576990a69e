/** The machine and the programs on it, as the report names them. */
import { cpus, loadavg, totalmem } from 'node:os';
import process from 'node:process';
import { loadAddon, nativeStatus } from '../dist/engines/native/addon.js';

/** Load of a machine that does nothing else. */
const QUIET = 0.3;

/** The instruction set in use; throws where there are no kernels, since then there is nothing to time. */
export function instructionSet() {
  const addon = loadAddon(process.env.REPRISE_ISA ?? null);
  if (addon === null) throw new Error(`There is nothing to time: ${nativeStatus().detail}.`);
  return addon.instructionSet;
}

/** What tells one machine's measurements from another's: the processor and the kernels' instructions. */
export const machineName = () => `${cpus()[0].model.trim()}, ${instructionSet()}`;

/** Whether the processor has instructions for bfloat16. */
export const hasBf16 = () =>
  ['avx512-bf16', 'amx'].includes(loadAddon(process.env.REPRISE_ISA ?? null)?.instructionSet);

/** A list in Markdown. `torch`: what a PyTorch peer says of itself, or null. */
export function machineLines({ threads, compiler, torch, transformers, peak }) {
  const bf16 = peak.bf16 ? `, bf16 ${(peak.bf16 / 1e9).toFixed(0)}` : '';
  return [
    `- ${cpus()[0].model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; instruction set in use: ${instructionSet()}; ${threads} threads`,
    `- peak of ${threads} threads, measured: float32 ${(peak.float32 / 1e9).toFixed(0)} GFLOP/s${bf16}`,
    `- Node.js ${process.version}, ${compiler}`,
    torch
      ? `- PyTorch ${torch.torch} (${torch.libraries}; CPU capability ${torch.capability})`
      : '- PyTorch is not installed here, so that Reprise is timed alone',
    transformers
      ? `- Transformers ${transformers}`
      : '- Transformers is not installed here, so that fine-tuning is timed alone',
  ].join('\n');
}

/** A warning where something else is running; empty where not. */
export function loadWarning() {
  const [load] = loadavg();
  if (load < QUIET) return '';
  return `Something else was running at the start (load ${load.toFixed(1)}): ratios are less sure than on a quiet machine.`;
}
