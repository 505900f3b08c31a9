/** Runs of the pipeline on its platform: started once each, watched, and recorded with what their steps wrote. */
import { randomUUID } from "node:crypto";
import { PlatformProblem, type RunSeen } from "../../stacks/driver/contract.js";
import type { Measurement } from "../evidence/schema.js";
import { gateNumbers, metricOf, probeClaims, probeHardware } from "../evidence/step-outputs.js";
import { type Context, measured, patiently } from "./context.js";
import type { TrialState } from "./state.js";
import { pause, span } from "./wait.js";

type Run = TrialState["runs"][number];

/** The longest that a run may compute by its limits, in seconds: every step in every attempt. */
function limitSeconds({ stack }: Context): number {
  const limits = (stack.ledger?.boxes ?? []).flatMap((box) => box.limits);
  const retries = (subject?: string) =>
    limits.find((limit) => limit.kind === "retries" && limit.subject === subject)?.value ?? 0;
  return limits
    .filter(({ kind, unit }) => kind === "runtime" && unit === "seconds")
    .reduce((total, { value, subject }) => total + (value ?? 0) * (1 + retries(subject)), 0);
}

/** What is running, in words. */
function progress({ steps, began }: RunSeen, before: readonly number[], most: number): string {
  const current = steps.filter(({ state }) => state === "running").map(({ name }) => name);
  const gone = (Date.now() - began.getTime()) / 1000;
  const usual = [...before].sort((one, other) => one - other)[Math.floor(before.length / 2)];
  const left = usual === undefined ? `at most ${span(most - gone)} left` : `about ${span(usual - gone)} left`;
  return `${current.join(", ") || "waits for its next step"}, ${span(gone)} gone, ${left}`;
}

/** Why a run registered nothing, without a word that a step printed. */
function endOf({ state, steps, isPassed, problem }: RunSeen): string {
  const failed = steps.find((step) => step.state === "failed")?.name;
  if (isPassed === false) return "the run ended after evaluate: the gate let nothing through";
  if (state === "stopped") return "the run was stopped";
  return `the run ended at ${failed ?? "no step that the platform names"}: ${problem ?? "the platform gives no reason"}`;
}

const seconds = (name: string, value: number, subject?: string): Measurement["numbers"][number] => ({
  ...{ name, unit: "seconds", values: [value] },
  ...(subject === undefined ? {} : { subject }),
});

/** The times of a run, as numbers. */
function timesOf({ steps, began, ended = new Date() }: RunSeen): Measurement["numbers"] {
  const since = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);
  const first = steps[0]?.began ?? began;
  return [
    ...steps.flatMap((step) => [
      ...(step.ended === undefined ? [] : [seconds("stepSeconds", since(step.began, step.ended), step.name)]),
      seconds("stepStart", since(first, step.began), step.name),
      ...(step.queueSeconds === undefined ? [] : [seconds("stepQueueSeconds", step.queueSeconds, step.name)]),
      ...(step.startupSeconds === undefined ? [] : [seconds("stepStartupSeconds", step.startupSeconds, step.name)]),
      ...(step.computeSeconds === undefined ? [] : [seconds("stepComputeSeconds", step.computeSeconds, step.name)]),
    ]),
    seconds("runSeconds", since(began, ended)),
  ];
}

/** Watches a run to its end. */
async function watched(context: Context, id: string, number: number, before: readonly number[]): Promise<RunSeen> {
  const { driver, said, stack, pace, signal } = context;
  const most = limitSeconds(context) + pace.startupMilliseconds / 1000;
  let last = "";
  for (;;) {
    const seen = await patiently(context, () => driver.watch(id));
    if (seen.state !== "running") return seen;
    const line = `${stack.name}: run ${number} of ${context.runs}: ${progress(seen, before, most)}`;
    if (line !== last) said(line);
    last = line;
    if (Date.now() - seen.began.getTime() > most * 1000)
      throw new PlatformProblem(
        "other",
        `the run did not end within its limits and ${span(pace.startupMilliseconds / 1000)} of start-up`,
        `look at it, or stop it: ${driver.stopCommand(id)}`,
      );
    await pause(pace.pollMilliseconds, signal);
  }
}

/** What the steps of a run wrote; what may not be read is not known, and said. */
async function writtenBy(context: Context, id: string, step: "probe" | "evaluate"): Promise<unknown> {
  try {
    return await patiently(context, () => context.driver.written(id, step));
  } catch (error) {
    if (!(error instanceof PlatformProblem) || error.refusal === "credentials") throw error;
    context.problems.push(`${context.stack.name}: ${error.message}; ${error.fix}`);
    return undefined;
  }
}

/** Records a run that has ended. */
async function recorded(context: Context, run: Run, seen: RunSeen): Promise<void> {
  const { recorder, spec } = context;
  const id = run.id ?? "";
  const hasRun = (name: string) => seen.steps.some((step) => step.name === name && step.state === "succeeded");
  const probe = hasRun("probe") ? await writtenBy(context, id, "probe") : undefined;
  const evaluation = hasRun("evaluate") ? await writtenBy(context, id, "evaluate") : undefined;
  const isPassed = seen.state === "succeeded" && seen.version !== undefined;
  const value = metricOf(evaluation, spec.gate.metric);
  const found = {
    numbers: [...timesOf(seen), ...gateNumbers(value, spec.gate)],
    facts: [{ name: "registered", value: isPassed }],
  };
  // where the gate is a step, it fails for a model that is below it, and for anything else
  const isBelow = seen.steps.some(({ name, state }) => name === "gate" && state === "failed") && value !== undefined;
  const end = endOf(isBelow && value < spec.gate.threshold ? { ...seen, isPassed: false } : seen);
  recorder.record(
    "workflow",
    seen.began,
    { ...found, ...(isPassed ? {} : { ended: "failed" as const, problem: end }) },
    seen.ended,
  );
  if (!isPassed) context.problems.push(`${context.stack.name}: ${end}`);
  const facts = probeClaims(probe);
  if (facts.length > 0) recorder.record("network", seen.began, { facts }, seen.ended);
  const hardware = probeHardware(probe);
  if (hardware.numbers.length > 0) recorder.record("hardware", seen.began, hardware, seen.ended);
  run.isRecorded = true;
  if (seen.version !== undefined) run.version = seen.version;
  context.save();
}

/** Starts what is missing of the runs, one after the other, and records each. A run that fails ends them. */
export async function measureRuns(context: Context): Promise<void> {
  const { state, driver, said, stack } = context;
  const before: number[] = [];
  for (let number = 1; number <= context.runs; number += 1) {
    const index = number - 1;
    const run: Run = state.runs[index] ?? { token: randomUUID(), isRecorded: false };
    state.runs[index] = run;
    if (run.isRecorded) continue;
    let isFailed = false;
    await measured(context, "workflow", async () => {
      if (run.id === undefined) {
        // the token is kept first: the same command asks with it again, and no second run is started
        context.save();
        run.id = await patiently(context, () => driver.start(run.token));
        context.save();
        said(`${stack.name}: started run ${number} of ${context.runs}; stop it with: ${driver.stopCommand(run.id)}`);
      }
      const seen = await watched(context, run.id, number, before);
      await recorded(context, run, seen);
      if (seen.ended !== undefined) before.push((seen.ended.getTime() - seen.began.getTime()) / 1000);
      isFailed = seen.state !== "succeeded";
    });
    if (isFailed || !run.isRecorded) return;
  }
}
