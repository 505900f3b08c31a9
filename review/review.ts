/**
 * `review`: reads synthesized stacks, and a plan where one is given, and writes pages. It loads no construct and no
 * provider.
 */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { linkOnTheWay, makeFolder } from "../stacks/folder.js";
import { readLine } from "../stacks/pilot-spec/named.js";
import { platformIds } from "../stacks/pilot-spec/schema.js";
import type { Stack } from "../stacks/readers/stack.js";
import { type Source, staleness } from "../stacks/source.js";
import { UserError } from "../stacks/user-error.js";
import { type Analysis, analysisOf, type Beside } from "./analysis/analysis.js";
import { accepted, acceptedValue, entriesFor } from "./analysis/changes/accepted.js";
import type { Change } from "./analysis/changes/change.js";
import { changeFlags, changeKinds, changes, graveKinds, gravestFirst, leftBehind } from "./analysis/changes.js";
import { findingKinds } from "./analysis/findings.js";
import { moneyChange } from "./analysis/money.js";
import { specRows } from "./analysis/spec-rows.js";
import { type Page, visible } from "./document.js";
import { type ComparedStack, changePage, type StackChanges } from "./pages/change-page.js";
import { page } from "./pages/page.js";
import { sideBySide } from "./pages/side-by-side.js";
import { type Acceptance, readAccepted } from "./read/accepted.js";
import { baseStacks } from "./read/baseline.js";
import { noGos } from "./read/no-gos.js";
import { checkPlanIsOf, readPlan } from "./read/plan.js";
import { readPrices } from "./read/prices.js";
import { emptied, readPilot, readStack, sourceComment, stackFiles, withParts } from "./read/stack.js";
import { html } from "./write/html.js";
import { markdown } from "./write/markdown.js";
import { type Result, sarif } from "./write/sarif.js";

/** What the command line gives. */
export interface ReviewOptions {
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** Where pages go, in every format; without it one format goes to the terminal. */
  readonly output?: string;
  readonly format?: string;
  readonly plan?: string;
  readonly prices?: string;
  readonly base?: string;
  readonly failOn?: string;
  /** A file of changes that somebody agreed to: `failOn` lets them pass. */
  readonly accepted?: string;
  /** For tests and goldens. @default now */
  readonly today?: Date;
}

/** What a review came to. */
export interface ReviewOutcome {
  /** For the terminal. */
  readonly lines: readonly string[];
  /** What `--fail-on` found; exit 2 where there is any. */
  readonly failures: readonly string[];
  /** What is wrong with what somebody agreed to; exit 1 where there is any. */
  readonly problems: readonly string[];
  /** Which specs the stacks were synthesized from, as every command says it first; none where they do not say. */
  readonly specs: readonly string[];
  /** The page that `lines` holds, where none was written to a folder. */
  readonly page?: Page;
}

const formats = ["md", "html", "json", "sarif"] as const;
const failKinds = [...new Set<string>([...findingKinds, ...changeKinds, ...changeFlags])];
/** Stands for all that somebody must agree to. */
const graveWord = "grave";

/** The file of a stack that was named by path, by folder, or by its name in the app. */
function fileOf(named: string, app: string): string {
  if (existsSync(named)) return statSync(named).isDirectory() ? join(named, "cdk.tf.json") : named;
  const inApp = join(app, "stacks", named, "cdk.tf.json");
  if (existsSync(inApp)) return inApp;
  throw new UserError([`${named}: is no file, and ${app} has no stack of that name; run cdktf synth, or give a path`]);
}

/**
 * Reads the named stacks, or all of the app, in the order of the platforms.
 * @param alone leaves the parts of a pilot out of its stack, such as beside a plan, which is one stack's
 * @throws UserError with one line per problem
 */
export function readStacks(named: readonly string[], app: string, alone = false): readonly Stack[] {
  const files = named.length > 0 ? named.map((each) => fileOf(each, app)) : stackFiles(app);
  const stacks = alone ? files.map(readStack) : withParts(files.map(named.length > 0 ? readPilot : readStack));
  const place = ({ ledger }: Stack) => {
    const order = (platformIds as readonly string[]).indexOf(ledger?.platform ?? "");
    return order < 0 ? platformIds.length : order;
  };
  return [...stacks].sort((a, b) => place(a) - place(b));
}

/** A stack's name as the name of a file: no path, no option, nothing that a shell or a file system would read. */
export const fileName = (stack: string): string => stack.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "") || "stack";

