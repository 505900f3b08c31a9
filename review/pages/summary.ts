/** The questions that a reviewer asks first, answered from the stack. */
import type { LedgerBox } from "../../stacks/ledger.js";
import type { Access, Thing } from "../../stacks/readers/access.js";
import { short } from "../../stacks/readers/references.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { holdsData } from "../analysis/access.js";
import type { Analysis } from "../analysis/analysis.js";
import { atLeast, counted, leftOut, money } from "../analysis/money.js";
import { reading } from "../analysis/quantity.js";
import { rulesBeforeEndpoints } from "../analysis/reach.js";
import { readers } from "../analysis/readers.js";
import { rollbackOf } from "../analysis/rollback.js";
import { type Code, code, codes, type Text } from "../document.js";

/** A question and its answer. */
export type Answer = readonly [question: string, answer: Text];
type Words = ReadonlyArray<string | Code>;

/** Conditions that say from where, in few words. */
export function fromWhere(when: readonly string[]): readonly string[] {
  return when.flatMap((each) => {
    const found = readers()
      .map(({ access }) => access.fromWhere?.(each))
      .find((words) => words !== undefined);
    if (found !== undefined) return found === "" ? [] : [found];
    return [each.startsWith("not when ") ? `except ${short(each.slice(4))}` : `when ${short(each)}`];
  });
}

/** One who with what of it and from where, through which identity. */
function caller({ who, parts, when, through }: Access): Words {
  const notes = [
    ...(parts.length > 0 ? [parts.join(", ")] : []),
    ...fromWhere(when),
    ...(through === undefined ? [] : [`as ${through}`]),
  ];
  return [code(who), ...(notes.length === 0 ? [] : [` (${notes.join("; ")})`])];
}

const joined = (all: readonly Words[]): Words => all.flatMap((each, index) => (index === 0 ? each : ["; ", ...each]));

const boxOf = ({ ledger }: Stack, name: string): LedgerBox | undefined => ledger?.boxes.find(({ box }) => box === name);

/** Whether a thing stands in a box. */
function isIn({ byAddress }: Stack, { address }: Thing, box: LedgerBox | undefined): boolean {
  const path = byAddress.get(address)?.path ?? "";
  return box?.path.split(", ").some((each) => path === each || path.startsWith(`${each}/`)) === true;
}

/** Policies that this review cannot read: whom they let do what is open. */
function notUnderstood({ grants }: Analysis): Words {
  const found = [
    ...new Set(
      grants
        .filter(({ effect, verbs }) => effect === "unknown" || (effect === "may" && verbs.includes("not understood")))
        .map(({ address }) => address),
    ),
  ];
  if (found.length === 0) return [];
  return [
    "; not understood, so not in this answer: ",
    ...codes(found.slice(0, 5)),
    found.length > 5 ? `, and ${found.length - 5} more` : "",
  ];
}

/** Who may use a verb on a thing: those that are named, then those that may become one of them. */
const those = ({ access }: Analysis, { address }: Thing, verbs: readonly string[]): readonly Access[] =>
  (access.byThing.get(address) ?? []).filter(({ verb, isService }) => verbs.includes(verb) && isService !== true);

/** A sentence on all of a stack holds only for what was read of it. */
const byWhatWasRead = ({ unread }: Analysis): string => (unread.length === 0 ? "" : ", by what was read");

function whoCanRead(facts: Analysis): Text {
  const { stack, access } = facts;
  const box = boxOf(stack, "data bucket");
  const stores = access.things.filter(holdsData);
  if (stores.length === 0) return `this stack makes no data store${byWhatWasRead(facts)}`;
  const line = (thing: Thing): Words => joined(those(facts, thing, ["read"]).map(caller));
  const isData = (thing: Thing) => box === undefined || isIn(stack, thing, box);
  const found = [...stores.filter(isData), ...stores.filter((each) => !isData(each))]
    .map((thing) => [thing, line(thing)] as const)
    .filter(([, readers]) => readers.length > 0);
  if (found.length === 0) return ["nobody by what this review reads of this stack", ...notUnderstood(facts)];
  const isOne = found.length === 1;
  const words = found.map(([thing, readers]): Words => (isOne ? readers : [code(thing.name), ": ", ...readers]));
  return [...joined(words), ...notUnderstood(facts)];
}

