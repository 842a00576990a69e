import { afterEach, describe, expect, it } from 'vitest';
import { renderTerminalTable } from '../../src/cli/terminal/scores.js';
import type { Fixture, FixtureOptions } from './store.js';
import { fixtureStore } from './store.js';

let fixture: Fixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function tableOf(options: FixtureOptions): Promise<string> {
  fixture = await fixtureStore(options);
  return renderTerminalTable(fixture.store, fixture.name);
}

describe('the table on the terminal', () => {
  it('reads as it should', async () => {
    const text = await tableOf({
      experiment: {
        sweep: { factors: { 'model.heads': [8] } },
        evaluate: { tasks: ['sst-2', 'qqp'], maxExamples: 100 },
      },
      accuracy: ({ variant, seed }) => (variant === 'heads=8' ? 0.9 + seed / 100 : 0.6 + (seed % 2) / 50),
    });
    expect(text).toBe(
      [
        'An example',
        'What do heads and pre-training give?',
        'Synthetic data: books and tasks of the generated miniature. Truncated data: fine-tuned on at most',
        '200 examples per task, evaluated on at most 100 examples per split.',
        '',
        '━'.repeat(55),
        'Variant                            SST-2            QQP',
        '                              accuracy ↑           F1 ↑',
        '─'.repeat(55),
        'reference                   61.3 ± 2.9†     61.3 ± 2.9',
        'heads=8                     92.0 ± 2.5⁺*   91.9 ± 2.5⁺*',
        '─'.repeat(55),
        'majority                    62.0 ± 9.3ᵉ   62.0 ± 10.9ᵉ',
        'bag-of-words                62.0 ± 9.3ᵉ   62.0 ± 10.9ᵉ',
        '─'.repeat(55),
        'GPT-1, published (117M             91.3           70.3',
        '  parameters, BooksCorpus,',
        '  full test sets)',
        '━'.repeat(55),
        '',
        '*: best of its column.',
        'Scores in percent; ↑: higher is better.',
        "± is half the 95 % confidence interval of the mean over seeds (Student's t); n = 3.",
        "ᵉ: a single run; ± is half the 95 % confidence interval over its evaluated examples (Wilson's for",
        '  accuracy and F1, otherwise a bootstrap), in brackets where it is asymmetric; it says nothing about',
        '  other seeds.',
        'The highest mean of a column is marked best only where it differs from every other variant (t-test',
        '  with seeds as blocks and examples as pairs, Holm-corrected for the number of columns, 5 %).',
        '⁺, ⁻: above, below the reference by the same test, Holm-corrected for all cells of the table.',
        '†: at least one of its runs is degenerate: “Degenerate runs” says which and why. It counts in the',
        '  mean, the interval and every test.',
        'The published row is copied from the paper; it is of the paper’s model and full test sets, and is',
        '  never ranked: A. Radford, K. Narasimhan, T. Salimans, I. Sutskever: Improving Language',
        '  Understanding by Generative Pre-Training, OpenAI, 2018.',
        '',
        'Degenerate runs',
        'reference on SST-2, 3 of 3 runs: score not above chance (seeds 1, 2, 3).',
        'What usually helps: a lower peak learning rate with a longer warm-up and more epochs or, where the',
        '  loss falls and the score stays at chance, more training examples or a longer pre-training.',
      ].join('\n'),
    );
  });

  it('calls what all seeds agree in identical, and says what that means', async () => {
    const text = await tableOf({
      experiment: { sweep: {}, evaluate: { tasks: ['sst-2'] } },
      accuracy: () => 0.8,
    });
    expect(text).toMatch(/reference +80\.0 \(identical\)/);
    expect(text).not.toContain('± 0.0');
    expect(text.replace(/\n\s+/g, ' ')).toContain(
      '(identical): all seeds gave this value, so that nothing tells how far others would be from it; n = 3.',
    );
  });

  it('of all five tasks fits 120 columns, however long the names', async () => {
    const factors = {
      'pretrain.optimizer.learningRate': [0.0005],
      'finetune.optimizer.learningRate': [0.0001],
    };
    const text = await tableOf({
      experiment: { sweep: { factors } },
      accuracy: ({ seed }) => (seed === 1 ? 0.1 : 0.9),
    });
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(120);
    expect(text).toMatch(/^pretrain\.optimi/m);
  });

  it('says what is missing and shows it as absent', async () => {
    const text = await tableOf({
      experiment: { seeds: [1], evaluate: { tasks: ['sst-2'], maxExamples: 100 } },
      state: ({ label }) => (label.startsWith('evaluate sst-2 · heads=2') ? { error: 'No memory.' } : 'done'),
    });
    expect(text).toMatch(/^heads=2 +– *$/m);
    expect(text).toContain('Incomplete: 3 of 4 trials are done; 1 failed, 0 diverged, 0 missing.');
    expect(text).toContain('–: absent (failed).');
  });
});
