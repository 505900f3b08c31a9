import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Budget } from "../../../constructs/azure/budget.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";

const app = new App();
const stack = new TerraformStack(app, "budget");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new Budget(stack, "budget", {
  name: "penguins-budget",
  subscription,
  resourceGroupName: "penguins-group",
  owner: "budget@example.com",
  monthly: 200,
  recipients: ["budget@example.com"],
  alertPercents: [50, 80, 100],
  start: "2026-12-01",
});
app.synth();
