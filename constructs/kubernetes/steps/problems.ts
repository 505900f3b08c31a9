/** What is wrong with the steps of a pipeline. */
import { formProblems, gather, machineProblems, numberProblems, type Problem } from "../checks/values.js";
import type { PipelineStep } from "./template.js";

/** What is wrong with a step. */
export const stepProblems = (step: PipelineStep): Array<Problem<"steps">> => [
  ...machineProblems("steps" as const, step),
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
  ...formProblems<"steps">([["steps", Object.values(step.modelSha256 ?? {}), "sha256"]]),
  ...gather(Object.entries(step.inputs), ([input, from]) =>
    "release" in from && step.modelSha256?.[input] === undefined
      ? [
          {
            prop: "steps" as const,
            message: `modelSha256 must have the hash of ${input}, which is a release, got none; give that of its manifest.json`,
          },
        ]
      : [],
  ),
  ...numberProblems<"steps">([
    // several nodes need a scheduler of their own (Ray), which this platform does not start
    ["steps", step.nodes, 1, 1, "a whole number", "a step runs on one node of a cluster; take a larger machine"],
    ["steps", step.volumeGiB, 1, 10_000],
    ["steps", step.timeoutSeconds, 60, 30 * 86_400],
    ["steps", step.retries, 0, 10],
  ]),
  ...(step.interruptible === true
    ? [
        {
          prop: "steps" as const,
          message:
            "interruptible must be false: each cluster has its own label for such nodes, got true; give a nodeSelector",
        },
      ]
    : []),
];
