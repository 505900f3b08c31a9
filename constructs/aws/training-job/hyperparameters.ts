/** Names of hyperparameters that belong to the training step itself or to SageMaker. */
import { formMessage, gather, type Problem } from "../checks/values.js";

/**
 * The step's own directories: the image takes `--<input>`, `--<output>` and the entry point beside the hyperparameters,
 * so a hyperparameter of that name would send the step elsewhere.
 */
const ofTheStep = ["entry-point", "input", "model", "output", "output-dir", "prepared", "train"];

/** Beginnings that SageMaker's training toolkit reads itself: github.com/aws/sagemaker-training-toolkit (2026-10). */
const ofSageMaker = /^(?:sagemaker|sm)[_-]|^_/i;

/** What is wrong with hyperparameters. */
export function hyperparameterProblems(given: Readonly<Record<string, unknown>>): Array<Problem<"hyperparameters">> {
  return gather(Object.entries(given), ([name, value]) => {
    const owner = ofTheStep.includes(name.replace(/_/g, "-"))
      ? "the training step's own"
      : ofSageMaker.test(name)
        ? "SageMaker's own"
        : undefined;
    // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html (2026-10)
    const form = /^[a-zA-Z_][\w-]{0,255}$/.test(name) ? undefined : "letters, digits, _ and -, a letter first";
    const message =
      owner !== undefined
        ? `must be no name of ${owner}, got ${JSON.stringify(name)}; give the hyperparameter another name`
        : form !== undefined
          ? `must be ${form}, got ${JSON.stringify(name)}; give the hyperparameter another name`
          : value === ""
            ? undefined
            : formMessage(value, "plainText");
    return message === undefined
      ? []
      : [{ prop: "hyperparameters" as const, message: `${JSON.stringify(name)}: ${message}` }];
  });
}
