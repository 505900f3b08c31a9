import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../../constructs/azure/workload-identity.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const app = new App();
const stack = new TerraformStack(app, "workload-identity");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
// its `identity` is what the grants of the boxes take: bucket.grantRead(workload.identity, "artifacts/")
new WorkloadIdentity(stack, "workload-identity", {
  name: "penguins-training-pods",
  subscription,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "ml@example.com",
  box: "training job",
  namespace: "penguins",
  serviceAccount: "training",
  issuer: "https://westeurope.oic.prod-aks.azure.com/11111111-2222-4333-8444-777777777777/0a1b2c3d/",
});
app.synth();
