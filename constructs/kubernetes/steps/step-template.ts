/** A step as a template of an Argo workflow: a pod of its own, or a RayJob where it runs on several nodes. */
import { type RayJobTemplate, rayJobTemplate } from "./ray-job.js";
import type { PipelineStep, StepRun } from "./step-run.js";
import { podTemplate, type Template } from "./template.js";

/** A template of either kind. */
export type StepTemplate = Template | RayJobTemplate;

/**
 * Returns the template of a step.
 * @throws Error where a step on several nodes names no Ray
 */
export function stepTemplate(step: PipelineStep, run: StepRun): StepTemplate {
  if (step.nodes === 1) return podTemplate(step, run);
  if (step.rayVersion === undefined) throw new Error(`${step.name}: rayVersion must be given for ${step.nodes} nodes`);
  return rayJobTemplate(step, run, step.rayVersion);
}
