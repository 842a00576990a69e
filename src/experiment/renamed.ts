/** Names that options, expectations and variants had before 0.1.0, and what they are called now. No alias: a file that uses one is told. */

/** Old path of an option → its path now. A "*" is the name of a hypothesis. */
export const RENAMED_OPTIONS: Readonly<Record<string, string>> = {
  'tokenizer.vocabulary': 'tokenizer.vocabularySize',
  'model.width': 'model.hiddenSize',
  'model.context': 'model.contextLength',
  'model.position': 'model.positionEncoding',
  'model.tiedOutput': 'model.tieEmbeddings',
  'model.initialisation.deviation': 'model.initialisation.std',
  'pretrain.batch': 'pretrain.batchSize',
  'pretrain.warmup': 'pretrain.warmupSteps',
  'pretrain.optimizer.clipNorm': 'pretrain.optimizer.maxGradNorm',
  'finetune.from': 'finetune.initFrom',
  'finetune.auxiliaryWeight': 'finetune.lmLossWeight',
  'finetune.batch': 'finetune.batchSize',
  'finetune.examples': 'finetune.maxTrainExamples',
  'finetune.warmup': 'finetune.warmupFraction',
  'finetune.optimizer.clipNorm': 'finetune.optimizer.maxGradNorm',
  'evaluate.examples': 'evaluate.maxExamples',
  'evaluate.batch': 'evaluate.batchSize',
  'engine.patience': 'engine.stallTimeout',
  claims: 'hypotheses',
  'hypotheses.*.claim': 'hypotheses.*.hypothesis',
  'hypotheses.*.of': 'hypotheses.*.level',
  'hypotheses.*.than': 'hypotheses.*.reference',
  'hypotheses.*.over': 'hypotheses.*.aggregate',
};

/** Old value of a hypothesis's "expect" → its value now. */
export const RENAMED_EXPECTATIONS: Readonly<Record<string, string>> = {
  'not-worse': 'non-inferior',
  equal: 'equivalent',
};

const RENAMED_VARIANTS: Readonly<Record<string, string>> = { baseline: 'reference' };

/** What an option is called now; null: this is no old name. Of a path under "claims", what it is called under "hypotheses". */
export function renamedOption(path: string): string | null {
  const [section = '', name = '', ...rest] = path.split('.');
  if (section === 'claims' && name !== '') {
    const moved = ['hypotheses', name, ...rest].join('.');
    return renamedOption(moved) ?? moved;
  }
  if (section !== 'hypotheses') return ownProperty(RENAMED_OPTIONS, path);
  const pattern = ['hypotheses', '*', ...rest].join('.');
  return ownProperty(RENAMED_OPTIONS, pattern)?.replace('*', () => name) ?? null;
}

/** What is called otherwise now and once ended like this: of "width", "model.hiddenSize". */
export const renamedByEnd = (end: string): readonly string[] =>
  Object.entries(RENAMED_OPTIONS)
    .filter(([old]) => !old.includes('*') && old.endsWith(`.${end}`))
    .map(([, now]) => now);

/** What an expectation is called now; null: this is no old name. */
export const renamedExpectation = (expectation: string): string | null =>
  ownProperty(RENAMED_EXPECTATIONS, expectation);

/** The name that a variant has now, of those there are: "baseline" → "reference", "width=64" → "hiddenSize=64"; null: none. */
export function renamedVariant(variant: string, known: readonly string[]): string | null {
  const parts = variant.split(' · ').map(partNow);
  const now = ownProperty(RENAMED_VARIANTS, variant) ?? parts.join(' · ');
  return now !== variant && known.includes(now) ? now : null;
}

function partNow(part: string): string {
  const [option = '', ...level] = part.split('=');
  const now = ownProperty(RENAMED_OPTIONS, option) ?? renamedByEnd(option)[0];
  if (now === undefined || level.length === 0) return part;
  const name = now.split('.').slice(-option.split('.').length).join('.');
  return [name, ...level].join('=');
}

/** "model.width is now called model.hiddenSize." */
export const nowCalled = (old: string, now: string): string => `${old} is now called ${now}.`;

/** What to do about an old name. */
export const renameHint = (old: string): string =>
  old === 'claims'
    ? 'Rename it, and in it claim to hypothesis, of to level, than to reference, over to aggregate.'
    : 'Rename it; what it accepts has not changed.';

const ownProperty = (record: Readonly<Record<string, string>>, key: string): string | null =>
  Object.hasOwn(record, key) ? (record[key] ?? null) : null;
