/** A step of the image as a part of a cluster runs it: what it asks for, where it works, and with which arguments. */
import { gather } from "../../pilot/problems.js";
import type { Step } from "../../pilot/step.js";
import type { Bucket } from "../workloads/artifacts.js";

/** A step of the image on a part of a node: what it asks for is also what it is held to. */
export interface PipelineStep extends Step {
  /** vCPUs; 0.5 is half of one. */
  readonly cpus: number;
  readonly memoryGiB: number;
  /** `nvidia.com/gpu`. @default 0 */
  readonly gpus?: number;
  /** Labels of the nodes that it may run on. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Ray that the image holds, such as `2.60.0`, by which several nodes share a step. Needed where `nodes` is more than
   * 1. @default - none
   */
  readonly rayVersion?: string;
  /**
   * SHA-256 of the `manifest.json` of each input that is a release, by the input's name: a step sees no other model.
   * @default none
   */
  readonly modelSha256?: Readonly<Record<string, string>>;
}

/** Where folders of a step are mounted; the disk of the step is what they may hold. */
export const work = "/work";

/** Seconds before the first retry; each later one waits twice as long, an hour at most. */
export const backoff = { duration: "60", factor: 2, cap: "1h" } as const;

/** Text that Terraform gives back as it is. */
export const asText = (text: string): string => text.replace(/([$%])\{/g, "$1$1{");

/** What every step of a pilot runs with. */
export interface StepRun {
  readonly image: string;
  readonly digest: string;
  /** What runs in the image before the entry point. */
  readonly command: readonly string[];
  readonly bucket: Bucket;
  readonly podLabels: Readonly<Record<string, string>>;
  /** What the pods run as. */
  readonly serviceAccountName: string;
  /** Folder of a release: where a step reads one. */
  readonly releaseKey?: (release: string) => string;
}

/** Where a run's folder of an output lies: below the prefix of its step. */
export const outputKey = (prefix: string, output: string): string => `${prefix}{{workflow.name}}/${output}`;

/** Folder of a release in the bucket. */
export const releaseKeyOf = (run: StepRun, release: string): string => run.releaseKey?.(release) ?? release;

/** What follows the image's command: the entry point, its folders, its parameters. */
export const argumentsOf = (step: PipelineStep): string[] => [
  step.entryPoint,
  ...gather([...Object.keys(step.inputs), ...step.outputs], (name) => [`--${name}`, `${work}/${name}`]),
  ...gather(Object.entries(step.parameters), ([name, value]) => [
    `--${name}`,
    typeof value === "string" ? value : "{{workflow.creationTimestamp.s}}",
  ]),
];
