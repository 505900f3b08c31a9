/** The half of a pilot on Vertex AI that trains: training job, model registry, pipeline, and the way out. */
import type { TerraformStack } from "cdktf";
import { Exporter } from "../../constructs/google/exporter.js";
import { ModelRegistry } from "../../constructs/google/model-registry.js";
import { Pipeline } from "../../constructs/google/pipeline.js";
import { TrainingJob } from "../../constructs/google/training-job.js";
import type { Release } from "../halves.js";
import type { GoogleFoundations, GoogleSpec } from "./foundations.js";
import { pipelineProps } from "./pipelines.js";

/** What the training half hands over, with the parts that Vertex AI itself serves from. */
export interface GoogleRelease extends Release {
  readonly platform: "google";
  readonly trainingJob: TrainingJob;
  readonly modelRegistry: ModelRegistry;
  readonly pipeline: Pipeline;
  /** @default - the spec names no operator */
  readonly exporter?: Exporter;
}

/** Adds the half that trains. */
export function addTraining(stack: TerraformStack, spec: GoogleSpec, foundations: GoogleFoundations): GoogleRelease {
  const { name, owners, operators, google } = spec;
  const { names, place, budget, privateNetwork, dataBucket } = foundations;

  const trainingJob = new TrainingJob(stack, "training-job", {
    ...place,
    image: spec.image,
    owner: owners.training,
    serviceAccountId: names.trainingAccount,
    imageRepositoryName: names.imageRepository,
    network: privateNetwork,
    bucket: dataBucket,
    imagesKept: spec.registry.imagesKept,
  });
  // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
  // (exports/).
  dataBucket.grantRead(trainingJob.identity, "data/");
  for (const prefix of ["artifacts/", "evaluation/"] as const) dataBucket.grantWrite(trainingJob.identity, prefix);

  const modelRegistry = new ModelRegistry(stack, "model-registry", {
    ...place,
    name: names.model,
    owner: owners.training,
  });

  const pipeline = new Pipeline(stack, "pipeline", {
    ...place,
    ...pipelineProps(spec, dataBucket.bucketName),
    trainingJob,
    bucket: dataBucket,
    network: privateNetwork,
    modelRegistry,
    notificationChannels: budget.notificationChannels,
  });
  // Vertex AI keeps the run's artifacts and parameters there, and reads the gate's value back.
  dataBucket.grantWrite(pipeline.identity, "artifacts/");
  dataBucket.grantRunRoot(pipeline.identity);
  // Its workflow takes the files of registered models out of what expires.
  dataBucket.grantWrite(pipeline.workflowIdentity, "artifacts/");
  modelRegistry.grantRegister(pipeline.identity);

  for (const operator of foundations.operators) {
    trainingJob.grantPush(operator);
    modelRegistry.grantApprove(operator);
    // Also of every other workflow here: Workflows knows no rights on a single one.
    pipeline.grantStart(operator);
    pipeline.grantWatch(operator);
  }

  const exporter =
    operators.google.length === 0
      ? undefined
      : new Exporter(stack, "exporter", {
          ...place,
          name,
          owner: owners.data,
          serviceAccountId: names.exporterAccount,
          readers: operators.google,
        });
  if (exporter) {
    // Models and prepared data lie under artifacts/; raw data and captured requests do not leave by this account.
    dataBucket.grantRead(exporter.identity, "artifacts/");
    dataBucket.grantRead(exporter.identity, "evaluation/");
    trainingJob.grantPull(exporter.identity);
  }

  return {
    platform: "google",
    modelsUri: `gs://${dataBucket.bucketName}/artifacts/`,
    versions: google.releases,
    live: google.live,
    trainingJob,
    modelRegistry,
    pipeline,
    ...(exporter === undefined ? {} : { exporter }),
  };
}
