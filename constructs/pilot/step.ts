/**
 * A step of a pipeline: the same on every platform, but for what it runs on. The step alone carries its machine, nodes,
 * volume, timeout and retries, so that no other construct can say something else of them.
 */

/** Where an input comes from: an output of an earlier step, a prefix of the data bucket, or the model of a release. */
export type StepInput =
  | { readonly step: string; readonly output: string }
  | { readonly prefix: string }
  | { readonly release: string };

/** A run of the image: an entry point with named input and output folders. Each platform adds its machine. */
export interface Step {
  readonly name: string;
  /** What follows the image's command. */
  readonly entryPoint: string;
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** Names of the output folders. */
  readonly outputs: readonly string[];
  /** The prefix of the data bucket that the outputs go to, each in a folder of its run and its own name. */
  readonly outputPrefix: string;
  /**
   * Further arguments, by name without the dashes; `{run: "start time"}` is when the run was asked for. A platform that
   * has no such value of a run leaves the argument out.
   */
  readonly parameters: Readonly<Record<string, string | { readonly run: "start time" }>>;
  /** The container calls the cloud itself. Where it does not, a platform that can isolate it does. @default false */
  readonly callsOut?: boolean;
  /** Machines at once. */
  readonly nodes: number;
  /** Of each machine. A platform whose machines come with their disks takes no number. */
  readonly volumeGiB: number;
  /** The platform stops a longer step. */
  readonly timeoutSeconds: number;
  /** After the first attempt. Where the platform repeats no step, the ledger says that nobody retries. */
  readonly retries: number;
  /** On capacity that is cheaper and can be taken away. @default false */
  readonly interruptible?: boolean;
  /** Longest wait for such capacity, where the platform can wait for it. @default - the platform's construct says */
  readonly maxWaitSeconds?: number;
}

/**
 * The gate as a step of the image, where a platform has none of its own: it ends with exit code 1 below the threshold,
 * so that nothing after it runs. It runs on what the last step runs on and reads what that one found, and the model of
 * the step `train`.
 */
export function gateStep<Own extends Step>(
  steps: readonly Own[],
  gate: { readonly metric: string; readonly threshold: number },
): Own {
  const evaluate = steps[steps.length - 1] as Own;
  const train = steps.find(({ name }) => name === "train") ?? evaluate;
  return {
    ...evaluate,
    name: "gate",
    entryPoint: "gate",
    inputs: {
      evaluation: { step: evaluate.name, output: evaluate.outputs[0] ?? "evaluation" },
      model: { step: train.name, output: train.outputs[0] ?? "model" },
    },
    outputs: ["approved"],
    // what passes is registered, and a registered model does not expire
    outputPrefix: "models/",
    // written here and no parameter of a run
    parameters: { metric: gate.metric, threshold: String(gate.threshold) },
  };
}
