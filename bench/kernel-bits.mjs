/** Prints one SHA-256 over all results of all kernels, for the threads named: node bench/kernel-bits.mjs 2 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { BF16_CASES, BF16_PRODUCTS, CASES } from './cases.mjs';

const addon = createRequire(import.meta.url)('../native/build/reprise.node');
addon.useInstructionSet(process.env.REPRISE_ISA ?? null);
const hash = createHash('sha256');
addon.setThreads(Number(process.argv[2] ?? 1));
for (const { name, run } of [...CASES, ...BF16_PRODUCTS, ...BF16_CASES]) {
  hash.update(name);
  for (const array of Object.values(run(addon))) hash.update(array);
}
console.log(addon.instructionSet, hash.digest('hex'));
