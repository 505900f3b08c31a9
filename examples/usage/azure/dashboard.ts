import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Dashboard } from "../../../constructs/azure/dashboard.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group/providers`;

const app = new App();
const stack = new TerraformStack(app, "dashboard");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new Dashboard(stack, "dashboard", {
  name: "penguins-dashboard",
  location: "westeurope",
  resourceGroupName: "penguins-group",
  bucket: { accountId: `${group}/Microsoft.Storage/storageAccounts/penguinsdata0a1b2c3d` },
  trainingJob: { workspaceId: `${group}/Microsoft.MachineLearningServices/workspaces/penguins` },
});
app.synth();
