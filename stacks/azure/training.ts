/** The half of a pilot on Azure that trains: training job with its workspace, model registry, pipeline, the way out. */
import type { TerraformStack } from "cdktf";
import { Exporter } from "../../constructs/azure/exporter.js";
import { ModelRegistry } from "../../constructs/azure/model-registry.js";
import { Pipeline } from "../../constructs/azure/pipeline.js";
import { TrainingJob } from "../../constructs/azure/training-job.js";
import type { Release } from "../halves.js";
import type { AzureFoundations, AzureSpec } from "./foundations.js";
import { versionsOf } from "./releases.js";
import { azureSteps } from "./steps.js";

/** What the training half hands over, with the parts that Azure ML itself serves from. */
export interface AzureRelease extends Release {
  readonly platform: "azure";
  readonly trainingJob: TrainingJob;
  readonly modelRegistry: ModelRegistry;
  readonly pipeline: Pipeline;
}

/** Adds the half that trains. */
export function addTraining(stack: TerraformStack, spec: AzureSpec, foundations: AzureFoundations): AzureRelease {
  const { owners, onDestroy, image, azure } = spec;
  const { names, place, operators, budget, dataBucket } = foundations;

  const trainingJob = new TrainingJob(stack, "training-job", {
    ...place,
    name: names.workspace,
    owner: owners.training,
    isolationMode: azure.isolationMode,
    imageRepositoryName: names.registry,
    workspaceAccountName: names.workspaceAccount,
    workspaceVaultName: names.workspaceVault,
    logWorkspaceName: names.logWorkspace,
    importRoleId: names.importRoleId,
    image,
    network: foundations.reachable,
    bucket: dataBucket,
    logRetentionDays: spec.data.retentionDays.accessLogs,
    onDestroy,
    after: budget.guards,
  });
  // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
  // (exports/).
  dataBucket.grantRead(trainingJob.identity, "data/");
  for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
    dataBucket.grantWrite(trainingJob.identity, prefix);
  }

  const modelRegistry = new ModelRegistry(stack, "model-registry", {
    ...place,
    name: names.model,
    owner: owners.training,
    workspace: trainingJob,
    approveRoleId: names.approveRoleId,
  });

  const pipeline = new Pipeline(stack, "pipeline", {
    ...place,
    name: names.pipeline,
    owner: owners.training,
    steps: azureSteps(spec, `https://${dataBucket.bucketName}.blob.core.windows.net`),
    gate: spec.gate,
    modelRegistry,
    image,
    trainingJob,
    actionGroupId: budget.actionGroupId,
  });

  for (const operator of operators) {
    trainingJob.grantPush(operator);
    trainingJob.grantWatch(operator);
    modelRegistry.grantApprove(operator);
    if (pipeline.pipelineName) pipeline.grantStart(operator);
  }
  if (operators.length > 0) {
    const exporter = new Exporter(stack, "exporter", {
      ...place,
      name: names.exporter,
      owner: owners.data,
      workspace: trainingJob,
      bucket: { bucketName: names.dataBucket },
      imageRepository: names.registry,
    });
    // Prepared data lies under artifacts/; raw data does not leave by this identity.
    for (const prefix of ["models/", "artifacts/", "evaluation/", "exports/"] as const) {
      dataBucket.grantRead(exporter.identity, prefix);
    }
    trainingJob.grantPull(exporter.identity);
    for (const operator of operators) exporter.grantUse(operator);
  }

  return {
    platform: "azure",
    modelsUri: `https://${dataBucket.bucketName}.blob.core.windows.net/models/`,
    versions: versionsOf(azure.releases),
    live: azure.live,
    trainingJob,
    modelRegistry,
    pipeline,
  };
}
