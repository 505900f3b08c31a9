/** One screen of a rehearsal, made of its evidence alone. */
import { type Evidence, thisMachine } from "./evidence/schema.js";
import { shortUnits, shown, summary } from "./statistics.js";

const numberOf = (record: Evidence, name: string, subject?: string): number | undefined =>
  record.numbers.find((each) => each.name === name && (subject === undefined || each.subject === subject))?.values[0];

const seconds = (value: number | undefined): string => (value === undefined ? "" : `${shown(value)} s`);

/** The steps of every run: a line each, a column per run. */
function steps(workflows: readonly Evidence[]): readonly string[] {
  const names = workflows.flatMap(({ numbers }) =>
    numbers.flatMap(({ name, subject }) => (name === "stepSeconds" && subject !== undefined ? [subject] : [])),
  );
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  return [
    line(
      "step",
      workflows.map((_, index) => `run ${index + 1}`),
    ),
    ...[...new Set(names)].map((name) =>
      line(
        name,
        workflows.map((each) => seconds(numberOf(each, "stepSeconds", name))),
      ),
    ),
    line(
      "the run",
      workflows.map((each) => seconds(numberOf(each, "runSeconds"))),
    ),
  ];
}

/** What one record says, in one line. */
function line(record: Evidence): string | undefined {
  const { what, ended, problem, facts } = record;
  const number = (name: string) => numberOf(record, name);
  const failed = ended === "succeeded" ? "" : `${ended.toUpperCase()}: ${problem}`;
  if (what === "workflow") {
    const value = number("gateValue");
    if (value === undefined) return failed === "" ? undefined : `  gate        ${failed}`;
    const metric = record.numbers.find(({ name }) => name === "gateValue")?.subject;
    const verdict = failed === "" ? "passed, registered" : failed;
    return `  gate        ${metric} ${shown(value)}, at least ${number("gateThreshold")}: ${verdict}`;
  }
  if (what === "network") {
    const claims = facts.filter(({ name }) => name === "claim");
    const broken = claims.filter(({ value }) => value !== "held").map(({ subject, value }) => `${subject} ${value}`);
    const held = claims.length - broken.length;
    return `  probe       ${held} of ${claims.length} claims held${broken.length > 0 ? `: ${broken.join(", ")}` : ""}`;
  }
  if (what === "benchmark") {
    const measures = record.numbers.map(({ name, subject, unit, values }) => {
      const about = subject === undefined ? name : `${name} on ${subject.replace("ExecutionProvider", "")}`;
      return `${about} ${shown(Math.max(...values))} ${shortUnits[unit]}`;
    });
    return `  machine     ${measures.join(", ")}`;
  }
  if (what === "load") {
    const latencies = record.numbers.find(({ name }) => name === "latencyMilliseconds")?.values ?? [];
    const found = summary(latencies);
    if (found === undefined) return `  serve       ${failed}`;
    const shownOf = (name: "p50" | "p95" | "p99") =>
      found[name] === undefined ? `${name} needs more requests` : `${name} ${shown(found[name])} ms`;
    const most = [shownOf("p50"), shownOf("p95"), shownOf("p99")].join(", ");
    const counts = `${found.n} requests, ${number("concurrency")} at once`;
    const refused = facts.some(({ name, value }) => name === "otherHashRefused" && value === true);
    const crossed = refused ? "; a model of another hash did not serve" : "";
    return `  serve       ready in ${seconds(number("readySeconds"))}; ${counts}: ${most}${crossed}${failed === "" ? "" : `; ${failed}`}`;
  }
  if (what === "release") {
    if (number("releaseSeconds") === undefined) return `  release     ${failed}`;
    const requests = `${number("failedRequests")} of ${number("requests")} requests failed meanwhile`;
    return `  release     second in ${seconds(number("releaseSeconds"))}, back in ${seconds(number("rollbackSeconds"))}; ${requests}`;
  }
  if (what === "export") {
    const verified = facts.find(({ name }) => name === "verified")?.value;
    return `  export      ${failed === "" ? `${String(verified)}` : failed}`;
  }
  if (what === "bill") {
    const billed = record.numbers.find(({ name }) => name === "billed");
    return `  bill        ${failed === "" ? `${shown(number("billed") ?? 0)} ${billed?.subject}` : failed}`;
  }
  return undefined;
}

/** What a rehearsal or a trial came to. */
export interface Shown {
  readonly stack: string;
  readonly records: readonly Evidence[];
  readonly files: readonly string[];
  /** What did not hold. @default none */
  readonly problems?: readonly string[];
}

/** The screen. */
export function screen({ stack, records, files, problems = [] }: Shown): readonly string[] {
  const [first] = records;
  const workflows = records.filter(({ what, numbers }) => what === "workflow" && numbers.length > 0);
  const lines = records.map(line).filter((each) => each !== undefined);
  const where =
    first === undefined || first.where === thisMachine
      ? `rehearsed on this machine (${first?.hardware ?? "nothing was measured"}); no cloud was asked`
      : `tried on ${first.where} in ${first.region ?? "no region"} (${first.hardware})`;
  return [
    `${stack}, ${where}`,
    ...(workflows.length === 0 ? [] : steps(workflows)),
    ...new Set(lines),
    ...problems.map((problem) => `  problem     ${problem}`),
    ...files.map((file, index) => `  ${index === 0 ? "evidence" : "        "}    ${file}`),
  ];
}
