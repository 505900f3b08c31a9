import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { TimeProvider } from "@cdktf/provider-time/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { DataBucket } from "../../../constructs/azure/data-bucket.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const group = `/subscriptions/${subscription}/resourceGroups/penguins-group/providers/Microsoft.Network`;

const app = new App();
const stack = new TerraformStack(app, "data-bucket");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
new TimeProvider(stack, "time");
const bucket = new DataBucket(stack, "data-bucket", {
  bucketName: "penguinsdata0a1b2c3d",
  accessLogWorkspaceName: "penguins-access-logs",
  keyVaultName: "penguinskey0a1b2c3d",
  keyRoleId: "11111111-2222-4333-8444-888888888888",
  subscription,
  tenant,
  location: "westeurope",
  resourceGroupName: "penguins-group",
  owner: "data@example.com",
  retentionDays: { data: 90, artifacts: 30, evaluation: 90, exports: 30, noncurrent: 7, accessLogs: 30 },
  network: {
    privateEndpointSubnetId: `${group}/virtualNetworks/penguins-network/subnets/private-endpoints`,
    privateDnsZoneIds: { blob: [`${group}/privateDnsZones/privatelink.blob.core.windows.net`] },
  },
});
const principalId = "11111111-2222-4333-8444-999999999999";
bucket.grantRead({ name: "training-job", principalId, policies: [] }, "data/");
app.synth();
