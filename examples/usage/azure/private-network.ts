import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { PrivateNetwork } from "../../../constructs/azure/private-network.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";

const app = new App();
const stack = new TerraformStack(app, "private-network");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new PrivateNetwork(stack, "private-network", {
  name: "penguins-network",
  subscription,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  flowLogAccountName: "penguinsflows0a1b2c3d",
});
app.synth();
