import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Pipeline } from "../../../constructs/azure/pipeline.js";
import { TrainingJob } from "../../../constructs/azure/training-job.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group`;

const app = new App();
const stack = new TerraformStack(app, "pipeline");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
const place = { subscription, tenant, location: "westeurope", resourceGroupName: "penguins-group" };
const owner = "training@example.com";
const image = { digest: `sha256:${"0123456789abcdef".repeat(4)}`, command: ["python", "-m", "pilot_image"] };
const trainingJob = new TrainingJob(stack, "training-job", {
  ...place,
  name: "penguins-workspace",
  owner,
  isolationMode: "AllowOnlyApprovedOutbound",
  imageRepositoryName: "penguins0a1b2c3d",
  workspaceAccountName: "penguinsws0a1b2c3d",
  workspaceVaultName: "penguinswv0a1b2c3d",
  logWorkspaceName: "penguins-logs",
  importRoleId: "11111111-2222-4333-8444-888888888888",
  image,
  bucket: {
    accountId: `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata0a1b2c3d`,
    bucketName: "penguinsdata0a1b2c3d",
    containerNames: { "data/": "data", "artifacts/": "artifacts", "evaluation/": "evaluation", "exports/": "exports" },
  },
});
const versions = `${trainingJob.workspaceId}/models/penguins-model/versions`;
const machine = { vmSize: "Standard_DS3_v2", nodes: 1, volumeGiB: 100 };
const step = { ...machine, parameters: {}, timeoutSeconds: 3600, retries: 0 };
new Pipeline(stack, "pipeline", {
  ...place,
  name: "penguins-pipeline",
  owner,
  image,
  trainingJob,
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelName: "penguins-model", versionId: (version) => `${versions}/${version}` },
  steps: [
    {
      ...step,
      name: "train",
      entryPoint: "train",
      inputs: { data: { prefix: "data/" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      timeoutSeconds: 7200,
    },
    {
      ...step,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, data: { prefix: "data/" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
    },
  ],
});
app.synth();
