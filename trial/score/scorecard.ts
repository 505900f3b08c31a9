/**
 * The scorecard: what evidence proves of each platform. Every number comes from a record. A rehearsal on this machine
 * is a column of its own and proves nothing of a platform.
 */
import { isMap, list, type Stack } from "../../stacks/readers/stack.js";
import type { ReadEvidence, ReadRecord, Refused } from "../evidence/read.js";
import { type Evidence, thisMachine } from "../evidence/schema.js";
import { halfOf } from "../rehearsed-pilot.js";
import { type Summary, summary } from "../statistics.js";
import { type Bill, billOf } from "./cost.js";

/** The five proofs, in their order. */
export const proofNames = [
  "workflow speed",
  "hardware fit",
  "network fit",
  "exportability",
  "cost visibility",
] as const;

/** One of the five proofs. */
export type ProofName = (typeof proofNames)[number];

/** The state of a proof. `passed here` is of this machine and proves nothing of a platform. */
export type Verdict = "proven" | "passed here" | "failed" | "not measured";

/** A proof in one column. */
export interface Proof {
  readonly name: ProofName;
  readonly verdict: Verdict;
  /** What failed, or what is missing and what measures it, in full sentences. */
  readonly why: readonly string[];
}

/** A number of one column, with where it comes from. */
export interface Measure extends Summary {
  readonly name: string;
  readonly subject?: string;
  readonly unit: Evidence["numbers"][number]["unit"];
  /** Time of the first and the last record. */
  readonly from: string;
  readonly to: string;
  /** Files of the records, below the evidence folder. */
  readonly files: readonly string[];
}

/** A signal that ends the trial, as the spec has it, and what was measured. */
export interface Signal {
  readonly words: string;
  readonly state: "a no-go" | "clear" | "not measured";
  /** The worst value that was measured. */
  readonly measured?: number | string | boolean;
}

/** One column. */
export interface Column {
  /**
   * The platform, or `this machine, as <platform>`; with the stack behind it where another stack is of the same
   * platform, such as those of mixed pilots.
   */
  readonly title: string;
  readonly platform: string;
  readonly stack: string;
  readonly isHere: boolean;
  readonly hardware?: string;
  readonly region?: string;
  readonly image?: string;
  readonly proofs: readonly Proof[];
  readonly measures: readonly Measure[];
  readonly signals: readonly Signal[];
  /** Only of a platform: `go`, `no-go` or `undecided`. */
  readonly decision?: "go" | "no-go" | "undecided";
  /** Which signals or proofs make it a no-go, or what is missing. */
  readonly because: readonly string[];
  /** What the platform has billed. @default - no record holds an amount */
  readonly bill?: Bill;
  /** Why its numbers cannot be compared with those of the first column of its kind. @default - they can */
  readonly notComparable?: string;
}

/** The scorecard. */
export interface Scorecard {
  readonly columns: readonly Column[];
  /** Files that are not used, and why. */
  readonly setAside: readonly Refused[];
  /** Platforms that got no stack, as the app said it. */
  readonly noGos: readonly string[];
}

/** What measures a kind. Where a release is rolled nobody is served by accident: it is asked for. */
const measuredBy = (what: Evidence["what"], stack: string, isHere: boolean): string =>
  isHere
    ? `cdktf-ml-pilot rehearse ${stack}`
    : `cdktf-ml-pilot trial run ${stack}${what === "release" ? " --roll" : ""}`;

/** Which kinds of records a proof needs. Cost is read from a bill, which no rehearsal has. */
const needed: Readonly<Record<ProofName, readonly Evidence["what"][]>> = {
  "workflow speed": ["workflow", "load", "release"],
  "hardware fit": ["hardware"],
  "network fit": ["network"],
  exportability: ["export"],
  "cost visibility": [],
};

/** Which kinds of records are of the half of a mixed pilot that serves; the others are of the half that trains. */
const servedKinds: readonly Evidence["what"][] = ["load", "release"];

/** What a stack can be measured by for a proof: a half of a mixed pilot has no records of the other one. */
function kindsOf(name: ProofName, stack: Stack): readonly Evidence["what"][] {
  const half = halfOf(stack);
  return half === undefined
    ? needed[name]
    : needed[name].filter((what) => servedKinds.includes(what) === (half === "serve"));
}

/** The claims of a network record that are not held. */
const brokenClaims = ({ facts }: Evidence) => facts.filter(({ name, value }) => name === "claim" && value !== "held");

/** Why a half is not measured by what the other half does. */
const otherHalf = "The half that trains is measured by it.";

