/** Every fused op as a composition of tfjs ops: what engines without kernels run, and what kernels are held against. */
import type { FusedOps, PartOps } from '../engine.js';
import { attention } from './attention.js';
import { blockOf } from './block.js';
import { tiedCrossEntropy } from './cross-entropy.js';
import { dropout } from './dropout.js';
import { embed } from './embed.js';
import { feedForward, linear } from './linear.js';
import { addNorm, norm } from './norm.js';

const PARTS: PartOps = {
  linear,
  feedForward,
  attention,
  addNorm,
  norm,
  dropout,
  embed,
  tiedCrossEntropy,
};

export const PLAIN_OPS: FusedOps = { ...PARTS, block: blockOf(PARTS) };
