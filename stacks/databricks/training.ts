/** The half of a pilot in a workspace that trains: training job, model registry, pipeline, and the way out. */
import type { TerraformStack } from "cdktf";
import { Exporter } from "../../constructs/databricks/exporter.js";
import { ModelRegistry } from "../../constructs/databricks/model-registry.js";
import { Pipeline } from "../../constructs/databricks/pipeline.js";
import { TrainingJob } from "../../constructs/databricks/training-job.js";
import type { Release } from "../halves.js";
import type { DatabricksFoundations, DatabricksSpec } from "./foundations.js";
import { modelsUri } from "./mixed-halves.js";
import { pipelineProps, wheelOf } from "./pipelines.js";

/** What the training half hands over, with the parts that Databricks itself serves from. */
export interface DatabricksRelease extends Release {
  readonly platform: "databricks";
  readonly trainingJob: TrainingJob;
  readonly modelRegistry: ModelRegistry;
  readonly pipeline: Pipeline;
}

/** Adds the half that trains. */
export function addTraining(
  stack: TerraformStack,
  spec: DatabricksSpec,
  foundations: DatabricksFoundations,
): DatabricksRelease {
  const { owners, budget, databricks } = spec;
  const { names, dataBucket, operators } = foundations;
  const { deployer, approvers, experiment, trainingPrincipal } = databricks;
  const image = wheelOf(spec);

  const trainingJob = new TrainingJob(stack, "training-job", {
    owner: owners.training,
    runAs: trainingPrincipal === undefined ? { displayName: names.training } : { applicationId: trainingPrincipal },
    image,
    bucket: dataBucket,
    environmentVersion: databricks.environmentVersion,
  });
  // It reads raw data and the wheel, and writes results; never what leaves the platform (exports/).
  for (const prefix of ["data/", "packages/"] as const) dataBucket.grantRead(trainingJob.identity, prefix);
  for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantWrite(trainingJob.identity, prefix);
  }

  const modelRegistry = new ModelRegistry(stack, "model-registry", {
    name: names.model,
    owner: owners.training,
    approvers: { name: "approvers", kind: "group", principal: approvers },
    bucket: dataBucket,
    deployer,
    ...(experiment === undefined ? {} : { experimentPath: experiment }),
  });
  modelRegistry.grantRegister(trainingJob.identity);
  // whoever deploys reads the aliases, and an endpoint that runs as it loads the versions
  modelRegistry.grantRead(foundations.deployer);
  // the owner of a model finds it only with these
  dataBucket.grantUse({ name: "approvers", kind: "group", principal: approvers, policies: [] });

  const pipeline = new Pipeline(stack, "pipeline", {
    ...pipelineProps(spec),
    image,
    trainingJob,
    modelRegistry,
    recipients: budget.recipients,
  });
  for (const operator of operators) {
    for (const prefix of ["data/", "packages/"] as const) dataBucket.grantWrite(operator, prefix);
    // the manifest by which an export is verified lies with the files of the run, and not in the registry
    dataBucket.grantRead(operator, "models/");
    pipeline.grantStart(operator);
  }
  if (operators.length > 0) {
    new Exporter(stack, "exporter", { owner: owners.data, readers: operators, bucket: dataBucket, modelRegistry });
  }

  return {
    platform: "databricks",
    modelsUri: modelsUri(databricks),
    versions: databricks.releases,
    live: databricks.live,
    trainingJob,
    modelRegistry,
    pipeline,
  };
}
