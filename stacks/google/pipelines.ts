/**
 * What a spec says of the training job and the pipelines, for the stack that makes them and for the check of a spec.
 */
import { type PipelineProps, pipelineSourceProblems } from "../../constructs/google/pipeline.js";
import { stepArguments } from "../../constructs/google/training-job.js";
import { reference } from "../../constructs/google/workflows/source.js";
import type { CheckedSections, Problem } from "../pilot-spec/check.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, scoringStep } from "../pilot-spec/steps.js";
import { hardware } from "./hardware.js";
import { googleNames } from "./names.js";
import { onMachine, withoutEgressClaim, withVisibleNames } from "./steps.js";

type GoogleSpec = Required<
  Pick<PilotSpec, "name" | "owners" | "training" | "steps" | "gate" | "image" | "endpoint" | "paused" | "google">
>;

/** Of the pipeline that trains; its schedule is made paused. */
export function pipelineProps(spec: GoogleSpec, bucketName: string) {
  const { google, owners } = spec;
  const names = namesOf(spec);
  return {
    name: names.pipeline,
    owner: owners.training,
    serviceAccountIds: names.pipelineAccounts,
    steps: imageSteps(spec, `gs://${bucketName}`)
      .map(withVisibleNames)
      .map((step) => onMachine(google.serviceControls ? step : withoutEgressClaim(step), google.machines)),
    gate: spec.gate,
    image: spec.image,
    schedule: google.retrainSchedule,
    launcherImage: google.launcherImage,
    paused: true,
  };
}

/** Of the pipeline that scores; undefined where a spec has none. */
export function batchProps(spec: GoogleSpec) {
  const { endpoint, google, owners } = spec;
  const release = google.live === null ? undefined : google.releases[google.live];
  if (endpoint.mode !== "batch" || release === undefined) return undefined;
  const names = namesOf(spec);
  return {
    name: names.batchPipeline,
    owner: owners.serving,
    serviceAccountIds: names.batchAccounts,
    steps: [onMachine(scoringStep(spec, release), google.machines)],
    releases: google.releases,
    image: spec.image,
    schedule: endpoint.schedule,
    launcherImage: google.launcherImage,
    paused: spec.paused,
  };
}

const namesOf = ({ name, google }: GoogleSpec) =>
  googleNames(name, google.project, google.keyGeneration, google.generation);

/** The sections that a pipeline is made of, where none of them has a problem. */
function whole(spec: CheckedSections): (GoogleSpec & Pick<PilotSpec, "labels">) | undefined {
  const { name, owners, training, steps, gate, image, endpoint, paused = false, labels, google } = spec;
  if (!(name && owners && training && steps && gate && image && endpoint && labels && google)) return undefined;
  const classes = [training, endpoint, ...Object.values(steps)].map((each) => each.hardware);
  if (classes.some((each) => hardware[each] === undefined && !(each in google.machines))) return undefined;
  return { name, owners, training, steps, gate, image, endpoint, paused, labels, google };
}

/**
 * What Google would refuse in the workflows of a spec: their source holds what the spec says at the longest of these.
 */
export function pipelineSpecProblems(checked: CheckedSections): Problem[] {
  const spec = whole(checked);
  if (spec === undefined) return [];
  const { google, training } = spec;
  // without an image nothing is made, and what is too long then is too long afterwards
  const image = { ...spec.image, digest: spec.image.digest ?? `sha256:${"0".repeat(64)}` };
  const names = namesOf(spec);
  const labels = { ...spec.labels, pilot: spec.name };
  const place = { project: reference, region: google.region, labels };
  // ids are made of references: to a project, to what holds the thing, and to the thing
  const id = `projects/${reference}/locations/${google.region}/${reference}/networkAttachments/${reference}`;
  const network = { networkAttachmentId: id };
  const bucket = { bucketName: reference, ...(google.ownKey ? { keyId: id } : {}) };
  const job: Parameters<typeof stepArguments>[0] = { image, labels, network, bucket };
  const named = { serviceAccount: reference, imageUri: (digest: string) => `${id}@${digest}` };
  const identity = { name: "", member: "", policies: [] };
  const parts: Omit<PipelineProps, keyof ReturnType<typeof pipelineProps>> = {
    ...place,
    network,
    bucket,
    modelRegistry: { modelName: names.model },
    trainingJob: {
      identity,
      serviceAccountName: reference,
      imageUri: named.imageUri,
      stepArguments: (step, run) => stepArguments(job, named, step, run),
    },
  };
  const scoring = batchProps(spec);
  const found = [
    ...pipelineSourceProblems({ ...parts, ...pipelineProps(spec, bucket.bucketName), image }),
    ...(scoring === undefined ? [] : pipelineSourceProblems({ ...parts, ...scoring, image })),
  ];
  const sizes: ReadonlyArray<readonly [path: readonly string[], size: number]> = [
    [["training", "hyperparameters"], JSON.stringify(training.hyperparameters).length],
    // The command stands in every step and in the model, the labels too.
    [["image", "command"], 6 * JSON.stringify(image.command).length],
    [["labels"], 7 * JSON.stringify(labels).length],
  ];
  const [path] = [...sizes].sort(([, one], [, other]) => other - one)[0] ?? [[]];
  return [...new Set(found)].map((message) => ({ path, message }));
}
