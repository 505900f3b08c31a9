/**
 * What is wrong with the props of a pipeline: names that its own steps have, and what a shell or a mount would read.
 */
import { Token } from "cdktf";
import { shown } from "../checks/forms.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { PipelineProps } from "../pipeline.js";
import { type PipelineStep, variableOf } from "./definition.js";

type Found = Array<Problem<keyof PipelineProps>>;
type Steps = ReadonlyArray<Partial<PipelineStep>>;

/** The input by which a step waits for the one before it, and the step that decides what is registered. */
const ownInput = "after";
const ownStep = "gate";

/** Variables that the image reads for itself: its CONTRACT.md. */
const ofTheImage = /^PILOT_(?:IMAGE_DIGEST|REVISION|CONTRACT|ROOT_\w+)$/;

/** The gate is given the metric's name, and looks it up among the metrics: a plain word. */
const metricPattern = /^[a-zA-Z]\w{0,62}$/;

/** learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): 21 days, on a low-priority node 7. */
const mostSeconds = { dedicated: 21 * 86_400, lowPriority: 7 * 86_400 };

/** learn.microsoft.com/azure/machine-learning/reference-yaml-schedule (2026-10): cron fields of a schedule. */
const fields: ReadonlyArray<readonly [name: string, at: number, least: number, most: number]> = [
  ["minute", 0, 0, 59],
  ["hour", 1, 0, 23],
  ["day of the week", 4, 0, 6],
];

function scheduleProblems(schedule: string | undefined): Found {
  if (schedule === undefined || Token.isUnresolved(schedule)) return [];
  const problem = (message: string): Found => [{ prop: "schedule", message }];
  // how-to-schedule-pipeline-job (2026-10): months and days of the month are ignored
  if (!/^[\d*/,-]+ [\d*/,-]+ \* \* [\d*/,-]+$/.test(schedule)) {
    const must = "minutes, hours, * * and days of the week, such as 0 3 * * *";
    return problem(`must be ${must}, got ${shown(schedule)}; Azure ML ignores dates`);
  }
  const given = schedule.split(" ");
  return gather(fields, ([name, at, least, most]) =>
    gather((given[at] ?? "").split(","), (item) => {
      const [, range = "", step = "1"] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(item) ?? [];
      const numbers = range === "*" ? [least, most] : range.split("-").map(Number);
      const [from = -1, to = from] = numbers;
      if (range !== "" && from >= least && to <= most && from <= to && Number(step) >= 1) return [];
      return problem(
        `the ${name} must be from ${least} to ${most}, got ${shown(item)} in ${shown(schedule)}; write it such as 0 3 * * *`,
      );
    }),
  );
}

/** What a step's parameters may not be called: they become variables of its container, beside others. */
function parameterProblems({ inputs = {}, outputs = [], parameters = {} }: Partial<PipelineStep>): string[] {
  const own = [...Object.keys(inputs), ...outputs, ownInput].map((name) => variableOf(name));
  const seen: string[] = [];
  return gather(Object.keys(parameters), (name) => {
    const variable = variableOf(name);
    const isTaken = ofTheImage.test(variable) ? "the image's own" : own.indexOf(variable) >= 0 ? "the step's own" : "";
    const other = seen.indexOf(variable) >= 0;
    seen.push(variable);
    if (isTaken !== "") return [`must have no parameter of ${isTaken} name, got ${shown(name)}; give it another name`];
    return other ? [`must have each parameter once, got ${shown(name)} in two spellings; remove one`] : [];
  });
}

/** What is wrong with the numbers of a step. The spec layer calls it with what a spec can break. */
export function jobStepProblems(step: Partial<PipelineStep>): Array<Problem<keyof PipelineStep>> {
  const { interruptible = false, maxWaitSeconds, retries } = step;
  const most = interruptible ? mostSeconds.lowPriority : mostSeconds.dedicated;
  const node = interruptible ? "a low-priority node" : "a dedicated node";
  const found: Array<Problem<keyof PipelineStep>> = [
    // the page above: nodes in a single cluster
    ...numberProblems<keyof PipelineStep>([["nodes", step.nodes, 1, 100]]),
    ...gather(
      numberProblems<keyof PipelineStep>([["timeoutSeconds", step.timeoutSeconds, 1, most]]),
      ({ prop, message }) => [{ prop, message: `${message}, the longest on ${node}` }],
    ),
  ];
  // learn.microsoft.com/azure/machine-learning/reference-yaml-job-pipeline (2026-10): a command step has no retry
  if (retries !== undefined && retries !== 0) {
    found.push({ prop: "retries", message: `must be 0 on Azure ML, which repeats no step, got ${retries}; write 0` });
  }
  if (maxWaitSeconds !== undefined) {
    const message = `must be left out on Azure ML, which has no limit of a wait, got ${maxWaitSeconds}; remove it`;
    found.push({ prop: "maxWaitSeconds", message });
  }
  return found;
}

