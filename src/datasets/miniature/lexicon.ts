/** The words of the miniature's world, and what they mean there. Data alone. */

export interface Person {
  readonly name: string;
  readonly she: boolean;
}

const people = (she: boolean, names: string): Person[] => names.split(' ').map((name) => ({ name, she }));

export const PEOPLE: readonly Person[] = [
  ...people(true, 'Mara Lena Ruth Ida Nora Vera Clara Olga'),
  ...people(false, 'Tom Karl Otto Emil Hugo Jonas Felix Leo'),
];

export const FAMILY: readonly Person[] = [
  ...people(true, 'sister aunt niece mother'),
  ...people(false, 'brother uncle nephew father'),
].map(({ name, she }) => ({ name: `my ${name}`, she }));

/** What a word can be to a craft. */
export const ROLES = ['place', 'tool', 'material', 'product'] as const;
export type Role = (typeof ROLES)[number];

/** A craft and the words that belong to it alone. */
export interface Craft {
  readonly name: string;
  readonly words: Readonly<Record<Role, readonly string[]>>;
}

const craft = (line: string): Craft => {
  const [name, ...words] = line.split(' ');
  const [place, tool, material, product] = words.map((list) => list.split('/'));
  return { name, words: { place, tool, material, product } };
};

export const CRAFTS: readonly Craft[] = [
  'baker bakery oven/paddle/tin flour/yeast/dough bread/buns/cakes',
  'smith forge anvil/hammer/bellows iron/steel/coal nails/hinges/swords',
  'potter pottery wheel/kiln/sponge clay/glaze/slip bowls/jugs/vases',
  'weaver weavery loom/shuttle/spindle wool/yarn/flax blankets/rugs/shawls',
  'tailor workshop needle/scissors/thimble cloth/thread/buttons shirts/coats/gowns',
  'cobbler cobblery awl/pincers/mallet leather/soles/laces boots/shoes/sandals',
  'carpenter woodshed saw/plane/drill timber/planks/glue tables/chairs/shelves',
  'mason quarry chisel/trowel/pick granite/mortar/bricks walls/arches/towers',
  'brewer brewery barrel/vat/tap barley/hops/malt beer/ale/stout',
  'dairymaid dairy churn/pail/sieve milk/cream/salt butter/cheese/curds',
  'printer printshop press/roller/stamp ink/paper/card books/posters/maps',
  'painter studio easel/palette/brush canvas/oils/varnish portraits/landscapes/murals',
  'jeweller arcade tweezers/loupe/scales silver/gold/pearls rings/brooches/crowns',
  'glazier glassworks blowpipe/tongs/furnace sand/soda/lead windows/mirrors/bottles',
  'gardener garden rake/spade/shears seeds/soil/bulbs roses/tulips/hedges',
  'cook kitchen ladle/pan/grater turnips/onions/lentils soup/stew/pies',
].map(craft);

/** Adjectives that please, and such that do not. */
export const PLEASING: readonly string[] = (
  'good great fine lovely splendid superb charming brilliant delightful wonderful excellent marvellous ' +
  'graceful tender witty clever bright warm fresh elegant radiant gentle vivid thrilling moving touching ' +
  'amusing joyful dazzling exquisite magnificent masterly polished stirring refreshing sparkling ' +
  'heartfelt luminous enchanting inspired'
).split(' ');

export const DISPLEASING: readonly string[] = (
  'bad poor dull dreadful awful terrible boring tedious clumsy ugly stale lame feeble horrid dismal ' +
  'dreary wretched lousy shoddy sloppy bland flat hollow shallow messy muddled noisy vulgar crude ' +
  'tiresome pointless lifeless soulless painful ghastly hideous pathetic ridiculous silly weak'
).split(' ');

/** What people look at and judge. */
export const ASPECTS: readonly string[] =
  'plot acting music ending script cast story scene dialogue humour voice picture'.split(' ');

export const SHOWS: readonly string[] = 'play film opera show'.split(' ');

/** What people do who are pleased, and who are not. */
export const GLAD: readonly string[] = 'smiles/laughs/cheers/claps/dances/beams/is happy/is glad'.split('/');
export const SAD: readonly string[] = 'weeps/sighs/groans/frowns/sulks/moans/is sad/is angry'.split('/');

/** What anybody may do, whatever the craft. */
export const PASTIMES: readonly string[] =
  'walks by the river/sleeps late/plays cards/likes music/rides a horse/feeds a cat/reads letters/counts coins'.split(
    '/',
  );
