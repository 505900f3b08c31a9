/** What is wrong with the steps of a pipeline. */
import { formProblems, gather, numberProblems, type Problem } from "../checks/values.js";
import type { PipelineStep } from "./task.js";

/** What is wrong with a step. */
const stepProblems = (step: PipelineStep): Array<Problem<"steps">> => [
  ...formProblems<"steps">([
    ["steps", step.name, "word"],
    ["steps", step.entryPoint, "word"],
    ["steps", Object.keys(step.inputs), "word"],
    ["steps", step.outputs, "word"],
    ["steps", step.outputPrefix, "folder"],
    ["steps", Object.keys(step.parameters), "word"],
    ["steps", Object.values(step.parameters).filter((value) => typeof value === "string"), "plainText"],
  ]),
  ...gather(Object.values(step.inputs), (from) =>
    formProblems<"steps">("prefix" in from ? [["steps", from.prefix, "folder"]] : []),
  ),
  ...numberProblems<"steps">([
    ["steps", step.nodes, 1, 1, "a whole number", "serverless compute runs a step as one process; take one node"],
    ["steps", step.volumeGiB, 1, 10_000],
    // docs.databricks.com/resources/limits (2026-11): a serverless task ends after seven days
    ["steps", step.timeoutSeconds, 60, 7 * 86_400],
    ["steps", step.retries, 0, 10],
  ]),
  ...(step.interruptible === true
    ? [
        {
          prop: "steps" as const,
          message: "interruptible must be false: serverless compute has no cheaper capacity, got true; leave it out",
        },
      ]
    : []),
];

/** What is wrong with the steps of a pipeline, together and each. */
export function stepsProblems(steps: readonly PipelineStep[] | undefined): Array<Problem<"steps">> {
  if (steps === undefined) return [];
  const names = steps.map(({ name }) => name);
  const earlier = (step: PipelineStep) => steps.slice(0, steps.indexOf(step));
  return [
    ...(steps.length === 0
      ? [{ prop: "steps" as const, message: "must have at least one step, got none; add one" }]
      : []),
    ...gather(
      names.filter((name, index) => names.indexOf(name) !== index || name === "gate" || name === "register"),
      (name) => [{ prop: "steps" as const, message: `${JSON.stringify(name)} is taken; give each step its own name` }],
    ),
    ...gather(steps, stepProblems),
    ...gather(steps, (step) =>
      gather(Object.values(step.inputs), (from) => {
        if (!("step" in from)) return [];
        const isMade = earlier(step).some(
          ({ name, outputs }) => name === from.step && outputs.indexOf(from.output) >= 0,
        );
        const what = JSON.stringify(`${from.step}.${from.output}`);
        return isMade
          ? []
          : [{ prop: "steps" as const, message: `${step.name}: must read what an earlier step writes, got ${what}` }];
      }),
    ),
  ];
}
