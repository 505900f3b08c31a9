import { DataBucket } from "../../../constructs/azure/data-bucket.js";
import { WorkloadIdentity } from "../../../constructs/azure/workload-identity.js";
import { synthesizeScope } from "../../synth.js";
import * as ids from "./ids.js";

const issuer = "https://westeurope.oic.prod-aks.azure.com/11111111-2222-4333-8444-777777777777/0a1b2c3d/";
let made: WorkloadIdentity;
const stack = synthesizeScope((scope) => {
  const place = { subscription: ids.subscription, location: "westeurope", resourceGroupName: "penguins" };
  made = new WorkloadIdentity(scope, "training", {
    ...place,
    ...{ name: "penguins-training-pods", owner: "ml@example.com", box: "training job", issuer },
    ...{ namespace: "penguins", serviceAccount: "training" },
  });
  const bucket = new DataBucket(scope, "data-bucket", {
    ...place,
    tenant: "33333333-4444-4555-8666-777777777777",
    bucketName: "penguinsdata0a1b2c3d",
    accessLogWorkspaceName: "penguins-logs",
    keyVaultName: "penguinskey0a1b2c3d",
    keyRoleId: "11111111-2222-4333-8444-888888888888",
    owner: "data@example.com",
    retentionDays: { data: 90, artifacts: 90, evaluation: 365, exports: 30, noncurrent: 30, accessLogs: 90 },
  });
  bucket.grantRead(made.identity, "artifacts/");
});

test("one issuer, one subject, one audience, each as a whole", () => {
  expect(stack.one("azurerm_federated_identity_credential")).toMatchObject({
    issuer,
    subject: "system:serviceaccount:penguins:training",
    audience: ["api://AzureADTokenExchange"],
    parent_id: expect.stringMatching(/userAssignedIdentities\/\$\{azurerm_user_assigned_identity\.training\.name\}$/),
  });
});

test("a grant of the data bucket takes it as it is, and pods wait for the credential, too", () => {
  expect(stack.one("azurerm_role_assignment", "training-read-artifacts")).toMatchObject({
    principal_id: "${azurerm_user_assigned_identity.training.principal_id}",
    role_definition_name: "Storage Blob Data Reader",
  });
  expect(made.identity.policies).toHaveLength(2);
});

test("says what the service account and its pods carry", () => {
  expect(made.serviceAccountAnnotations).toEqual({ "azure.workload.identity/client-id": expect.any(String) });
  expect(made.podLabels).toEqual({ "azure.workload.identity/use": "true" });
});
