/** What SageMaker refuses of a step: its numbers, and of one that trains its wait for capacity and its arguments. */
import { Token } from "cdktf";
import type { Step } from "../../pilot/step.js";
import { familyProblem, type InstanceUse } from "./instance-types.js";
import { formMessage, formProblems, gather, numberProblems, type Problem } from "./values.js";

/** A step on an instance type. */
export interface StepOnInstance extends Step {
  readonly instanceType: string;
  /** The instance keeps its volume on disks of its own, encrypted by its hardware: it takes no key. @default false */
  readonly localStorage?: boolean;
}

type Found = Array<Problem<keyof StepOnInstance>>;

/**
 * The step's own directories: the image takes `--<input>`, `--<output>` and the entry point beside the hyperparameters,
 * so a hyperparameter of that name would send the step elsewhere.
 */
const ofTheStep = ["entry-point", "input", "model", "output", "output-dir", "prepared", "train"];

/** Beginnings that SageMaker's training toolkit reads itself: github.com/aws/sagemaker-training-toolkit (2026-10). */
const ofSageMaker = /^(?:sagemaker|sm)[_-]|^_/i;

/** docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html (2026-11): HyperParameters. */
const mostHyperparameters = 100;

/** What is wrong with the arguments of a step that trains: SageMaker calls them hyperparameters. */
function hyperparameterProblems(parameters: Step["parameters"]): Found {
  const { length } = Object.keys(parameters);
  const tooMany = `must be at most ${mostHyperparameters} on SageMaker, got ${length}; put some into a file of the image`;
  const found: Found = length > mostHyperparameters ? [{ prop: "parameters", message: tooMany }] : [];
  return found.concat(
    gather(Object.keys(parameters), (name) => {
      const value = parameters[name];
      const owner = ofTheStep.includes(name.replace(/_/g, "-"))
        ? "the training step's own"
        : ofSageMaker.test(name)
          ? "SageMaker's own"
          : undefined;
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html (2026-10)
      const form = /^[a-zA-Z_][\w-]{0,255}$/.test(name) ? undefined : "letters, digits, _ and -, a letter first";
      const message =
        owner !== undefined
          ? `must not be a name of ${owner}, got ${JSON.stringify(name)}; give the hyperparameter another name`
          : form !== undefined
            ? `must be ${form}, got ${JSON.stringify(name)}; give the hyperparameter another name`
            : value === "" || (typeof value === "object" && value.run === "start time")
              ? undefined
              : formMessage(value, "plainText");
      return message === undefined
        ? []
        : [{ prop: "parameters" as const, message: `${JSON.stringify(name)}: ${message}` }];
    }),
  );
}

/** What is wrong with the machine of a step and its numbers. */
export function jobStepProblems(step: Partial<StepOnInstance>, use: InstanceUse = "processing"): Found {
  const { instanceType } = step;
  const form = formProblems<keyof StepOnInstance>([["instanceType", instanceType, "instanceType"]]);
  const family =
    form.length > 0 || instanceType === undefined || Token.isUnresolved(instanceType)
      ? undefined
      : familyProblem(instanceType, use);
  return [
    ...form,
    ...(family === undefined ? [] : [{ prop: "instanceType" as const, message: family }]),
    ...numberProblems<keyof StepOnInstance>([
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10)
      ["nodes", step.nodes, 1, 1000],
      ["volumeGiB", step.volumeGiB, 1, 16_384],
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html (2026-10): 28 days
      ["timeoutSeconds", step.timeoutSeconds, 1, 28 * 86_400],
      ["maxWaitSeconds", step.maxWaitSeconds, 1, 28 * 86_400 * 2],
      // docs.aws.amazon.com/sagemaker/latest/dg/pipelines-retry-policy.html (2026-10)
      ["retries", step.retries, 0, 20],
    ]),
  ];
}

/** What is wrong with a step that trains. The spec layer calls it with what a spec can break. */
export function trainingStepProblems(step: Partial<StepOnInstance>): Found {
  const { timeoutSeconds, maxWaitSeconds: wait, interruptible = false, parameters = {} } = step;
  const found = [...jobStepProblems(step, "training"), ...hyperparameterProblems(parameters)];
  if (wait === undefined || Token.isUnresolved(wait)) return found;
  if (!interruptible) {
    found.push({
      prop: "maxWaitSeconds",
      message: `${wait} without interruptible: remove it, or ask for spot capacity`,
    });
  } else if (timeoutSeconds !== undefined && wait < timeoutSeconds) {
    const message = `${wait}; allowed: from the step's own limit, ${timeoutSeconds}: it covers wait and run`;
    found.push({ prop: "maxWaitSeconds", message });
  }
  return found;
}
