/** What a spec says of the pipelines, for the stack that makes them and for the check of a spec. */
import type { PipelineProps, PipelineStep } from "../../constructs/kubernetes/pipeline.js";
import { stepTemplate } from "../../constructs/kubernetes/steps/step-template.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, type Step, scoringStep } from "../pilot-spec/steps.js";
import { bucketOf } from "./bucket.js";
import { machineOf } from "./hardware.js";
import { kubernetesNames, namespaceOf } from "./names.js";

type KubernetesSpec = Required<
  Pick<
    PilotSpec,
    "name" | "owners" | "training" | "steps" | "gate" | "image" | "endpoint" | "paused" | "labels" | "kubernetes"
  >
>;

/** A step on what its class asks for. */
const onMachine = (step: Step, { hardware, ray }: KubernetesSpec["kubernetes"]): PipelineStep => ({
  ...step,
  ...machineOf(step.hardware, hardware),
  ...(step.nodes > 1 && ray !== undefined ? { rayVersion: ray.version } : {}),
});

/**
 * The service account of the steps as the stack of custom resources names it. It stands in the other stack, which is
 * deployed before and destroyed after this one, so nothing here refers to it.
 */
function trainingJob({ name, image, kubernetes }: KubernetesSpec): PipelineProps["trainingJob"] {
  const bucket = bucketOf(kubernetes);
  const serviceAccountName = kubernetesNames(name).training;
  return {
    identity: { name: "training-job", kind: "ServiceAccount", subject: serviceAccountName, policies: [] },
    serviceAccountName,
    bucket,
    stepTemplate: (step) =>
      stepTemplate(step, {
        image: `${kubernetes.imageRepository}@${image.digest}`,
        digest: image.digest ?? "",
        command: image.command,
        bucket,
        podLabels: kubernetes.identities.training.podLabels,
        serviceAccountName,
        releaseKey: (release) => release,
      }),
  };
}

/** Of every pipeline. */
const common = (spec: KubernetesSpec) => ({
  namespace: namespaceOf(spec),
  labels: { ...spec.labels, pilot: spec.name },
  image: spec.image,
  trainingJob: trainingJob(spec),
  runsKeptDays: spec.kubernetes.runsKeptDays,
});

/** Of the pipeline that trains; its schedule is made suspended. */
export function pipelineProps(spec: KubernetesSpec): PipelineProps {
  const { name, owners, kubernetes } = spec;
  const names = kubernetesNames(name);
  const trackingUri = `http://${names.registry}.${namespaceOf(spec)}.svc:5000`;
  return {
    ...common(spec),
    name: names.pipeline,
    owner: owners.training,
    steps: imageSteps(spec, bucketOf(kubernetes).uri).map((step) => onMachine(step, kubernetes)),
    gate: spec.gate,
    modelRegistry: { modelName: names.model, trackingUri },
    schedule: kubernetes.retrainSchedule,
    paused: true,
  };
}

/** The folder of a model below the bucket; undefined where it lies in another one. */
export const keyInBucket = (uri: string, bucketUri: string): string | undefined =>
  uri.startsWith(`${bucketUri}/`) ? uri.slice(bucketUri.length + 1) : undefined;

/** Of the pipeline that scores; undefined where a spec has none. */
export function batchProps(spec: KubernetesSpec): PipelineProps | undefined {
  const { name, owners, endpoint, kubernetes } = spec;
  const release = kubernetes.live === null ? undefined : kubernetes.releases[kubernetes.live];
  const key = release === undefined ? undefined : keyInBucket(release.uri, bucketOf(kubernetes).uri);
  if (endpoint.mode !== "batch" || release === undefined || key === undefined) return undefined;
  return {
    ...common(spec),
    name: kubernetesNames(name).batch,
    owner: owners.serving,
    steps: [{ ...onMachine(scoringStep(spec, key), kubernetes), modelSha256: { model: release.sha256 } }],
    ...(endpoint.schedule === undefined ? {} : { schedule: endpoint.schedule }),
    paused: spec.paused,
  };
}
