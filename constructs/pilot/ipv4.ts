/** Blocks of IPv4 addresses as numbers: what overlaps, what is private, and what together is everybody. */

/** A block: its first address and how many addresses it holds. */
export interface Block {
  readonly start: number;
  readonly size: number;
  /** The length of its prefix, such as 24. */
  readonly bits: number;
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const blockPattern = new RegExp(`^${octet}(?:\\.${octet}){3}/(?:3[0-2]|[12]?\\d)$`);

/** Reads a block such as `10.20.0.0/20`; undefined where the text is none. */
export function ipv4Block(text: string): Block | undefined {
  if (!blockPattern.test(text)) return undefined;
  const [ip = "", bits = ""] = text.split("/");
  const start = ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { start, size: 2 ** (32 - Number(bits)), bits: Number(bits) };
}

/** An address as people write it. */
export const dotted = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");

/** Whether two blocks share an address. */
export const overlap = (one: Block, other: Block): boolean =>
  one.start < other.start + other.size && other.start < one.start + one.size;

/** How many addresses some blocks hold together; what lies in several of them counts once. */
function addressesOf(blocks: readonly Block[]): number {
  let held = 0;
  let end = 0;
  for (const { start, size } of [...blocks].sort((one, other) => one.start - other.start)) {
    held += Math.max(0, start + size - Math.max(start, end));
    end = Math.max(end, start + size);
  }
  return held;
}

/** What somebody gives as the networks that may come in, with what is wrong with it: one entry per problem. */
export function clientNetworkProblems(clients: readonly string[]): string[] {
  const problems: string[] = [];
  const blocks: Block[] = [];
  for (const client of clients) {
    const block = ipv4Block(client);
    if (block === undefined) {
      problems.push(`must be an IPv4 block, got ${JSON.stringify(client)}; write it such as 192.168.10.0/24`);
    } else if (block.bits === 0) {
      problems.push(`"${client}" is everybody; name the networks that may come in`);
    } else if (block.bits < 8) {
      problems.push(`must be a /8 or narrower, got "${client}"; name the networks that may come in`);
    } else if (block.start % block.size !== 0) {
      const fixed = `${dotted(block.start - (block.start % block.size))}/${block.bits}`;
      problems.push(`"${client}" has host bits set; take "${fixed}"`);
    } else blocks.push(block);
  }
  // Half of all addresses: nobody has that many, and split into pieces it is the internet.
  if (addressesOf(blocks) >= 2 ** 31) {
    problems.push(`${clients.length} blocks are together at least half of all addresses; name fewer and narrower ones`);
  }
  return problems;
}

/**
 * Says what is wrong with the block of a network of one's own, on every cloud: its form, its size, its host bits. /22
 * holds four parts of 256 addresses, and /16 is plenty.
 */
export function networkBlockProblem(cidr: string): string | undefined {
  const block = ipv4Block(cidr);
  if (block === undefined) return `must be an IPv4 block, got ${JSON.stringify(cidr)}; write it such as 10.20.0.0/20`;
  const { start, size, bits } = block;
  if (!(bits >= 16 && bits <= 22)) return `"${cidr}" is a /${bits}; allowed: /16 to /22; take a block of that size`;
  if (start % size === 0) return undefined;
  return `"${cidr}" has host bits set; take "${dotted(start - (start % size))}/${bits}"`;
}
