/** Address ranges by value: whether ranges together are the internet, however they are written. */

/** First and last address, as numbers of the family's width. */
type Range = readonly [first: bigint, last: bigint];

const bits = { 4: 32n, 6: 128n } as const;

function v4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((total, part) => (total << 8n) + BigInt(part), 0n);
}

function v6(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const missing = 8 - left.length - right.length;
  if (more.length > 0 || missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((total, group) => (total << 16n) + BigInt(`0x${group}`), 0n);
}

/** A block, a single address or `first-last` as a range with its family; undefined for what is none. */
function rangeOf(text: string): readonly [family: 4 | 6, range: Range] | undefined {
  const trimmed = text.trim();
  const family = trimmed.includes(":") ? 6 : 4;
  const read = family === 6 ? v6 : v4;
  const [from, to] = trimmed.split("-");
  if (to !== undefined) {
    const [first, last] = [read((from ?? "").trim()), read(to.trim())];
    return first === undefined || last === undefined || last < first ? undefined : [family, [first, last]];
  }
  const [address = "", length, ...more] = trimmed.split("/");
  const start = read(address);
  const prefix = length === undefined ? bits[family] : /^\d{1,3}$/.test(length) ? BigInt(length) : -1n;
  if (start === undefined || more.length > 0 || prefix < 0n || prefix > bits[family]) return undefined;
  const size = 1n << (bits[family] - prefix);
  const first = (start / size) * size;
  return [family, [first, first + size - 1n]];
}

/** What is not the internet: private use, loopback, link-local (RFC 1918, 6598, 1122, 3927; IANA registries). */
const notPublic = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]
  .concat("192.168.0.0/16", "224.0.0.0/3")
  .map((block) => rangeOf(block)?.[1] as Range);
const publicV6 = rangeOf("2000::/3")?.[1] as Range;

/** Ranges in order, those that touch as one. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const made: Array<[bigint, bigint]> = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const before = made.at(-1);
    if (before === undefined || first > before[1] + 1n) made.push([first, last]);
    else if (last > before[1]) before[1] = last;
  }
  return made;
}

const size = (ranges: readonly Range[]) => ranges.reduce((total, [first, last]) => total + last - first + 1n, 0n);
const within = (ranges: readonly Range[], [low, high]: Range): readonly Range[] =>
  ranges.flatMap(([first, last]) =>
    last < low || first > high ? [] : [[first < low ? low : first, last > high ? high : last] as const],
  );

/** Words of the clouds for the whole internet. */
const everywhere = new Set(["*", "internet", "any", "all"]);

/**
 * Whether these ranges together hold half of the internet's addresses or more: `0.0.0.0/0`, two halves of it, or a list
 * that leaves out a country. Names of networks are none.
 */
export function isInternet(blocks: readonly string[]): boolean {
  if (blocks.some((block) => everywhere.has(block.trim().toLowerCase()))) return true;
  const found = blocks.flatMap((block) => {
    const range = rangeOf(block);
    return range === undefined ? [] : [range];
  });
  const of = (family: 4 | 6) => merged(found.flatMap(([each, range]) => (each === family ? [range] : [])));
  const wide4 = of(4);
  const open4 = size(wide4) - notPublic.reduce((total, range) => total + size(within(wide4, range)), 0n);
  const all4 = (1n << 32n) - size(notPublic);
  const open6 = size(within(of(6), publicV6));
  return open4 * 2n >= all4 || open6 * 2n >= size([publicV6]);
}
