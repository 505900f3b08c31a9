/** The five questions that a reviewer asks first, answered from the stack. */
import type { LedgerBox } from "../../stacks/ledger.js";
import type { Analysis } from "../analysis/analysis.js";
import { money, sum } from "../analysis/money.js";
import type { Grant } from "../analysis/permissions.js";
import { reading } from "../analysis/quantity.js";
import type { Reach } from "../analysis/reach.js";
import { code, codes, type Text } from "../document.js";
import { References, short } from "../read/references.js";
import type { Stack } from "../read/stack.js";

/** A question and its answer. */
export type Answer = readonly [question: string, answer: Text];

const endpointTypes =
  /^(aws_sagemaker|google_vertex_ai|azurerm_machine_learning_(online|batch))_endpoint$|onlineEndpoints/i;

/** The names of the resources of a box; of all that are of the kind, where there is no ledger. */
function names(stack: Stack, box: LedgerBox | undefined, isKind: (type: string) => boolean): readonly string[] {
  const references = new References(stack);
  const paths = box?.path.split(", ");
  return stack.resources
    .filter(({ type, arguments: given, isData }) => !isData && (isKind(type) || isKind(String(given["type"] ?? ""))))
    .filter(({ path }) => paths === undefined || paths.some((each) => path === each || path.startsWith(`${each}/`)))
    .map((resource) => references.name(resource));
}

/** A store's name in what a grant is on, and what of it; a resource of another kind may have the same name. */
const storePatterns: Readonly<Record<string, RegExp>> = {
  aws_s3_bucket: /arn:aws[\w-]*:s3:::\{?([^/{}]+)\}?(?:$|\/(.*))/,
  google_storage_bucket: /^(?:b\/)?\{?([^/{}]+)\}?$/,
  azurerm_storage_account: /storageAccounts\/\{?([^/{}]+)\}?(?:$|\/(?:blobServices\/default\/containers\/)?(.*))/i,
};

/** The names of the stores of each type. */
type Stores = ReadonlyArray<readonly [pattern: RegExp, names: ReadonlySet<string>]>;

/**
 * What of the stores a grant covers: all of it, or parts such as `data/*`, by name or by a condition.
 * A part makes the whole redundant: the whole is only listed.
 */
function parts({ on, when }: Grant, stores: Stores): readonly string[] {
  const found = on.flatMap((each) =>
    stores.flatMap(([pattern, known]) => {
      const [, name = "", part = ""] = pattern.exec(each) ?? [];
      return known.has(name) ? [part] : [];
    }),
  );
  if (found.length === 0) return [];
  const conditions = [...when.join(" ").matchAll(/\/objects\/([\w.-]+\/)/g)].map(([, prefix = ""]) => prefix);
  const below = [...found.filter((part) => part !== ""), ...conditions];
  return (below.length > 0 ? below : found).map((part) => (part === "" || part === "*" ? "all of it" : part));
}

function whoCanRead(stack: Stack, grants: readonly Grant[]): Text {
  const box = stack.ledger?.boxes.find((each) => each.box === "data bucket");
  const stores = Object.entries(storePatterns)
    .map(([type, pattern]) => [pattern, new Set(names(stack, box, (each) => each === type))] as const)
    .filter(([, known]) => known.size > 0);
  if (stores.length === 0) return "this stack makes no data store";
  const who = new Map<string, Set<string>>();
  for (const grant of grants) {
    const isReader =
      grant.effect === "may" && grant.verbs.some((verb) => verb === "read" || verb.startsWith("everything"));
    if (!isReader || grant.who.startsWith("service ")) continue;
    for (const part of parts(grant, stores)) who.set(grant.who, (who.get(grant.who) ?? new Set()).add(part));
  }
  if (who.size === 0) return "nobody by this stack";
  return [...who].flatMap(([name, what], index) => [
    ...(index === 0 ? [] : ["; "]),
    code(name),
    ` (${what.has("all of it") ? "all of it" : [...what].sort().join(", ")})`,
  ]);
}

