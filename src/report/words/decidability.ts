/** What a plan can decide, in words. */
import type { Decidability, Foreseen, Observed } from '../../results/decidability.js';
import { MEAN } from '../../results/means.js';
import { POWER } from '../../statistics/effects.js';
import { DISCORDANCE } from '../../statistics/foreseen.js';
import { grouped, percent } from './numbers.js';
import { untestedText } from './hypotheses.js';

/** "decidable if seeds differ by less than 0.8 points; 2,400 examples alone make it 0.6 (3 seeds, margin 1)". */
export function decidabilityText(one: Decidability): string {
  const { outlook, untested, obstacle, foreseen, declared } = one;
  if (untested !== null) return `not tested here: ${untestedText(untested, { declared })}`;
  if (outlook === 'counted') return 'decidable: parameters are counted, not estimated';
  if (obstacle !== null) return `cannot be decided: ${OBSTACLES[obstacle]}`;
  if (foreseen === null) throw new Error(`Nothing is foreseen of ${one.name}.`);
  const text = foreseen.limit === null ? gapText(one, foreseen) : marginText(one, foreseen);
  return `${text} (${settingText(foreseen)})`;
}

const OBSTACLES: Readonly<Record<NonNullable<Decidability['obstacle']>, string>> = {
  'one-seed': 'one seed says nothing about others; two is the least',
  shared: 'the variants share this result',
};

/** Of a hypothesis that expects a difference. */
function gapText({ outlook }: Decidability, foreseen: Foreseen): string {
  const { detectable, observed, least, unit, reach } = foreseen;
  if (detectable === null) return `finds differences of ${two(reach)} times what seeds differ by, or more`;
  if (outlook === 'hardly') return 'hardly decidable: no difference below 100 points would be found';
  const found = `finds differences of ${amountText(detectable, unit)} or more`;
  if (observed !== null) return `${found}: ${observedText(observed, foreseen)}`;
  return `${found} at best, if seeds differ by the ${amountText(least, unit)} that the examples alone make`;
}

/** Of a hypothesis that expects none. */
function marginText({ outlook }: Decidability, foreseen: Foreseen): string {
  const { limit, least, leastHalf, observed, unit } = foreseen;
  const most = amountText(limit ?? 0, unit);
  const alone = `the examples alone make it ${amountText(least, unit)}`;
  if (outlook === 'impossible')
    return `cannot be decided: the examples alone leave ±${amountText(leastHalf, unit)}${enoughText(foreseen)}`;
  if (outlook === 'hardly') {
    const known = observed === null ? alone : observedText(observed, foreseen);
    return `hardly decidable: seeds must differ by less than ${most}; ${known}${enoughText(foreseen)}`;
  }
  if (observed !== null) return `decidable: ${observedText(observed, foreseen)}, less than ${most} will do`;
  return `decidable if seeds differ by less than ${most}${least === 0 ? '' : `; ${alone}`}`;
}

const observedText = ({ spread, of }: Observed, { unit }: Foreseen): string =>
  `seeds of ${of === 'these' ? 'these variants' : 'other variants'} differed by ${amountText(spread, unit)}`;

/** "; 40 seeds, 12,000 examples or a margin of 3.2 would do". */
function enoughText({ enough, unit }: Foreseen): string {
  if (enough === null) return '';
  const { seeds, examples, margin } = enough;
  const ways = [
    ...(seeds === null ? [] : [`${grouped(seeds)} seeds`]),
    ...(examples === null ? [] : [`${grouped(examples)} examples`]),
    `a margin of ${plainText(margin, unit)}`,
  ];
  const last = ways.at(-1) ?? '';
  return `; ${ways.length === 1 ? last : `${ways.slice(0, -1).join(', ')} or ${last}`} would do`;
}

function settingText({ column, seeds, examples, margin, unit, limit }: Foreseen): string {
  const parts = [
    `${seeds} seeds`,
    ...(examples === null ? [] : [`${grouped(examples)} examples`]),
    ...(limit === null && margin === 0 ? [] : [`margin ${plainText(margin, unit)}`]),
  ];
  const where = unit === 'nats' || column === MEAN ? '' : `hardest on ${column}: `;
  return `${where}${parts.join(', ')}`;
}

/** As files write margins: in points, or in nats. */
const plainText = (value: number, unit: Foreseen['unit']): string =>
  two(unit === 'share' ? 100 * value : value);

/** "0.83 points", "0.012 nats". */
function amountText(value: number, unit: Foreseen['unit']): string {
  if (unit === 'nats') return `${two(value)} nats`;
  const points = two(100 * value);
  return `${points} ${points === '1' ? 'point' : 'points'}`;
}

/** Two digits are as many as such an estimate has. */
const two = (value: number): string => String(Number(value.toPrecision(2)));

/** What the lines rest on. */
export const foreseenNote = (tests: number): string =>
  `Foreseen with a chance of about ${percent(POWER, 0)} %, by Holm's strictest step for ${tests === 1 ? 'one comparison' : `${tests} comparisons`} in all; ` +
  'where no difference is expected, if there is none. What seeds differ by is the standard deviation of the difference ' +
  `between the variants from seed to seed. Where there are no results, one variant is taken to be right and the other wrong ` +
  `on ${percent(DISCORDANCE, 0)} % of the examples.`;
