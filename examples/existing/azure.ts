import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../constructs/azure/azapi/provider.js";
import { TrainingJob } from "../../constructs/azure/training-job.js";

const subscription = "11111111-2222-4333-8444-666666666666";
const tenant = "11111111-2222-4333-8444-777777777777";
const accountId = `/subscriptions/${subscription}/resourceGroups/lake/providers/Microsoft.Storage/storageAccounts/acmelake`;
const network = `/subscriptions/${subscription}/resourceGroups/hub/providers/Microsoft.Network`;

const app = new App();
const stack = new TerraformStack(app, "existing");
new AzurermProvider(stack, "azurerm", { subscriptionId: subscription, storageUseAzuread: true, features: [{}] });
new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
// The account, its containers, the subnet and the zones are there: nothing of them is made or changed.
const job = new TrainingJob(stack, "training-job", {
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
  network: {
    privateEndpointSubnetId: `${network}/virtualNetworks/hub/subnets/private-endpoints`,
    privateDnsZoneIds: { workspace: [`${network}/privateDnsZones/privatelink.api.azureml.ms`] },
  },
  bucket: {
    accountId,
    bucketName: "acmelake",
    containerNames: { "data/": "data", "artifacts/": "artifacts", "evaluation/": "evaluation", "exports/": "exports" },
  },
});
// Only a DataBucket has verbs. What the job may do in this account stands here, and the job waits for it.
const reads = new RoleAssignment(stack, "job-reads-data", {
  scope: `${accountId}/blobServices/default/containers/data`,
  roleDefinitionName: "Storage Blob Data Reader",
  principalId: job.identity.principalId,
  principalType: "ServicePrincipal",
});
job.identity.policies.push(reads);
// A principal that is there: CI brings images in as it.
job.grantPush({ name: "ci", principalId: "11111111-2222-4333-8444-999999999999", policies: [] });
app.synth();