function whatReachesTheEndpoint(stack: Stack, grants: readonly Grant[], reach: readonly Reach[]): Text {
  const { ledger } = stack;
  const box = ledger?.boxes.find((each) => each.box === "endpoint");
  const named = names(stack, box, (type) => endpointTypes.test(type));
  const calls = ({ effect, verbs, actions, on }: Grant) =>
    effect === "may" &&
    verbs.includes("invoke") &&
    (actions.some((action) => /InvokeEndpoint|predict|score/i.test(action)) ||
      on.some((each) => named.some((name) => each.includes(name))));
  const callers = [...new Set(grants.filter(calls).map(({ who }) => who))];
  const isWay = (row: Reach) =>
    /sagemaker\.runtime/.test(row.to) || /amlworkspace/.test(row.by) || named.some((name) => row.to.includes(name));
  const ways = reach.filter((row) => row.isOpen && !row.by.startsWith("its containers") && isWay(row));
  if (named.length === 0) {
    const why = ledger === undefined ? "" : ledger.phase < 2 ? "; it waits for the first release" : "";
    return `this stack makes no endpoint${why}`;
  }
  const who: ReadonlyArray<string | ReturnType<typeof code>> =
    callers.length === 0 ? ["nobody is granted to call it by this stack"] : ["by identity: ", ...codes(callers)];
  const how = ways.flatMap((row) => ["; ", code(short(row.from)), ` by ${row.by}`]);
  return [...who, ...(how.length === 0 ? ["; no network way of its own is opened"] : how)];
}

function whatStopsTraining({ ledger }: Stack): Text {
  if (ledger === undefined) return "no ledger: this stack does not say";
  const limits = ledger.boxes
    .filter(({ box }) => box === "training job" || box === "pipeline")
    .flatMap(({ limits: own, box }) => own.map((limit) => ({ ...limit, box })))
    .filter(({ enforcement, unit }) => enforcement === "hard" && unit === "seconds");
  if (limits.length === 0) return "there is no training job yet; it waits for the image digest";
  return limits.flatMap((limit, index) => [
    `${index === 0 ? "" : "; "}${limit.box}: `,
    code(limit.name),
    ` ${reading(limit)}, owner `,
    code(limit.owner),
  ]);
}

function whatIdles({ stack: { ledger }, money: costs }: Analysis): Text {
  if (ledger === undefined) return "no ledger: this stack does not say";
  const idle = [...ledger.boxes, ...ledger.grounds].filter(({ meter }) => meter?.whileIdle);
  const meters =
    idle.length === 0 ? "nothing meters while idle" : idle.map(({ box, meter }) => `${box}: ${meter?.what}`).join("; ");
  if (costs === undefined) return meters;
  const gaps = costs.missing.length > 0 ? ", without what has no price" : "";
  return `${money(sum(costs.idle), costs.currency)} a month${gaps}, and what is stored (${meters})`;
}

function howItRollsBack({ ledger }: Stack): Text {
  if (ledger === undefined) return "no ledger: this stack does not say";
  const { vendor, live, releases } = ledger;
  if (live === null) return `nothing serves; a release goes live by ${vendor}.live in the spec`;
  const others = Object.keys(releases).filter((release) => release !== live);
  const alarm = ledger.boxes.find(({ box }) => box === "endpoint")?.metric?.alarm;
  return [
    `live is `,
    code(live),
    `; set ${vendor}.live back to `,
    ...codes(others, "null, which stops serving: no earlier release is listed"),
    " and deploy",
    ...(alarm ? ["; a rollout rolls back by itself on ", code(alarm.address)] : []),
  ];
}

/** The five answers. */
export function answers(facts: Analysis): readonly Answer[] {
  const { stack, grants, reach } = facts;
  return [
    ["Who can read the data?", whoCanRead(stack, grants)],
    ["What can reach the endpoint?", whatReachesTheEndpoint(stack, grants, reach)],
    ["What stops a training job?", whatStopsTraining(stack)],
    ["What does it cost idle?", whatIdles(facts)],
    ["How is it rolled back?", howItRollsBack(stack)],
  ];
}
