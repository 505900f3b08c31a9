import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Endpoint } from "../../../constructs/azure/endpoint.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group/providers`;
const workspaceId = `${group}/Microsoft.MachineLearningServices/workspaces/penguins-workspace`;

const app = new App();
const stack = new TerraformStack(app, "endpoint");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
const endpoint = new Endpoint(stack, "endpoint", {
  name: "penguins-endpoint",
  subscription,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "serving@example.com",
  releases: { "2026-11": "1" },
  live: "2026-11",
  image: { digest: `sha256:${"0123456789abcdef".repeat(4)}` },
  trainingJob: {
    workspaceId,
    logWorkspaceId: `${group}/Microsoft.OperationalInsights/workspaces/penguins-logs`,
    ready: [],
    imageUri: (digest) => `penguins0a1b2c3d.azurecr.io/penguins-image@${digest}`,
  },
  modelRegistry: { versionId: (version) => `${workspaceId}/models/penguins-model/versions/${version}` },
  vmSize: "Standard_DS3_v2",
  minReplicas: 1,
  maxReplicas: 2,
  p95Milliseconds: 500,
  errorPercent: 1,
  canaryPercent: 10,
  idleHours: 24,
  invokeRoleId: "11111111-2222-4333-8444-bbbbbbbbbbbb",
});
endpoint.grantInvoke({ name: "web-shop", principalId: "11111111-2222-4333-8444-999999999999", policies: [] });
app.synth();
