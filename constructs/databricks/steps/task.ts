/** A step as a task of a job: an entry point of the wheel, in the serverless environment that holds it. */
import type { JobEnvironment, JobTask } from "@cdktf/provider-databricks/lib/job/index.js";
import { gather } from "../../pilot/problems.js";
import type { Step } from "../../pilot/step.js";

/**
 * A step of the image's code on serverless compute, which has neither a size nor a disk to choose: `nodes` is 1 and
 * `volumeGiB` says what the step needs, which nothing here enforces.
 */
export interface PipelineStep extends Step {
  /** 1: a step is one process. */
  readonly nodes: number;
}

/** What runs, and where it lies. */
export interface StepRun {
  /** `sha256:` and the SHA-256 of the wheel. */
  readonly digest: string;
  /** The wheel's package, and its file name. */
  readonly packageName: string;
  readonly wheelFile: string;
  /** Version of the serverless environment. */
  readonly environmentVersion: string;
  /** Where a prefix lies, as a path. */
  readonly pathOf: (prefix: string) => string;
  /** Folder of a release below `models/`: where a step reads one. */
  readonly releaseKey?: (release: string) => string;
}

/** The key of the one environment of a job. */
export const environmentKey = "pilot";

/** Text that Terraform gives back as it is. */
export const asText = (text: string): string => text.replace(/([$%])\{/g, "$1$1{");

/** The folder of a run: the same for every attempt of a task, so a retry finds what the steps before it wrote. */
const ofRun = "{{job.run_id}}";

/** Where a run's folder of an output lies: below the prefix of its step. */
export const outputPath = (step: PipelineStep, output: string, run: StepRun): string =>
  `${run.pathOf(step.outputPrefix)}/${ofRun}/${output}`;

/** The folder of a wheel and its lock file: a new wheel has another, so that what runs keeps its own. */
export const packageFolder = (run: StepRun): string =>
  `${run.pathOf("packages/")}/${run.digest.replace("sha256:", "").slice(0, 16)}`;

/**
 * Returns the environment of all tasks: lines of a pip requirements file. With one hash pip asks for a hash of every
 * package, so a changed wheel is refused, and a package whose hash the lock does not have. The lock itself is a file
 * that nothing holds by a hash: whoever may write packages/ may write another one.
 */
export function stepEnvironment(run: StepRun): JobEnvironment {
  const folder = packageFolder(run);
  return {
    environmentKey,
    spec: {
      environmentVersion: run.environmentVersion,
      dependencies: [
        `-r ${folder}/requirements.lock`,
        `${folder}/${run.wheelFile} --hash=sha256:${run.digest.replace("sha256:", "")}`,
      ],
    },
  };
}

/** Returns the task of a step; `steps` are those whose outputs it may read. */
export function stepTask(step: PipelineStep, steps: readonly PipelineStep[], run: StepRun): JobTask {
  const inputs = gather(Object.entries(step.inputs), ([name, from]) => [`--${name}`, inputPath(from, steps, run)]);
  const outputs = gather(step.outputs, (name) => [`--${name}`, outputPath(step, name, run)]);
  const parameters = gather(Object.entries(step.parameters), ([name, value]) => [
    `--${name}`,
    typeof value === "string" ? asText(value) : "{{job.start_time.iso_datetime}}",
  ]);
  return {
    taskKey: step.name,
    environmentKey,
    pythonWheelTask: {
      packageName: run.packageName,
      entryPoint: step.entryPoint,
      parameters: [...inputs, ...outputs, ...parameters],
    },
    timeoutSeconds: step.timeoutSeconds,
    // Zero is never sent (databricks 1.99.0): it is left out, and the switch below keeps serverless from its own
    // retries.
    ...(step.retries === 0 ? {} : { maxRetries: step.retries, minRetryIntervalMillis: 60_000, retryOnTimeout: false }),
    disableAutoOptimization: true,
  };
}

function inputPath(from: PipelineStep["inputs"][string], steps: readonly PipelineStep[], run: StepRun): string {
  if ("prefix" in from) return run.pathOf(from.prefix);
  if ("release" in from) return `${run.pathOf("models/")}/${run.releaseKey?.(from.release) ?? from.release}`;
  const source = steps.filter(({ name }) => name === from.step)[0];
  if (source === undefined) throw new Error(`steps: must hold "${from.step}", whose output is read; add it`);
  return outputPath(source, from.output, run);
}