/** What is wrong with one step. */
function stepProblems(step: Partial<PipelineStep>): Found {
  const { name, inputs = {}, outputs, parameters = {} } = step;
  const from = Object.keys(inputs).map((input) => inputs[input]);
  const values = Object.keys(parameters).map((parameter) => parameters[parameter]);
  const found: Found = [
    ...formProblems<keyof PipelineProps>([
      ["steps", name, "word"],
      ["steps", step.entryPoint, "parameter"],
      ["steps", Object.keys(inputs), "word"],
      ["steps", outputs, "word"],
      ["steps", Object.keys(parameters), "parameter"],
      ["steps", step.outputPrefix, "folder"],
      ["steps", step.vmSize, "vmSize"],
      ...gather(from, (each) => (each && "prefix" in each ? [["steps", each.prefix, "folder"] as const] : [])),
    ]),
    ...jobStepProblems(step).map(({ prop, message }) => ({ prop: "steps" as const, message: `${prop}: ${message}` })),
    ...parameterProblems(step).map((message) => ({ prop: "steps" as const, message })),
  ];
  for (const input of Object.keys(inputs)) {
    if (input === ownInput) {
      const message = `must have no input called ${shown(input)}, which is its place in the order; rename it`;
      found.push({ prop: "steps", message });
    }
  }
  for (const value of values) {
    if (typeof value === "string" && /[\p{Cc}\p{Bidi_Control}]/u.test(value)) {
      const message = `must have parameters without control characters, got ${shown(value)}; take them out`;
      found.push({ prop: "steps", message });
    }
  }
  // the spec layer asks about one step, which its path names already
  const prefix = name === undefined ? "" : `${shown(name)}: `;
  return found.map(({ prop, message }) => ({ prop, message: `${prefix}${message}` }));
}

/** What is wrong with the order: what a step reads is made before it, and names are there once. */
function orderProblems(steps: Steps, hasGate: boolean): Found {
  const made: string[] = [];
  const names: string[] = [];
  return gather(steps, ({ name = "", inputs = {}, outputs = [] }) => {
    const found: string[] = [];
    for (const input of Object.keys(inputs)) {
      const from = inputs[input];
      if (from !== undefined && "step" in from && made.indexOf(`${from.step}/${from.output}`) < 0) {
        const before = made.join(", ") || "nothing";
        found.push(
          `${name} reads ${input} from ${from.step}/${from.output}; made before it: ${before}; reorder the steps`,
        );
      }
      if (from !== undefined && "release" in from && !Token.isUnresolved(from.release)) {
        if (!/^[1-9]\d{0,8}$/.test(from.release)) {
          const must = 'must be the number of a registered version, such as "3"';
          found.push(`${name}: a release ${must}, got ${shown(from.release)}; write the number`);
        }
      }
    }
    if (names.indexOf(name) >= 0 || (hasGate && name === ownStep)) {
      found.push(`must each have a name of its own, and none is called ${ownStep}, got ${shown(name)}; rename it`);
    }
    names.push(name);
    made.push(...outputs.map((output) => `${name}/${output}`));
    return found.map((message) => ({ prop: "steps" as const, message }));
  });
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function pipelineProblems(
  props: Omit<Partial<PipelineProps>, "steps"> & { readonly steps: Steps },
): Array<Problem<keyof PipelineProps>> {
  const { steps, gate, image, trainingJob, modelRegistry } = props;
  const found: Found = [
    ...formProblems<keyof PipelineProps>([
      ["name", props.name, "asset"],
      ["actionGroupId", props.actionGroupId, "actionGroupId"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "command"],
      ["modelRegistry", modelRegistry?.modelName, "asset"],
      ["trainingJob", trainingJob?.workspaceId, "workspaceId"],
      ["trainingJob", trainingJob?.jobIdentityId, "identityId"],
    ]),
    ...placeProblems(props),
    ...scheduleProblems(props.schedule),
    ...gather(steps, stepProblems),
    ...orderProblems(steps, gate !== undefined),
  ];
  if (props.name !== undefined && steps.length === 0) {
    found.push({ prop: "steps", message: "must name at least one step, got none; add one" });
  }
  if (gate !== undefined && !metricPattern.test(gate.metric)) {
    const message = `must name a metric by one word, got ${shown(gate.metric)}; the gate looks it up by that name`;
    found.push({ prop: "gate", message });
  }
  if (gate !== undefined && !Number.isFinite(gate.threshold)) {
    found.push({ prop: "gate", message: `must have a number as its threshold, got ${gate.threshold}; give one` });
  }
  return found;
}
