/** The first screen: what decides whether a reviewer reads on. */
import type { Analysis } from "../analysis/analysis.js";
import { notReadInShort } from "../analysis/closed-world.js";
import { againstBudget, money, ofRuns, sum } from "../analysis/money.js";
import { isForeign } from "../analysis/permissions.js";
import { type Code, codes, plain, type Text } from "../document.js";

type Words = ReadonlyArray<string | Code>;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Whether the internet gets in or out, and what answers anybody who proves who they are. */
export function isPublic({ findings, reach, unread }: Analysis): Text {
  const found = findings.filter(({ kind }) => kind === "public");
  const apis = new Set(reach.filter(({ isApi, isOpen }) => isApi === true && isOpen).map(({ to }) => to)).size;
  const answered =
    apis === 0
      ? ""
      : `; ${plural(apis, "thing")} can be called from anywhere by who proves an identity, as the platform's API is`;
  if (found.length > 0) return `yes: ${plural(found.length, "public way")}, listed below${answered}`;
  return `${unread.length === 0 ? "no" : "no, by what was read"}${answered}`;
}

function foreign({ findings }: Analysis): Text {
  const found = findings.filter(({ kind }) => kind === "foreign");
  return found.length === 0 ? "nobody that this stack names" : `yes: ${plural(found.length, "grant")}, listed below`;
}

export function unreadInShort({ unread, findings }: Analysis): Text {
  const missed = findings.filter(({ kind }) => kind === "not-understood").length;
  const parts = [
    ...(unread.length > 0 ? [notReadInShort(unread)] : []),
    ...(missed > 0 ? [`${plural(missed, "permission")} that ${missed === 1 ? "is" : "are"} not understood`] : []),
  ];
  return parts.length === 0 ? "all of it was read" : parts.join("; ");
}

/** The worst month against the budget. A sum with a gap is at least what it says, and is never said to be below. */
export function worstMonth({ money: costs }: Analysis): Text {
  if (costs === undefined) return "no price book was given";
  const { budget, missing, currency, apart } = costs;
  const gap = missing.length === 0 ? "" : `; ${plural(missing.length, "meter")} without a price`;
  const worst = `${gap === "" ? "" : "at least "}${money(sum(costs.worst), currency)} ${ofRuns(costs)}${gap}`;
  if (budget === undefined) return `${worst}; no budget is recorded`;
  const limit = `the budget is ${money(budget.monthly, budget.currency)}`;
  const verdicts = {
    none: `${worst}; ${limit}, in another currency`,
    below: `${worst}; ${limit}, and the worst case is below it${apart === undefined ? "" : ", but for what no sum holds"}`,
    above: `${worst}; ${limit}, and the worst case is ABOVE it`,
    open: `${worst}, so it is not compared: ${limit}`,
  };
  return verdicts[againstBudget(costs)];
}

/** What stays, and what is gone for good. */
export function cannotBeUndone({ stack, findings }: Analysis): Text {
  const boxes = stack.ledger?.boxes ?? [];
  const survivors = boxes.flatMap(({ survives }) => survives.map(({ what }) => what));
  const gone = findings.filter(({ kind }) => kind === "destroy" || kind === "replace");
  const words: Words = [
    ...(gone.length === 0
      ? []
      : [
          "the plan destroys ",
          ...codes(gone.slice(0, 5).map(({ address }) => address)),
          gone.length > 5 ? ` and ${gone.length - 5} more; ` : "; ",
        ]),
    survivors.length === 0
      ? "no thing is recorded to outlive a destroy"
      : `${plural(survivors.length, "thing")} ${survivors.length === 1 ? "outlives" : "outlive"} a destroy: ${survivors.join("; ")}`,
  ];
  return words;
}

/** Callers that are granted something now and nothing before; another account's and everybody stand first. */
function newcomers(before: Analysis, after: Analysis): Text {
  const given = ({ grants }: Analysis) => grants.filter(({ effect }) => effect === "may");
  const known = new Set(given(before).map(({ who }) => who));
  const outside = new Set(given(after).flatMap((each) => (each.isPublic || isForeign(each) ? [each.who] : [])));
  const found = [...new Set(given(after).map(({ who }) => who))].filter((who) => !known.has(who));
  const ordered = [...found.filter((who) => outside.has(who)), ...found.filter((who) => !outside.has(who))];
  const more = ordered.length > 8 ? ` and ${ordered.length - 8} more` : "";
  return ordered.length === 0 ? "nobody" : [...codes(ordered.slice(0, 8)), more];
}

/** What a change destroys or replaces, and what will outlive a destroy and did not before. */
function undone({ before, after, changes }: ChangedStack): Text {
  const lost = changes.filter(({ kind }) => kind === "destroy" || kind === "replace").map(({ address }) => address);
  const survivors = ({ stack }: Analysis) =>
    (stack.ledger?.boxes ?? []).flatMap(({ survives }) => survives.map(({ what }) => what));
  const known = new Set(survivors(before));
  const more = survivors(after).filter((what) => !known.has(what));
  const gone: Words =
    lost.length === 0
      ? ["nothing is destroyed or replaced"]
      : [
          `${lost.length} destroyed or replaced: `,
          ...codes(lost.slice(0, 5)),
          lost.length > 5 ? ` and ${lost.length - 5} more` : "",
        ];
  return more.length === 0 ? gone : [...gone, `; new, and outlives a destroy: ${more.join("; ")}`];
}

/** Two versions of a stack and what changed between them. */
interface ChangedStack {
  readonly before: Analysis;
  readonly after: Analysis;
  readonly changes: ReadonlyArray<{ readonly kind: string; readonly address: string }>;
}

/** The rows of the first screen of a change, a column for each stack: as it will be, and what is new in it. */
export function changeGlance(all: readonly ChangedStack[]): ReadonlyArray<readonly Text[]> {
  const row = (question: string, of: (each: ChangedStack) => Text): readonly Text[] => [question, ...all.map(of)];
  const was = ({ before, after }: ChangedStack): Text => {
    const [old, now] = [worstMonth(before), worstMonth(after)];
    return plain(old) === plain(now) ? now : [...wordsOf(now), " (before: ", ...wordsOf(old), ")"];
  };
  return [
    row("Is anything public?", ({ after }) => isPublic(after)),
    row("Who is new?", ({ before, after }) => newcomers(before, after)),
    row("Does anybody from outside get in?", ({ after }) => foreign(after)),
    row("What was not read?", ({ after }) => unreadInShort(after)),
    row("Worst month, against the budget?", was),
    row("What cannot be undone?", undone),
  ];
}

const wordsOf = (text: Text): Words => (Array.isArray(text) ? text : [text]) as Words;

/** The rows of the first screen. */
export function glance(facts: Analysis): ReadonlyArray<readonly Text[]> {
  return [
    ["Is anything public?", isPublic(facts)],
    ["Does anybody from outside get in?", foreign(facts)],
    ["What was not read?", unreadInShort(facts)],
    ["Worst month, against the budget?", worstMonth(facts)],
    ["What cannot be undone?", cannotBeUndone(facts)],
  ];
}
