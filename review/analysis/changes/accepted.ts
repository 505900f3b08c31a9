/** Which changes somebody agreed to, and which agreements are about nothing. */
import { createHash } from "node:crypto";
import { plain, visible } from "../../document.js";
import type { Acceptance } from "../../read/accepted.js";
import { type Change, graveKinds } from "./change.js";

/**
 * What an acceptance says that it is of: the words of the change, and a hash of all of it where the words may leave
 * something out.
 */
export function acceptedValue({ text, whole }: Change): string {
  const words = visible(plain(text)).slice(0, 3900);
  if (whole === undefined) return words;
  return `${words} (sha256 ${createHash("sha256").update(whole).digest("hex").slice(0, 16)})`;
}

/** A change of one stack. */
interface Named {
  readonly name: string;
  readonly changes: readonly Change[];
}

const isOf = (acceptance: Acceptance, name: string, change: Change, value: string): boolean =>
  acceptance.kind === change.kind &&
  acceptance.address === change.address &&
  acceptance.value === value &&
  (acceptance.stack === undefined || acceptance.stack === name);

const day = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * The changes with who agreed to them and until when, and what is wrong with the acceptances: one that is past its date
 * lets nothing through, and one that is of no change was forgotten, or is of another change than somebody read.
 */
export function accepted<Stack extends Named>(
  stacks: readonly Stack[],
  acceptances: readonly Acceptance[],
  today: Date,
): { readonly stacks: readonly Stack[]; readonly problems: readonly string[] } {
  if (acceptances.length === 0) return { stacks, problems: [] };
  const valid = acceptances.filter(({ until }) => until >= day(today));
  const used = new Set<Acceptance>();
  const addresses = new Set(acceptances.map(({ address }) => address));
  const marked = stacks.map((stack) => ({
    ...stack,
    changes: stack.changes.map((change): Change => {
      if (!addresses.has(change.address)) return change;
      const value = acceptedValue(change);
      const found = valid.filter((each) => isOf(each, stack.name, change, value));
      for (const each of found) used.add(each);
      const [first] = found;
      return first === undefined ? change : { ...change, accepted: { reason: first.reason, until: first.until } };
    }),
  }));
  const problems = acceptances.flatMap((each) => {
    if (!valid.includes(each))
      return `${each.place}: until must be ${day(today)} or later, got ${each.until}; look at the change again, or remove the entry`;
    if (used.has(each)) return [];
    return `${each.place}: accepts a ${each.kind} of ${JSON.stringify(visible(each.address).slice(0, 200))} that this comparison does not hold; remove the entry, or take the value from accept.yaml`;
  });
  return { stacks: marked, problems };
}

/** Entries to copy into review-accepted.yaml, without the reason and the date that only a person knows. */
export function entriesFor(stacks: readonly Named[], isFailing: (change: Change) => boolean): string {
  const entries = stacks.flatMap(({ name, changes }) =>
    changes
      .filter((change) => isFailing(change) && change.accepted === undefined)
      .map((change) =>
        [
          `- stack: ${JSON.stringify(name)}`,
          `  kind: ${change.kind}`,
          `  address: ${JSON.stringify(change.address)}`,
          `  value: ${JSON.stringify(acceptedValue(change))}`,
          '  reason: ""',
          '  until: ""',
        ].join("\n"),
      ),
  );
  const head =
    "# Copy an entry into review-accepted.yaml, and write why it is right and until when. Kinds, the gravest first:";
  return [head, `# ${graveKinds.join(", ")}`, ...(entries.length === 0 ? ["[]"] : entries), ""].join("\n");
}
