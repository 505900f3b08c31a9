/** The half of a pilot on SageMaker that trains: training job, model registry, pipeline, and the way out. */
import type { TerraformStack } from "cdktf";
import { Exporter } from "../../constructs/aws/exporter.js";
import { ModelRegistry } from "../../constructs/aws/model-registry.js";
import { Pipeline } from "../../constructs/aws/pipeline.js";
import { TrainingJob } from "../../constructs/aws/training-job.js";
import type { Release } from "../halves.js";
import { imageSteps } from "../pilot-spec/steps.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";
import { machineOf, onMachine } from "./hardware.js";

/** What the training half hands over, with the parts that SageMaker itself serves from. */
export interface AwsRelease extends Release {
  readonly platform: "aws";
  readonly trainingJob: TrainingJob;
  readonly modelRegistry: ModelRegistry;
  readonly pipeline: Pipeline;
}

/** Adds the half that trains. */
export function addTraining(stack: TerraformStack, spec: AwsSpec, foundations: AwsFoundations): AwsRelease {
  const { owners, operators, onDestroy, image, aws } = spec;
  const { names, place, clients, dataBucket, budget, privateNetwork } = foundations;
  const operator = foundations.operator?.identity;

  // A trained model goes where nothing expires it: its release is read from there as long as it is listed.
  const steps = imageSteps(spec, `s3://${dataBucket.bucketName}`).map((step) =>
    onMachine(step.name === "train" ? { ...step, outputPrefix: "models/" } : step, aws.machines),
  );
  const trainingJob = new TrainingJob(stack, "training-job", {
    ...place,
    owner: owners.training,
    roleName: names.trainingRole,
    imageRepositoryName: names.imageRepository,
    image,
    network: privateNetwork,
    bucket: dataBucket,
    imagesKept: spec.registry.imagesKept,
    logGroups: aws.jobLogGroups,
    onDestroy,
  });
  privateNetwork.releasedBy(trainingJob.identity);
  // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
  // (exports/).
  for (const prefix of ["data/", "artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantRead(trainingJob.identity, prefix);
  }
  for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantWrite(trainingJob.identity, prefix);
  }

  const modelRegistry = new ModelRegistry(stack, "model-registry", {
    ...place,
    name: names.modelPackageGroup,
    owner: owners.training,
  });

  const pipeline = new Pipeline(stack, "pipeline", {
    ...place,
    name: names.pipeline,
    owner: owners.training,
    roleName: names.pipelineRole,
    steps,
    gate: spec.gate,
    modelRegistry: {
      modelPackageGroup: modelRegistry.modelPackageGroup,
      servingInstanceType: machineOf(spec.endpoint.hardware, aws.machines).instanceType,
    },
    image,
    trainingJob,
    bucket: dataBucket,
    network: privateNetwork,
    cacheDays: aws.stepCacheDays,
    alarmTopicArn: budget.alarmTopicArn,
    paused: spec.paused,
  });
  // The gate's value is read by SageMaker with the pipeline's role, from outside of the network; so is a new
  // version's model.
  dataBucket.grantRead(pipeline.identity, "evaluation/");
  dataBucket.grantRead(pipeline.identity, "artifacts/");
  dataBucket.grantRead(pipeline.identity, "models/");
  trainingJob.grantPull(pipeline.identity);
  modelRegistry.grantRegister(pipeline.identity);
  budget.stopAt(pipeline.identity);

  if (operator) {
    trainingJob.grantPush(operator);
    modelRegistry.grantApprove(operator);
    if (pipeline.pipelineName) pipeline.grantStart(operator);

    const exporter = new Exporter(stack, "exporter", {
      ...place,
      ...clients,
      owner: owners.data,
      roleName: names.exporterRole,
      readers: operators.aws,
      modelRegistry,
      pipeline,
    });
    // Models and prepared data leave by this role; raw data and captured requests do not.
    dataBucket.grantRead(exporter.identity, "models/");
    dataBucket.grantRead(exporter.identity, "artifacts/");
    dataBucket.grantRead(exporter.identity, "evaluation/");
    trainingJob.grantPull(exporter.identity);
  }
  return {
    platform: "aws",
    modelsUri: `s3://${dataBucket.bucketName}/models/`,
    versions: aws.releases,
    live: aws.live,
    trainingJob,
    modelRegistry,
    pipeline,
  };
}
