import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Exporter } from "../../../constructs/azure/exporter.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group/providers`;

const app = new App();
const stack = new TerraformStack(app, "exporter");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
const exporter = new Exporter(stack, "exporter", {
  name: "penguins-exporter",
  subscription,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "data@example.com",
  workspace: {
    workspaceId: `${group}/Microsoft.MachineLearningServices/workspaces/penguins-workspace`,
    workspaceName: "penguins-workspace",
  },
  bucket: { bucketName: "penguinsdata0a1b2c3d" },
  imageRepository: "penguins0a1b2c3d",
});
exporter.grantUse({ name: "ml-lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] });
app.synth();
