/**
 * The pilot's steps as one neutral list. Each vendor's `Pipeline` writes them in that vendor's own pipeline language, so the
 * pipeline is as portable as the model file. What an entry point reads and writes is the image's contract.
 */
import type { HardwareClass, PilotSpec } from "./schema.js";

/** The order of the steps, and their names on every vendor. */
export const stepNames = ["probe", "prepare", "train", "evaluate", "gate", "register"] as const;

/** The name of a step. */
export type StepName = (typeof stepNames)[number];

/** One run of the image: an entry point with named input and output directories. */
export interface Step {
  readonly name: StepName | "predict";
  /** What follows the image's command. */
  readonly entryPoint: string;
  /** Input name → the step and output that it comes from, or a prefix of the data bucket. */
  readonly inputs: Readonly<Record<string, StepOutput | BucketPrefix>>;
  /** Names of the output directories. */
  readonly outputs: readonly string[];
  /** Further arguments, by name without the dashes. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly hardware: HardwareClass;
  readonly nodes: number;
  readonly volumeGiB: number;
  /** The platform stops the step after so many seconds. */
  readonly timeoutSeconds: number;
  /** After the first attempt. */
  readonly retries: number;
}

/** An output directory of an earlier step. */
export interface StepOutput {
  readonly step: StepName;
  readonly output: string;
}

/** A prefix of the data bucket, such as `data/`. */
export interface BucketPrefix {
  readonly prefix: string;
}

/** Steps that move data and evaluate run on the smallest hardware and never longer than this; training has its own limit. */
const sideStepSeconds = 3600;

/** The steps of a pilot that run the image. The gate and the registration are the platform's own; the gate is in the spec. */
export function imageSteps(spec: PilotSpec): readonly Step[] {
  const side = { hardware: "cpu-small", nodes: 1, volumeGiB: 10, retries: spec.training.retries } as const;
  const timeoutSeconds = Math.min(sideStepSeconds, spec.training.maxRuntimeSeconds);
  return [
    {
      ...side,
      name: "probe",
      entryPoint: "probe",
      inputs: { data: { prefix: "data/" } },
      outputs: ["probe"],
      parameters: {},
      timeoutSeconds: 900,
    },
    {
      ...side,
      name: "prepare",
      entryPoint: "prepare",
      inputs: { data: { prefix: "data/" } },
      outputs: ["prepared"],
      parameters: {},
      timeoutSeconds,
    },
    {
      name: "train",
      entryPoint: "train",
      inputs: { prepared: { step: "prepare", output: "prepared" } },
      outputs: ["model"],
      parameters: spec.training.hyperparameters,
      hardware: spec.training.hardware,
      nodes: spec.training.nodes,
      volumeGiB: spec.training.volumeGiB,
      timeoutSeconds: spec.training.maxRuntimeSeconds,
      retries: spec.training.retries,
    },
    {
      ...side,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, prepared: { step: "prepare", output: "prepared" } },
      outputs: ["evaluation"],
      parameters: {},
      timeoutSeconds,
    },
  ];
}
