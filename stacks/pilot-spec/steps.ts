/**
 * The pilot's steps as one neutral list. Each platform's `Pipeline` writes them in that platform's own pipeline
 * language, so the pipeline is as portable as the model file. What an entry point reads and writes is the image's
 * contract.
 */
import type { Step as StepOfPlatform } from "../../constructs/pilot/step.js";
import type { HardwareClass, PilotSpec } from "./schema.js";

/** The order of the steps, and their names on every platform. */
export const stepNames = ["probe", "prepare", "train", "evaluate", "gate", "register"] as const;

/** The name of a step. */
export type StepName = (typeof stepNames)[number];

/** One run of the image, on a class of hardware: each platform resolves the class to its own machine. */
export interface Step extends StepOfPlatform {
  readonly name: StepName | "predict";
  readonly outputPrefix: "artifacts/" | "evaluation/";
  readonly callsOut: boolean;
  readonly hardware: HardwareClass;
}

/** Seconds after which the platform stops a step beside training that the spec gives no limit. */
const sideSeconds = { probe: 900, prepare: 3600, evaluate: 3600 } as const;

/** What a step beside training runs on, for how long. */
function sideStep(spec: Pick<PilotSpec, "training" | "steps">, name: keyof typeof sideSeconds) {
  const { maxRuntimeSeconds, ...machine } = spec.steps[name];
  return {
    name,
    ...machine,
    nodes: 1,
    retries: spec.training.retries,
    timeoutSeconds: maxRuntimeSeconds ?? Math.min(sideSeconds[name], spec.training.maxRuntimeSeconds),
  };
}

/** What the probe must find held, or the run ends there: the claims of the image's contract. */
const probeClaims = [
  "data-readable",
  "artifacts-writable",
  "other-prefix-unreadable",
  "public-address-unreachable",
] as const;

/**
 * The steps of a pilot that run the image. The gate and the registration are the platform's own; the gate is in the
 * spec. `bucketUri` is the data bucket without a slash at the end, such as `s3://penguins-data-123456789012`.
 */
export function imageSteps(spec: Pick<PilotSpec, "training" | "steps">, bucketUri: string): readonly Step[] {
  return [
    {
      ...sideStep(spec, "probe"),
      entryPoint: "probe",
      inputs: { data: { prefix: "data/" } },
      outputs: ["probe"],
      outputPrefix: "evaluation/",
      parameters: {
        // the job may not read what leaves the platform
        forbidden: `${bucketUri}/exports/`,
        artifacts: `${bucketUri}/artifacts/probe/`,
        // an address and no name: a private network may resolve nothing, and that would prove nothing
        public: "1.1.1.1:443",
        "fail-on": probeClaims.join(","),
        "started-at": { run: "start time" },
      },
      callsOut: true,
    },
    {
      ...sideStep(spec, "prepare"),
      entryPoint: "prepare",
      inputs: { data: { prefix: "data/" } },
      outputs: ["prepared"],
      outputPrefix: "artifacts/",
      parameters: {},
      callsOut: false,
    },
    {
      name: "train",
      entryPoint: "train",
      inputs: { prepared: { step: "prepare", output: "prepared" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      parameters: hyperparameters(spec),
      callsOut: false,
      hardware: spec.training.hardware,
      nodes: spec.training.nodes,
      volumeGiB: spec.training.volumeGiB,
      timeoutSeconds: spec.training.maxRuntimeSeconds,
      retries: spec.training.retries,
      interruptible: spec.training.interruptible,
      maxWaitSeconds: spec.training.maxWaitSeconds,
    },
    {
      ...sideStep(spec, "evaluate"),
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, prepared: { step: "prepare", output: "prepared" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
      parameters: {},
      callsOut: false,
    },
  ];
}

/** The one step of batch scoring: it reads what lies under `data/` and scores it with the model of the live release. */
export function scoringStep(spec: Pick<PilotSpec, "endpoint" | "training">, release: string): Step {
  return {
    name: "predict",
    entryPoint: "predict",
    inputs: { model: { release }, data: { prefix: "data/" } },
    outputs: ["predictions"],
    outputPrefix: "artifacts/",
    parameters: {},
    callsOut: false,
    hardware: spec.endpoint.hardware,
    nodes: 1,
    volumeGiB: spec.training.volumeGiB,
    timeoutSeconds: spec.training.maxRuntimeSeconds,
    retries: spec.training.retries,
  };
}

/** The training's own arguments: the spec writes names (`max_iterations`), the image takes `--max-iterations`. */
export function hyperparameters(spec: Pick<PilotSpec, "training">): Readonly<Record<string, string>> {
  const given = Object.entries(spec.training.hyperparameters);
  return Object.fromEntries(given.map(([name, value]) => [name.replaceAll("_", "-"), value]));
}
