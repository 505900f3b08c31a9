/** What a pipeline refuses of single values: names, ids and numbers that AWS would not take. */
import { bucketProblems, networkProblems } from "../checks/neighbours.js";
import { jobStepProblems, trainingStepProblems } from "../checks/steps.js";
import { formProblems, gather, numberProblems, type Problem, tagProblems } from "../checks/values.js";
import type { PipelineProps, PipelineStep } from "../pipeline.js";

type Props = Omit<Partial<PipelineProps>, "steps"> & { readonly steps: ReadonlyArray<Partial<PipelineStep>> };

/** The gate reads `metrics.<metric>.value`: anything but a plain word would read another place. */
const metricPattern = /^[a-zA-Z]\w{0,62}$/;

/** Steps that the pipeline writes itself. */
const ownSteps = ["gate", "register", "rejected"];

/** What is wrong with one step. */
function stepProblems(step: Partial<PipelineStep>): Array<Problem<keyof PipelineProps>> {
  const { name = "", parameters = {}, inputs = {}, outputs = [] } = step;
  const prefixes = Object.keys(inputs).map((input) => inputs[input]);
  const words = [...Object.keys(inputs), ...outputs, ...Object.keys(parameters)];
  const problems = [
    ...formProblems<keyof PipelineProps>([
      ["steps", step.entryPoint, "plainText"],
      [
        "steps",
        Object.keys(parameters)
          .map((key) => parameters[key])
          .filter((value) => typeof value === "string" && value !== ""),
        "plainText",
      ],
    ]),
    ...gather(name === "train" ? trainingStepProblems(step) : jobStepProblems(step), ({ prop, message }) => [
      { prop: "steps" as const, message: `${prop}: ${message}` },
    ]),
  ];
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html (2026-10)
  if (name !== "train" && step.interruptible === true) {
    const message = "interruptible: must be false, got true: SageMaker has spot capacity for training only; remove it";
    problems.push({ prop: "steps", message });
  }
  const word = /^[a-zA-Z][\w-]{0,62}$/;
  const wrong = [
    ...words
      .filter((each) => !word.test(each))
      .map((each) => `must name inputs, outputs and parameters by words, got ${JSON.stringify(each)}`),
    ...[step.outputPrefix, ...prefixes.map((from) => (from && "prefix" in from ? from.prefix : undefined))]
      .filter((prefix) => prefix !== undefined && !/^(?:[a-z][a-z0-9-]*\/)+$/.test(prefix))
      .map((prefix) => `must name a prefix of the bucket such as data/, got ${JSON.stringify(prefix)}`),
  ];
  problems.push(...wrong.map((message) => ({ prop: "steps" as const, message: `${message}; give it such a name` })));
  return problems.map(({ prop, message }) => ({ prop, message: `${JSON.stringify(name)}: ${message}` }));
}

/** What is wrong with values that are right or wrong whatever stands beside them. */
export function pipelineValueProblems(props: Props): Array<Problem<keyof PipelineProps>> {
  const { steps, gate, modelRegistry, image, bucket, network, trainingJob } = props;
  const problems: Array<Problem<keyof PipelineProps>> = [
    ...formProblems<keyof PipelineProps>([
      ["name", props.name, "sageMakerName"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["roleName", props.roleName, "roleName"],
      ["modelRegistry", modelRegistry?.modelPackageGroup, "sageMakerName"],
      ["modelRegistry", modelRegistry?.servingInstanceType, "instanceType"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["trainingJob", trainingJob?.roleArn, "roleArn"],
      ["trainingJob", trainingJob?.identity.roleName, "roleName"],
      ["alarmTopicArn", props.alarmTopicArn, "topicArn"],
    ]),
    ...networkProblems(network, "a job runs"),
    ...bucketProblems(bucket),
    ...numberProblems<keyof PipelineProps>([
      ["maxParallelSteps", props.maxParallelSteps, 1, 50],
      ["cacheDays", props.cacheDays, 1, 365],
    ]),
    ...tagProblems("tags" as const, props.tags),
    ...gather(steps, stepProblems),
  ];
  if (props.name !== undefined && props.steps.length === 0)
    problems.push({ prop: "steps", message: "must name at least one step, got none; add one" });
  const names = steps.map(({ name = "" }) => name);
  for (const [at, name] of names.entries()) {
    // docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html (2026-10)
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
      problems.push({
        prop: "steps",
        message: `must be called by 1 to 64 letters, digits, _ and -, got ${JSON.stringify(name)}; rename it`,
      });
    } else if (names.indexOf(name) !== at || (gate !== undefined && ownSteps.includes(name))) {
      problems.push({
        prop: "steps",
        message: `must each have a name of its own, got ${JSON.stringify(name)}; rename it`,
      });
    }
  }
  if (gate !== undefined && !metricPattern.test(gate.metric)) {
    problems.push({
      prop: "gate",
      message: `must name a metric by one word, got ${JSON.stringify(gate.metric)}; the gate reads metrics.<metric>.value`,
    });
  }
  if (gate !== undefined && !Number.isFinite(gate.threshold)) {
    problems.push({ prop: "gate", message: `must have a number as its threshold, got ${gate.threshold}; give one` });
  }
  if (modelRegistry !== undefined && gate === undefined) {
    const message = "must stand beside modelRegistry, got none; without a gate every model would be registered";
    problems.push({ prop: "gate", message });
  }
  if (gate !== undefined && !(steps[steps.length - 1]?.outputs ?? []).includes("evaluation")) {
    const message =
      'must follow a last step with the output "evaluation", got none; the gate reads evaluation.json there';
    problems.push({ prop: "gate", message });
  }
  return problems;
}
