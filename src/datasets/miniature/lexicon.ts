/** The words of the miniature's world, and what they mean there. Data alone. */

export interface Person {
  readonly name: string;
  readonly she: boolean;
}

const people = (she: boolean, names: string): Person[] => names.split(' ').map((name) => ({ name, she }));

export const PEOPLE: readonly Person[] = [
  ...people(true, 'Mara Lena Ruth Ida Nora Vera'),
  ...people(false, 'Tom Karl Otto Emil Hugo Leo'),
];

/** The same people as another genre speaks of them. */
export const ELDERS: readonly Person[] = PEOPLE.map(({ name, she }) => ({ name: `old ${name}`, she }));

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
  return { name: name!, words: { place: place!, tool: tool!, material: material!, product: product! } };
};

export const CRAFTS: readonly Craft[] = [
  'baker bakery oven/paddle/tin flour/yeast/wheat bread/buns/cakes',
  'smith forge anvil/hammer/bellows iron/steel/coal nails/hinges/swords',
  'potter pottery wheel/kiln/sponge clay/glaze/slip bowls/jugs/vases',
  'weaver weavery loom/shuttle/spindle wool/yarn/flax blankets/rugs/shawls',
  'cobbler cobblery awl/pincers/mallet leather/suede/felt boots/shoes/sandals',
  'carpenter woodshed saw/plane/drill timber/oak/pine tables/chairs/shelves',
  'mason quarry chisel/trowel/pick granite/marble/slate walls/arches/towers',
  'brewer brewery barrel/vat/tap barley/malt/rye beer/ale/stout',
  'printer printshop press/roller/stamp ink/paper/card books/posters/maps',
  'painter studio easel/palette/brush canvas/oil/varnish portraits/landscapes/murals',
  'gardener garden rake/spade/shears soil/compost/peat roses/tulips/hedges',
  'cook kitchen ladle/pan/grater rice/garlic/pepper soup/stew/pies',
].map(craft);

/** Adjectives that please, and such that do not. */
export const PLEASING: readonly string[] = (
  'good great fine lovely splendid superb charming brilliant delightful wonderful excellent marvellous ' +
  'graceful tender witty clever bright warm fresh elegant radiant gentle vivid thrilling'
).split(' ');

export const DISPLEASING: readonly string[] = (
  'bad poor dull dreadful awful terrible boring tedious clumsy ugly stale lame feeble horrid dismal ' +
  'dreary wretched lousy shoddy sloppy bland flat hollow shallow'
).split(' ');

/** What people look at and judge. */
export const ASPECTS: readonly string[] =
  'plot acting music ending script cast story scene dialogue humour voice picture'.split(' ');

export const SHOWS: readonly string[] = 'play film opera show'.split(' ');

/** What people do who are pleased, and who are not. */
export const GLAD: readonly string[] = 'smiles/laughs/cheers/claps/dances/beams'.split('/');
export const SAD: readonly string[] = 'weeps/sighs/groans/frowns/sulks/moans'.split('/');

/** What anybody may do, whatever the craft. */
export const PASTIMES: readonly string[] =
  'walks by the river/sleeps late/plays cards/likes music/rides a horse/feeds a cat/reads letters/counts coins'.split(
    '/',
  );
