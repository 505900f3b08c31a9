/** What can be said of the steps of a pipeline alone. */
import { ownArguments, type PipelineStep } from "./definition.js";

/** Returns what is wrong with the parameters of a step, one sentence each. */
export function parameterFaults(step: Pick<PipelineStep, "name" | "inputs" | "outputs" | "parameters">): string[] {
  const faults: string[] = [];
  const own = ownArguments(step);
  for (const [parameter, value] of Object.entries(step.parameters)) {
    // The image takes the last of two arguments of one name: a parameter would redirect what the step reads or writes.
    if (own.includes(parameter)) {
      faults.push(
        `the parameter "${parameter}" of ${step.name} must not be one of its own arguments (${own.join(", ")}); rename it`,
      );
    }
    if (typeof value === "string" && value.includes("{{$")) {
      faults.push(
        `the parameter "${parameter}" of ${step.name} must not hold {{$, which Vertex AI reads as a placeholder, got "${value}"; write it without`,
      );
    }
  }
  return faults;
}

/** Returns what is wrong with the steps, one sentence each: what they read, and their parameters. */
export function stepFaults(steps: readonly PipelineStep[]): string[] {
  const faults: string[] = [];
  const made: string[] = [];
  for (const { name, inputs, outputs, parameters } of steps) {
    for (const message of parameterFaults({ name, inputs, outputs, parameters })) faults.push(message);
    for (const [input, from] of Object.entries(inputs)) {
      if ("step" in from && !made.includes(`${from.step}/${from.output}`)) {
        const message = `${name} reads ${input} from ${from.step}/${from.output}; made before it: ${made.join(", ") || "nothing"}`;
        faults.push(message);
      }
      if ("release" in from && !/^\d{1,9}$/.test(from.release)) {
        const message = `${name} reads the release "${from.release}"; allowed: the number of a version, such as 1`;
        faults.push(message);
      }
    }
    made.push(...outputs.map((output) => `${name}/${output}`));
  }
  return faults;
}

/** Returns the release that a step reads, or undefined. */
export function releaseOf(inputs: PipelineStep["inputs"]): string | undefined {
  for (const from of Object.values(inputs)) if ("release" in from) return from.release;
  return undefined;
}

/** Every attempt of every step in full, ten minutes for each to start, and the training's wait for capacity. */
export function longestRun(steps: readonly PipelineStep[], longestWaitSeconds = 0): number {
  return steps.reduce(
    (sum, { name, timeoutSeconds, retries }) =>
      sum + (timeoutSeconds + 600 + (name === "train" ? longestWaitSeconds : 0)) * (retries + 1),
    0,
  );
}
