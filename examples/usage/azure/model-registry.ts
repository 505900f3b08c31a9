import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { ModelRegistry } from "../../../constructs/azure/model-registry.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group/providers`;

const app = new App();
const stack = new TerraformStack(app, "model-registry");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
const registry = new ModelRegistry(stack, "model-registry", {
  name: "penguins-model",
  subscription,
  resourceGroupName: "penguins-group",
  workspace: {
    workspaceId: `${group}/Microsoft.MachineLearningServices/workspaces/penguins-workspace`,
    workspaceName: "penguins-workspace",
    ready: [],
  },
  owner: "training@example.com",
  approveRoleId: "11111111-2222-4333-8444-aaaaaaaaaaaa",
});
registry.grantApprove({ name: "ml-lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] });
app.synth();
