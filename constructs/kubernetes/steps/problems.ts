/** What is wrong with the steps of a pipeline. */
import { shown } from "../../pilot/problems.js";
import { formProblems, gather, machineProblems, numberProblems, type Problem } from "../checks/values.js";
import type { PipelineStep } from "./step-run.js";

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
    ["steps", step.nodes, 1, 64],
    ["steps", step.volumeGiB, 1, 10_000],
    ["steps", step.timeoutSeconds, 60, 30 * 86_400],
    ["steps", step.retries, 0, 10],
  ]),
  ...rayProblems(step),
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

/**
 * Several nodes share a step by Ray. 2.53 is the first whose nodes answer the one health check that needs no program in
 * the image, and tokens came before: ray-project/kuberay 1.7.0, ray-operator/controllers/ray/common/pod.go (2026-08)
 */
function rayProblems({ name, nodes, rayVersion, modelSha256 }: PipelineStep): Array<Problem<"steps">> {
  if (!(nodes > 1)) return [];
  const problem = (message: string) => [{ prop: "steps" as const, message: `${shown(name)}: ${message}` }];
  if (rayVersion === undefined)
    return problem(`nodes must be 1 without rayVersion, got ${nodes}; name the Ray that the image holds`);
  if (modelSha256 !== undefined)
    return problem(`nodes must be 1 where a model is compared with a hash, got ${nodes}; take a larger machine`);
  return isRay(rayVersion)
    ? []
    : problem(`rayVersion must be one of Ray from 2.53.0 on, got ${shown(rayVersion)}; write it such as 2.60.0`);
}

/** Whether a version is one of Ray that several nodes can share. */
export function isRay(version: string): boolean {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 53);
}