function proofOf(name: ProofName, records: readonly ReadRecord[], isHere: boolean, of: Stack): Proof {
  const stack = of.name;
  const kinds = kindsOf(name, of);
  const proven = isHere ? "passed here" : "proven";
  if (name === "cost visibility") {
    if (billOf(records) !== undefined) return { name, verdict: proven, why: [] };
    const last = records.filter(({ record }) => record.what === "bill").at(-1);
    const why = isHere
      ? "A rehearsal has no bill."
      : last === undefined
        ? `No record holds an amount of a bill; cdktf-ml-pilot trial run ${stack} asks for it, a day after a run.`
        : `The bill had no amount of the pilot yet (${last.file}); ask again a day after a run.`;
    return { name, verdict: "not measured", why: [why] };
  }
  if (kinds.length === 0) return { name, verdict: "not measured", why: [otherHalf] };
  const failed: string[] = [];
  const missing: string[] = [];
  for (const what of kinds) {
    const all = records.filter(({ record }) => record.what === what);
    // what could not be asked takes nothing back that was measured before
    const last = all.filter(({ record }) => record.ended !== "not measured").at(-1);
    if (last === undefined) {
      const [how, tried] = [measuredBy(what, stack, isHere), all.at(-1)];
      const why =
        tried === undefined ? "" : ` Tried: ${tried.record.problem ?? "it could not be asked"} (${tried.file}).`;
      missing.push(`No record of ${what}; ${how} measures it.${why}`);
      continue;
    }
    if (last.record.ended === "failed") failed.push(`${what}: ${last.record.problem ?? "failed"} (${last.file}).`);
    const claims = what === "network" ? brokenClaims(last.record) : [];
    for (const { subject, value } of claims) {
      const list = value === "not tested" ? missing : failed;
      list.push(`The claim ${subject} is ${String(value)} (${last.file}).`);
    }
  }
  const verdict = failed.length > 0 ? "failed" : missing.length > 0 ? "not measured" : proven;
  return { name, verdict, why: [...failed, ...missing] };
}

/**
 * All numbers of a column by name, subject and unit, in the order in which they first appear. What failed is left out:
 * the seconds of a step that was killed, or the latencies of those requests that came through, would look like a speed.
 */
function measuresOf(records: readonly ReadRecord[]): readonly Measure[] {
  const found = new Map<string, { values: number[]; first: Evidence["numbers"][number]; from: ReadRecord[] }>();
  for (const each of records.filter(({ record }) => record.ended === "succeeded")) {
    for (const number of each.record.numbers) {
      const key = `${number.name}\0${number.subject ?? ""}\0${number.unit}`;
      const same = found.get(key) ?? { values: [], first: number, from: [] };
      for (const value of number.values) same.values.push(value);
      same.from.push(each);
      found.set(key, same);
    }
  }
  return [...found.values()].flatMap(({ values, first: { name, subject, unit }, from }) => {
    const summed = summary(values);
    if (summed === undefined) return [];
    const times = from.map(({ record }) => record.when).sort();
    const place = { from: times[0] ?? "", to: times.at(-1) ?? "", files: from.map(({ file }) => file) };
    return [{ name, ...(subject === undefined ? {} : { subject }), unit, ...summed, ...place }];
  });
}

const compare: Readonly<Record<string, (seen: unknown, value: unknown) => boolean>> = {
  "<": (seen, value) => Number(seen) < Number(value),
  "<=": (seen, value) => Number(seen) <= Number(value),
  ">": (seen, value) => Number(seen) > Number(value),
  ">=": (seen, value) => Number(seen) >= Number(value),
  "==": (seen, value) => seen === value,
};

/** Every value that a signal's metric has: a percentile of latencies, raw numbers, or facts. */
function valuesOf(metric: string, records: readonly ReadRecord[], measures: readonly Measure[]) {
  const [, p] = /^(p50|p95|p99)Milliseconds$/.exec(metric) ?? [];
  if (p !== undefined) {
    const latency = measures.find(({ name }) => name === "latencyMilliseconds");
    const value = latency?.[p as "p50" | "p95" | "p99"];
    return value === undefined ? [] : [value];
  }
  return records.flatMap(({ record }) => [
    ...record.numbers.filter(({ name }) => name === metric).flatMap(({ values }) => values),
    ...record.facts.filter(({ name, subject }) => name === metric || subject === metric).map(({ value }) => value),
  ]);
}

/** A signal by the worst value, of what failed too: one run that crosses the line ends the trial. */
function signalOf(
  row: Readonly<Record<string, unknown>>,
  records: readonly ReadRecord[],
  measures: readonly Measure[],
) {
  const [metric, operator, value] = [String(row["metric"]), String(row["operator"]), row["value"]];
  const words = `${metric} ${operator} ${String(value)}`;
  const values = valuesOf(metric, records, measures).filter(
    (each) => operator === "==" || typeof each === typeof value,
  );
  const crossing = values.find((each) => compare[operator]?.(each, value));
  if (crossing !== undefined) return { words, state: "a no-go" as const, measured: crossing };
  if (values.length === 0) return { words, state: "not measured" as const };
  const numbers = values.filter((each) => typeof each === "number");
  const worst = operator.startsWith("<") ? Math.min(...numbers) : Math.max(...numbers);
  return { words, state: "clear" as const, measured: numbers.length > 0 ? worst : values[0] };
}