/** Names of files for stacks, no two the same, and none of a page that is always called so. */
function fileNames(stacks: readonly Stack[]): readonly string[] {
  const taken = new Set(["side-by-side", "changes"]);
  return stacks.map(({ name }) => {
    const wanted = fileName(name);
    let free = wanted;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${wanted}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** Why a stack of the app is older than what it was made of; undefined where it is not, or does not say. */
function staleOf({ json }: Stack, app: string): string | undefined {
  const comment = sourceComment(json);
  if (comment === undefined) return undefined;
  const { spec, specHash, codeHash } = comment;
  const isSource = [spec, specHash, codeHash].every((each) => typeof each === "string");
  return isSource ? staleness(comment as unknown as Source, app) : undefined;
}

/** Whether a file is in the folder of an app. */
function isWithin(file: string, app: string): boolean {
  const way = relative(app, file);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}

/**
 * A change report of an old synthesis is of another change than the one that is merged.
 * @throws UserError with one line per stack that is older than what it was made of
 */
function checkIsFresh(stales: ReadonlyMap<Stack, string | undefined>): void {
  const lines = [...stales].flatMap(([{ name }, stale]) =>
    stale === undefined ? [] : [`${name}: ${stale}, so it is not compared with a base; run cdktf synth first`],
  );
  if (lines.length > 0) throw new UserError(lines);
}

/** Which spec each stack says that it is of. */
function specsOf(stacks: readonly Stack[]): readonly string[] {
  const lines = stacks.flatMap(({ json, ledger }) => {
    const file = sourceComment(json)?.["spec"];
    // text of a file that anybody may have written: nothing in it may move the cursor of a terminal
    return typeof file === "string" && ledger !== undefined
      ? [readLine({ file: visible(file).slice(0, 200), pilot: visible(ledger.pilot).slice(0, 100) })]
      : [];
  });
  return [...new Set(lines)];
}

/** The facts of a stack as JSON, for other programs. */
function asJson({ stack, grants, access, reach, unread, findings, money, plan }: Analysis): unknown {
  const { name, ledger, resources } = stack;
  const addresses = resources.map(({ address, path }) => ({ address, path }));
  const { things, access: rows } = access;
  const who = rows.map(({ thing, ...row }) => ({ thing: thing.address, ...row }));
  const may = { things, access: who };
  return {
    stack: name,
    findings,
    unread,
    ...may,
    grants,
    reach,
    money,
    plan: plan?.changes,
    ledger,
    resources: addresses,
  };
}

function failKindsOf(text: string | undefined): ReadonlySet<string> {
  const asked = (text ?? "")
    .split(",")
    .map((kind) => kind.trim())
    .filter((kind) => kind !== "");
  const unknown = asked.filter((kind) => kind !== graveWord && !failKinds.includes(kind));
  if (unknown.length > 0)
    throw new UserError([`--fail-on: ${unknown.join(", ")}: unknown; allowed: ${graveWord}, ${failKinds.join(", ")}`]);
  if (asked.includes(graveWord)) return new Set([...asked, ...graveKinds, ...changeFlags]);
  // whoever fails on a destroy means a replacement, which destroys, and what can be destroyed no more
  return new Set(asked.includes("destroy") ? [...asked, "replace", "left"] : asked);
}

/** The changes of every stack against its base; a stack that is new or gone is compared with an empty one. */
function compared(head: readonly Analysis[], base: readonly Analysis[], beside: Beside): readonly ComparedStack[] {
  const names = [...new Set([...head, ...base].map(({ stack }) => stack.name))];
  const empty = ({ stack, today }: Analysis): Analysis => analysisOf(emptied(stack), { ...beside, today });
  return names.map((name) => {
    const [is, was] = [head, base].map((all) => all.find(({ stack }) => stack.name === name));
    const [before, after] = [was ?? empty(is as Analysis), is ?? empty(was as Analysis)];
    const gone = is === undefined && was !== undefined ? [leftBehind(was)] : undefined;
    const found = gone ?? gravestFirst([...changes(before, after), ...moneyChange(before.money, after.money)]);
    return { name, changes: found, rows: specRows(before.stack, after.stack), before, after };
  });
}

/**
 * Writes files into a folder: all of them or none.
 * @throws UserError where the folder or a file is a link: its target may be anything
 */
function writeAll(output: string, files: ReadonlyMap<string, string>): void {
  const ways = [output, ...[...files.keys()].map((name) => join(output, name))];
  const links = new Set(ways.map(linkOnTheWay).filter((link) => link !== undefined));
  if (links.size > 0) {
    throw new UserError([...links].map((link) => `${link}: is a link, and review writes through none; remove it`));
  }
  makeFolder(output);
  for (const [name, text] of files) writeFileSync(join(output, name), text);
}

interface Written {
  readonly name: string;
  readonly page: Page;
  readonly json: unknown;
  readonly results: readonly Result[];
}

function write({ page: made, json, results }: Written, format: (typeof formats)[number]): string {
  if (format === "md") return markdown(made);
  if (format === "html") return html(made);
  return format === "sarif" ? sarif(results, failKinds) : `${JSON.stringify(json, null, 2)}\n`;
}

/** Where a file is, seen from where the command runs. */
const seenFromHere = (file: string): string => relative(process.cwd(), file) || file;

/** The findings of a stack, for code hosts. */
const findingResults = ({ stack, findings }: Analysis): readonly Result[] =>
  findings.map(({ kind, text, address, reason }) => ({
    ...{ rule: kind, text, address, reason, stack: stack.name, file: seenFromHere(stack.file) },
  }));

/** The changes of a stack, for code hosts; what opens something to everybody is that first. */
const changeResults = ({ name, changes: all }: StackChanges, file: string): readonly Result[] =>
  all.map(({ kind, text, address, flags, accepted: agreed }) => ({
    ...{ rule: flags[0] ?? kind, text, address, stack: name, file, reason: agreed?.reason },
  }));

/** The kind that was asked for and that a change is of; undefined where it is of none, or somebody agreed to it. */
function failingKind({ kind, flags, accepted: agreed }: Change, failOn: ReadonlySet<string>): string | undefined {
  if (agreed !== undefined) return undefined;
  return flags.find((flag) => failOn.has(flag)) ?? (failOn.has(kind) ? kind : undefined);
}

/** Reads what somebody agreed to. @throws UserError where nothing is compared */
function acceptancesOf({ accepted: file, base }: ReviewOptions): readonly Acceptance[] {
  if (file === undefined) return [];
  if (base === undefined) throw new UserError(["--accepted: is of changes; give --base as well, or leave it out"]);
  return readAccepted(file);
}

/** Reviews stacks. @throws UserError with one line per problem */
export function review(named: readonly string[], options: ReviewOptions): ReviewOutcome {
  const { app, output, base, today } = options;
  const format = formats.find((each) => each === (options.format ?? "md"));
  if (format === undefined)
    throw new UserError([`--format: ${JSON.stringify(options.format)} is unknown; allowed: ${formats.join(", ")}`]);
  const failOn = failKindsOf(options.failOn);
  const acceptances = acceptancesOf(options);
  const stacks = readStacks(named, app, options.plan !== undefined);
  if (options.plan !== undefined && stacks.length !== 1) {
    throw new UserError([`--plan: is the plan of one stack, and ${stacks.length} are reviewed; name the stack`]);
  }
  const prices = options.prices === undefined ? {} : { prices: readPrices(options.prices) };
  const plan = options.plan === undefined ? {} : { plan: readPlan(options.plan) };
  const [first] = stacks;
  if (plan.plan !== undefined && first !== undefined) checkPlanIsOf(first, plan.plan, options.plan ?? "");
  const stales = new Map(stacks.filter(({ file }) => isWithin(file, app)).map((stack) => [stack, staleOf(stack, app)]));
  if (base !== undefined) checkIsFresh(stales);
  const read = (stack: Stack) => {
    const stale = stales.get(stack);
    const beside = { ...(today ? { today } : {}), ...(stale === undefined ? {} : { stale }) };
    return analysisOf(stack, { ...prices, ...plan, ...beside });
  };
  const all = stacks.map(read);
  const specs = specsOf(stacks);

  const pages: Written[] = [];
  let failures: readonly string[];
  let problems: readonly string[] = [];
  const extra = new Map<string, string>();
  if (base === undefined) {
    const names = fileNames(stacks);
    pages.push(
      ...all.map((facts, index) => ({
        ...{ name: names[index] ?? "stack", page: page(facts), json: asJson(facts), results: findingResults(facts) },
      })),
    );
    const missing = named.length > 0 ? [] : noGos(app);
    if (all.length + missing.length > 1) {
      const trial = { all, noGos: missing };
      const results = all.flatMap(findingResults);
      pages.push({ name: "side-by-side", page: sideBySide(trial), json: all.map(asJson), results });
    }
    const found = all.flatMap(({ stack, findings }) => findings.map((each) => ({ ...each, stack: stack.name })));
    failures = found
      .filter(({ kind }) => failOn.has(kind))
      .map(({ kind, stack, address }) => `${kind}: ${stack}: ${address}`);
  } else {
    const before = baseStacks(base).filter(
      ({ name }) => named.length === 0 || stacks.some((stack) => stack.name === name),
    );
    const { stacks: found, problems: unused } = accepted(
      compared(
        all,
        before.map((stack) => analysisOf(stack, prices)),
        prices,
      ),
      acceptances,
      today ?? new Date(),
    );
    problems = unused;
    const results = found.flatMap((each) => changeResults(each, seenFromHere(each.after.stack.file)));
    const json = found.map(({ before: _, after: __, changes: each, ...rest }) => ({
      ...{
        ...rest,
        changes: each.map(({ whole: ___, ...change }) => ({
          ...change,
          value: acceptedValue({ ...change, whole: ___ }),
        })),
      },
    }));
    extra.set(
      "accept.yaml",
      entriesFor(found, (change) => failingKind(change, failOn) !== undefined),
    );
    pages.push({ name: "changes", page: changePage(found, base), json, results });
    failures = found.flatMap(({ name, changes: each }) =>
      each.flatMap((change) => {
        const kind = failingKind(change, failOn);
        return kind === undefined ? [] : [`${kind}: ${name}: ${change.address}`];
      }),
    );
  }

  if (output !== undefined) {
    const files = new Map([
      ...pages.flatMap((each) => formats.map((kind) => [`${each.name}.${kind}`, write(each, kind)] as const)),
      ...extra,
    ]);
    writeAll(output, files);
    const lines = [...files.keys()].map((name) => `wrote ${join(output, name)}`);
    return { lines, failures, problems, specs };
  }
  // to the terminal: the page of the one stack, or the page that compares them
  const shown = pages.at(-1) as Written;
  return { lines: [write(shown, format).trimEnd()], failures, problems, specs, page: shown.page };
}
