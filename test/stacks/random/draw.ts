/** Draws values at random, the same ones for the same seed. */

/** Draws numbers from 0 to 1, the same for the same seed. */
export type Random = () => number;

/** George Marsaglia's xorshift of 32 bits: no quality is needed but that it repeats. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** One of some things. */
export const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;
/** A whole number between two. */
export const integer = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** Draws a value at a path of the spec that a pattern alone would hardly hit, such as a region that exists. */
export type Pools = Readonly<Record<string, (random: Random) => unknown>>;
