/** What the props of a pipeline may be. */
import { Token } from "cdktf";
import { jobStepProblems } from "../checks/steps.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { PipelineProps } from "../pipeline.js";
import { cronProblem } from "./schedule.js";
import { stepProblems } from "./steps.js";

type Prop = keyof PipelineProps;
type Found = Array<Problem<Prop>>;
type Step = PipelineProps["steps"][number];

/** What is wrong with one step. */
function oneStepProblems(step: Step): Found {
  const { name } = step;
  return [
    ...formProblems<Prop>([
      ["steps", name, "stepName"],
      ["steps", step.entryPoint, "word"],
      ["steps", Object.keys(step.inputs), "word"],
      ["steps", [...step.outputs], "word"],
      ["steps", step.outputPrefix, "prefixOfBucket"],
      ["steps", Object.keys(step.parameters), "word"],
      ["steps", gather(Object.keys(step.parameters), (key) => textOf(step.parameters[key])), "plainText"],
      [
        "steps",
        gather(Object.keys(step.inputs), (input) => {
          const from = step.inputs[input];
          return from !== undefined && "prefix" in from ? [from.prefix] : [];
        }),
        "prefixOfBucket",
      ],
    ]),
    ...gather(jobStepProblems(step), ({ prop, message }) => [
      { prop: "steps" as const, message: `${name}: ${prop}: ${message}` },
    ]),
  ];
}

const textOf = (value: Step["parameters"][string] | undefined): string[] =>
  typeof value === "string" && value !== "" ? [value] : [];

function gateProblems({ gate, steps }: Partial<PipelineProps>): Found {
  if (gate === undefined) return [];
  const found = formProblems<Prop>([["gate", gate.metric, "word"]]);
  if (!Token.isUnresolved(gate.threshold) && !Number.isFinite(gate.threshold)) {
    found.push({
      prop: "gate",
      message: `threshold must be a number, got ${gate.threshold}; name the least that passes`,
    });
  }
  const last = steps === undefined ? undefined : steps[steps.length - 1];
  const makesModel = steps?.some(({ outputs }) => outputs.indexOf("model") >= 0) === true;
  if (steps !== undefined && !(makesModel && last !== undefined && last.outputs.indexOf("evaluation") >= 0)) {
    const message =
      `needs a step that makes "model" and a last step that makes "evaluation", got ${JSON.stringify(gate.metric)} without ` +
      "them; a gate with nothing to compare would register nothing or everything";
    found.push({ prop: "gate", message });
  }
  return found;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function pipelineProblems(props: Partial<PipelineProps>): Found {
  const { steps, image, schedule, serviceAccountIds: ids, modelRegistry, gate, releases = {} } = props;
  const found: Found = [
    ...placeProblems(props),
    ...formProblems<Prop>([
      ["name", props.name, "prefix"],
      ["serviceAccountIds", ids?.pipeline, "serviceAccountId"],
      ["serviceAccountIds", ids?.workflow, "serviceAccountId"],
      ["serviceAccountIds", ids?.schedule, "serviceAccountId"],
      ["modelRegistry", modelRegistry?.modelName, "model"],
      ["image", image?.digest ?? undefined, "digest"],
      ["image", image?.command, "plainText"],
      ["image", image?.healthRoute, "route"],
      ["image", image?.predictRoute, "route"],
      ["trainingJob", props.trainingJob?.serviceAccountName, "serviceAccount"],
      ["bucket", props.bucket?.bucketName, "bucket"],
      ["bucket", props.bucket?.keyId, "keyId"],
      ["network", props.network?.networkAttachmentId, "networkAttachmentId"],
      ["launcherImage", props.launcherImage, "imageByDigest"],
      ["notificationChannels", props.notificationChannels, "channel"],
      ["releases", Object.keys(releases), "release"],
    ]),
    ...numberProblems<Prop>([["image", image?.port, 1, 65_535]]),
    ...gateProblems(props),
  ];
  for (const release of Object.keys(releases)) {
    const version = releases[release];
    if (Token.isUnresolved(version) || /^[1-9]\d{0,8}$/.test(version ?? "")) continue;
    found.push({
      prop: "releases",
      message: `${release}: must be the number of a version, got ${JSON.stringify(version)}; such as "1"`,
    });
  }
  const cron = schedule === undefined || Token.isUnresolved(schedule) ? undefined : cronProblem(schedule);
  if (cron !== undefined) found.push({ prop: "schedule", message: cron });
  if (gate !== undefined && props.name !== undefined && modelRegistry === undefined) {
    found.push({
      prop: "gate",
      message: `"${gate.metric}" without modelRegistry; name where a model that passes goes`,
    });
  }
  if (steps === undefined) return found;
  const names = steps.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) {
      found.push({
        prop: "steps",
        message: `must have names of their own, got ${JSON.stringify(name)} twice; rename one`,
      });
    }
  }
  if (names.length === 0 && props.name !== undefined) {
    found.push({ prop: "steps", message: "must hold a step, got none; name what runs" });
  }
  return [
    ...found,
    ...gather(steps, oneStepProblems),
    ...stepProblems(steps).map((message) => ({ prop: "steps" as const, message })),
  ];
}
