import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { TrainingJob } from "../../../constructs/azure/training-job.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group`;

const app = new App();
const stack = new TerraformStack(app, "training-job");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new TrainingJob(stack, "training-job", {
  name: "penguins-workspace",
  subscription,
  tenant,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "training@example.com",
  isolationMode: "AllowOnlyApprovedOutbound",
  imageRepositoryName: "penguins0a1b2c3d",
  workspaceAccountName: "penguinsws0a1b2c3d",
  workspaceVaultName: "penguinswv0a1b2c3d",
  logWorkspaceName: "penguins-logs",
  importRoleId: "11111111-2222-4333-8444-888888888888",
  image: { digest: null, command: ["python", "-m", "pilot_image"] },
  bucket: {
    accountId: `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata0a1b2c3d`,
    bucketName: "penguinsdata0a1b2c3d",
    containerNames: { "data/": "data", "artifacts/": "artifacts", "evaluation/": "evaluation", "exports/": "exports" },
  },
});
app.synth();