/** What makes two records of one column incomparable; the newest record decides what the column is of. */
function differenceTo(newest: Evidence, record: Evidence): string | undefined {
  if (record.image !== newest.image) return "another image";
  if (record.region !== newest.region) return `another region (${record.region ?? "none"})`;
  if (record.hardware !== newest.hardware) return `other hardware (${record.hardware})`;
  return undefined;
}

const platformOf = ({ ledger, name }: Stack): string => ledger?.platform ?? name;

/** What a stack is called on the page: by its platform, where no other stack is of it. */
function nameOf(stack: Stack, stacks: readonly Stack[]): string {
  const platform = platformOf(stack);
  const isAlone = stacks.every((other) => other === stack || platformOf(other) !== platform);
  return isAlone ? platform : `${platform} (${stack.name})`;
}

/** One column, and the records of it that are not comparable with its newest. */
function columnOf(
  stack: Stack,
  named: string,
  isHere: boolean,
  all: readonly ReadRecord[],
): [Column, readonly Refused[]] {
  const platform = platformOf(stack);
  const newest = all.at(-1)?.record;
  const setAside: Refused[] = [];
  const records = all.filter(({ file, record }) => {
    const why = newest === undefined ? undefined : differenceTo(newest, record);
    if (why !== undefined) setAside.push({ file, reason: `is not comparable with the newest record: ${why}` });
    return why === undefined;
  });
  const measures = measuresOf(records);
  const proofs = proofNames.map((name) => proofOf(name, records, isHere, stack));
  const trial = isMap(stack.ledger?.spec["trial"]) ? stack.ledger?.spec["trial"] : {};
  const rows = list(trial?.["noGo"]).filter(isMap);
  const signals = rows.map((row): Signal => signalOf(row, records, measures));
  const reasons = (state: Signal["state"]) => signals.filter((each) => each.state === state);
  const stops = [
    ...reasons("a no-go").map(({ words, measured }) => `${words}, measured ${String(measured)}`),
    ...proofs.filter(({ verdict }) => verdict === "failed").map(({ name, why }) => `${name} failed: ${why[0] ?? ""}`),
  ];
  const missing = [
    ...reasons("not measured").map(({ words }) => `the signal ${words} is not measured`),
    ...proofs
      .filter(({ verdict, why }) => verdict === "not measured" && !why.includes(otherHalf))
      .map(({ name, why }) => `${name}: ${why.join(" ")}`),
  ];
  const bill = isHere ? undefined : billOf(records);
  const decision = stops.length > 0 ? "no-go" : missing.length > 0 ? "undecided" : "go";
  const column: Column = {
    title: isHere ? `${thisMachine}, as ${named}` : named,
    ...{ platform, stack: stack.name, isHere, proofs, measures, signals },
    ...(newest === undefined ? {} : { hardware: newest.hardware, image: newest.image }),
    ...(bill === undefined ? {} : { bill }),
    ...(newest?.region === undefined ? {} : { region: newest.region }),
    ...(isHere ? { because: [] } : { decision, because: stops.length > 0 ? stops : missing }),
  };
  return [column, setAside];
}

/** Why a column cannot be compared with the first of its kind. */
function comparability(column: Column, first: Column | undefined): Column {
  if (first === undefined || first === column || column.image === undefined) return column;
  if (column.image !== first.image) return { ...column, notComparable: `another image than ${first.title}` };
  if (column.isHere && column.hardware !== first.hardware)
    return { ...column, notComparable: `other hardware than ${first.title}` };
  return column;
}

/** Makes the scorecard of some pilots' stacks. */
export function scorecard(stacks: readonly Stack[], evidence: ReadEvidence, noGos: readonly string[]): Scorecard {
  const setAside = [...evidence.refused];
  const columns: Column[] = [];
  for (const isHere of [false, true]) {
    const made = stacks.flatMap((stack) => {
      const own = evidence.records.filter(
        ({ record }) => record.stack === stack.name && (record.where === thisMachine) === isHere,
      );
      if (isHere && own.length === 0) return [];
      const [column, aside] = columnOf(stack, nameOf(stack, stacks), isHere, own);
      setAside.push(...aside);
      return [column];
    });
    const first = made.find(({ image }) => image !== undefined);
    columns.push(...made.map((column) => comparability(column, first)));
  }
  return { columns, setAside, noGos };
}
