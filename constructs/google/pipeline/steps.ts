/** What can be said of the steps of a pipeline alone. */
import { ownArguments, type PipelineStep } from "./definition.js";

/** Returns what is wrong with the parameters of a step, one sentence each. */
export function parameterProblems(step: Pick<PipelineStep, "name" | "inputs" | "outputs" | "parameters">): string[] {
  const problems: string[] = [];
  const own = ownArguments(step);
  for (const [parameter, value] of Object.entries(step.parameters)) {
    // The image takes the last of two arguments of one name: a parameter would redirect what the step reads or writes.
    if (own.includes(parameter)) {
      problems.push(
        `the parameter "${parameter}" of ${step.name} must not be one of its own arguments (${own.join(", ")}); rename it`,
      );
    }
    if (typeof value === "string" && value.includes("{{$")) {
      problems.push(
        `the parameter "${parameter}" of ${step.name} must not hold {{$, which Vertex AI reads as a placeholder, got ${JSON.stringify(value)}; write it without`,
      );
    }
  }
  return problems;
}

/** Returns what is wrong with the steps, one sentence each: what they read, and their parameters. */
export function stepProblems(steps: readonly PipelineStep[]): string[] {
  const problems: string[] = [];
  const made: string[] = [];
  for (const { name, inputs, outputs, parameters } of steps) {
    for (const message of parameterProblems({ name, inputs, outputs, parameters })) problems.push(message);
    for (const [input, from] of Object.entries(inputs)) {
      if ("step" in from && !made.includes(`${from.step}/${from.output}`)) {
        const message = `${name} reads ${input} from ${from.step}/${from.output}; made before it: ${made.join(", ") || "nothing"}`;
        problems.push(message);
      }
      if ("release" in from && !/^\d{1,9}$/.test(from.release)) {
        const message = `${name} reads the release "${from.release}"; allowed: the number of a version, such as 1`;
        problems.push(message);
      }
    }
    made.push(...outputs.map((output) => `${name}/${output}`));
  }
  return problems;
}

/** Returns the release that a step reads, or undefined. */
export function releaseOf(inputs: PipelineStep["inputs"]): string | undefined {
  for (const from of Object.values(inputs)) if ("release" in from) return from.release;
  return undefined;
}

/** Every run of every step in full, ten minutes for each to start, and its wait for capacity. */
export function longestRun(steps: readonly PipelineStep[]): number {
  return steps.reduce(
    (sum, { timeoutSeconds, retries, maxWaitSeconds = 0 }) =>
      sum + (timeoutSeconds + 600 + maxWaitSeconds) * (retries + 1),
    0,
  );
}
