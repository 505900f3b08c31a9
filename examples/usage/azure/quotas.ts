import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { Quotas } from "../../../constructs/azure/quotas.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";

const app = new App();
const stack = new TerraformStack(app, "quotas");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new Quotas(stack, "quotas", {
  subscription,
  location: "westeurope",
  owner: "training@example.com",
  needs: [{ quota: "standardDSv2Family", vCpus: 4, machines: 1 }],
});
app.synth();