function whatReachesTheEndpoint(facts: Analysis): Text {
  const { stack, access, reach } = facts;
  const endpoints = access.things.filter(({ kind }) => kind === "endpoint");
  const network = reach.filter(({ address }) => endpoints.some((each) => each.address === address));
  if (endpoints.length === 0) {
    const { ledger } = stack;
    const paused = ledger?.paused === true ? "; it is paused" : "";
    return `this stack makes no endpoint${byWhatWasRead(facts)}${ledger !== undefined && ledger.phase < 2 ? "; it waits for the first release" : paused}`;
  }
  const callers = endpoints.flatMap((each) => those(facts, each, ["invoke"]));
  const who: Words =
    callers.length === 0
      ? ["nobody is granted to call it by what this review reads"]
      : ["by identity: ", ...joined(callers.map(caller))];
  const beforeEndpoint = rulesBeforeEndpoints(stack);
  const ways = [
    ...network.filter(({ isOpen, isApi }) => isOpen && isApi !== true),
    ...reach.filter(({ isToEndpoint }) => isToEndpoint === true),
    // whoever reaches the private endpoint's own network reaches the endpoint
    ...reach.filter(({ isOpen, to, address }) => isOpen && beforeEndpoint.has(address) && to !== "the internet"),
  ];
  const seen = new Set<string>();
  const how = ways.flatMap((row) => {
    const key = JSON.stringify([row.from, row.by]);
    if (seen.has(key)) return [];
    seen.add(key);
    return ["; ", code(short(row.from)), ` by ${row.by}`];
  });
  const api = network.some(({ isApi }) => isApi === true)
    ? [
        "; its API answers from anywhere and asks who it is",
        callers.some(({ when }) => when.length > 0)
          ? ", so the networks above are conditions of the permissions"
          : ", and no permission says from where",
      ]
    : [];
  const none = how.length === 0 ? ["; no network way of its own is opened"] : [];
  return [...who, ...how, ...none, ...api, ...notUnderstood(facts)];
}

function whatStopsTraining({ ledger }: Stack): Text {
  if (ledger === undefined) return "no ledger: this stack does not say";
  const limits = ledger.boxes
    .filter(({ box }) => box === "training job" || box === "pipeline")
    .flatMap(({ limits: own, box }) => own.map((limit) => ({ ...limit, box })))
    .filter(({ enforcement, unit }) => enforcement === "hard" && unit === "seconds");
  const from = ledger.crossing?.find(({ to }) => to === ledger.platform)?.from;
  if (limits.length === 0 && from !== undefined)
    return `nothing is trained here: ${from} trains, in a stack of its own`;
  if (limits.length === 0) return "there is no training job yet; it waits for the image digest";
  return limits.flatMap((limit, index) => [
    `${index === 0 ? "" : "; "}${limit.box}: `,
    code(limit.name),
    ` ${reading(limit)}, owner `,
    code(limit.owner),
  ]);
}

function whatIdles({ stack: { ledger }, money: costs }: Analysis): Text {
  if (costs === undefined) {
    if (ledger === undefined) return "no ledger and no price book: this stack does not say";
    const idle = ledger.boxes.filter(({ meter }) => meter?.whileIdle);
    return idle.length === 0
      ? "nothing meters while idle"
      : idle.map(({ box, meter }) => `${box}: ${meter?.what}`).join("; ");
  }
  const left = leftOut(costs, costs.idle).length;
  const without = left > 0 ? `, without ${left} that ${left === 1 ? "has" : "have"} no price` : "";
  const charged = costs.idle.filter(({ count }) => count > 0);
  const parts = charged.map((charge) => {
    const { what, count, unit, money: price } = charge;
    const amount = price === undefined ? "no price given" : money(price, costs.currency);
    return `${count === 1 && unit === undefined ? "" : `${counted(charge)} × `}${what}: ${amount}`;
  });
  const list = parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  return `${atLeast(costs, costs.idle)} a month${without}${list}, and what is stored and used`;
}

/** How a release is taken back, as a sentence. */
export function rollbackWords(stack: Stack): Text {
  const found = rollbackOf(stack);
  if (found === undefined) return "no ledger: this stack does not say";
  const { live, isPaused, isBatch, earlier, key, commands, automatic } = found;
  if (live === null) return `nothing serves; a release goes live by ${key} in the spec`;
  const is: Words = isPaused
    ? ["nothing serves while it is paused; ", code(live), " is live again with paused: false; "]
    : ["live is ", code(live), "; "];
  const back: Words =
    earlier.length === 0
      ? [`no earlier release is listed; set ${key} to null to stop serving`]
      : [`set ${key} back to `, ...codes(earlier)];
  const run: Words = [
    ", then run ",
    ...commands.flatMap((each, index) => (index === 0 ? [code(each)] : [", then ", code(each)])),
  ];
  const byHand = isBatch
    ? "; the next run scores with it; nothing takes a release back by itself: an operator does, by hand"
    : "; nothing takes a rollout back by itself: an operator does, by hand";
  const by: Words =
    automatic === undefined
      ? [byHand]
      : [
          `; ${automatic.by} takes a bad rollout back by itself, ${automatic.how}`,
          ...(automatic.on.length > 0 ? [", on ", ...codes(automatic.on)] : []),
          `, and ${automatic.fails} fails`,
        ];
  return [...is, ...back, ...run, ...by];
}

/** The five answers. */
export function answers(facts: Analysis): readonly Answer[] {
  return [
    ["Who can read the data?", whoCanRead(facts)],
    ["What can reach the endpoint?", whatReachesTheEndpoint(facts)],
    ["What stops a training job?", whatStopsTraining(facts.stack)],
    ["What does it cost idle?", whatIdles(facts)],
    ["How is it rolled back?", rollbackWords(facts.stack)],
  ];
}
