/** The half of a pilot on a cluster that trains: training job, model registry, pipeline, and the way out. */
import type { TerraformStack } from "cdktf";
import { Exporter } from "../../constructs/kubernetes/exporter.js";
import { ModelRegistry } from "../../constructs/kubernetes/model-registry.js";
import { Pipeline } from "../../constructs/kubernetes/pipeline.js";
import { TrainingJob } from "../../constructs/kubernetes/training-job.js";
import type { Release } from "../halves.js";
import { releaseText } from "../rehearsal/release-text.js";
import type { KubernetesFoundations, KubernetesSpec } from "./foundations.js";
import { subjectOf } from "./operator.js";
import { pipelineProps } from "./pipelines.js";
import { registryStore } from "./registry-store.js";

/** What the training half hands over. */
export interface KubernetesRelease extends Release {
  readonly platform: "kubernetes";
  readonly pipeline: Pipeline;
}

/** Adds the half that trains. */
export function addTraining(
  stack: TerraformStack,
  spec: KubernetesSpec,
  foundations: KubernetesFoundations,
): KubernetesRelease {
  const { owners, operators, kubernetes } = spec;
  const { names, place, bucket, after } = foundations;
  const { training, exporter } = kubernetes.identities;

  const trainingJob = new TrainingJob(stack, "training-job", {
    ...place,
    owner: owners.training,
    serviceAccountName: names.training,
    serviceAccountAnnotations: training.annotations,
    podLabels: training.podLabels,
    imageRepository: kubernetes.imageRepository,
    imagePullSecrets: kubernetes.imagePullSecrets,
    image: spec.image,
    bucket,
    makesRayJobs: spec.training.nodes > 1,
  });

  const { store, ...server } = kubernetes.mlflow;
  const modelRegistry = new ModelRegistry(stack, "model-registry", {
    ...place,
    ...server,
    name: names.registry,
    modelName: names.model,
    owner: owners.training,
    store: registryStore(store),
    after,
    paused: spec.paused,
  });

  // Custom resources stand in a stack of their own: their plan needs their definitions in the cluster.
  const pipeline = new Pipeline(foundations.runs, "pipeline", pipelineProps(spec));

  for (const operator of foundations.operators) {
    trainingJob.grantStart(operator);
    modelRegistry.grantApprove(operator);
  }
  if (operators.kubernetes.length > 0) {
    new Exporter(stack, "exporter", {
      ...place,
      serviceAccountName: names.exporter,
      serviceAccountAnnotations: exporter.annotations,
      owner: owners.data,
      readers: operators.kubernetes.map(subjectOf),
      bucket,
    });
  }

  return {
    platform: "kubernetes",
    modelsUri: `${bucket.uri}/models/`,
    versions: Object.fromEntries(
      Object.entries(kubernetes.releases).map(([release, model]) => [release, releaseText(model)]),
    ),
    live: kubernetes.live,
    pipeline,
  };
}
