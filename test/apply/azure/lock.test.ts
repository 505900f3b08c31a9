/**
 * The lock of a destroy that keeps data, with the real azapi and time providers: an account and a container of azapi
 * stand where azurerm's would, so this runs where azurerm is not.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TimeProvider } from "@cdktf/provider-time/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azure/azapi/provider.js";
import { AzapiResource } from "../../../constructs/azure/azapi/resource.js";
import { LockOnDestroy } from "../../../constructs/azure/data-bucket/lock-on-destroy.js";
import { describeUnless } from "../../terraform/skip.js";
import { Workspace } from "../../terraform/workspace.js";
import { tenant } from "./fake/additions.js";
import { Surroundings } from "./surroundings.js";

const subscription = "22222222-3333-4444-8555-666666666666";
const group = `/subscriptions/${subscription}/resourceGroups/penguins`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata`;
const container = `${account}/blobServices/default/containers/data`;
const name = "lock";

/** A group, an account with a container, a role on the container, and the lock between them. */
function lockStack(): object {
  const stack = new TerraformStack(new App(), name);
  new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
  new TimeProvider(stack, "time");
  // beside the stack: the default is the folder that the test runs in
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const place = { location: "westeurope", body: {} };
  const made = new AzapiResource(stack, "group", {
    ...place,
    type: "Microsoft.Resources/resourceGroups@2024-03-01",
    parentId: `/subscriptions/${subscription}`,
    name: "penguins",
  });
  const store = new AzapiResource(stack, "account", {
    type: "Microsoft.Storage/storageAccounts@2023-05-01",
    parentId: group,
    name: "penguinsdata",
    location: "westeurope",
    body: { kind: "StorageV2", sku: { name: "Standard_LRS" } },
    dependsOn: [made],
  });
  const child = new AzapiResource(stack, "container", {
    type: "Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01",
    parentId: `${account}/blobServices/default`,
    name: "data",
    body: { properties: {} },
    dependsOn: [store],
  });
  const props = { account: store, accountName: "penguinsdata", accountId: account, children: [child], enabled: true };
  const lock = new LockOnDestroy(stack, "keep", props);
  new AzapiResource(stack, "role", {
    type: "Microsoft.Authorization/roleAssignments@2022-04-01",
    parentId: container,
    name: "11111111-2222-4333-8444-555555555555",
    body: {
      properties: {
        principalId: "11111111-2222-4333-8444-666666666666",
        roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`,
      },
    },
    dependsOn: lock.before,
  });
  stack.prepareStack();
  return stack.toTerraform() as object;
}

const workspace = new Workspace();
mkdirSync(workspace.stackFolder(name), { recursive: true });
writeFileSync(join(workspace.stackFolder(name), "cdk.tf.json"), JSON.stringify(lockStack()));
const why = Surroundings.missing(workspace, name);
if (why.length > 0) workspace.remove();

describeUnless(why, "the lock of a destroy that keeps data", () => {
  const surroundings = new Surroundings();
  const { arm } = surroundings;
  beforeAll(async () => {
    await surroundings.start();
    surroundings.prepare(workspace, name);
    await workspace.terraform(name, "init");
    await workspace.terraform(name, "apply", "-no-color", "-auto-approve");
  });
  afterAll(async () => {
    await surroundings.stop();
    workspace.remove();
  });

  test("a second plan is empty", async () => {
    expect(await workspace.changes(name)).toEqual([]);
  });

  test("a destroy takes the role away, locks, waits until the lock is in force, and ends at the container", async () => {
    arm.calls.length = 0;
    const { code, output } = await workspace.run(name, "destroy", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("ScopeLocked")]);
    expect(arm.calls.map((call) => call.replace(account, "…"))).toEqual([
      "DELETE …/blobServices/default/containers/data/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555 -> 200",
      "PUT …/providers/Microsoft.Authorization/locks/keep -> 200",
      "DELETE …/blobServices/default/containers/data -> 409 ScopeLocked",
    ]);
    expect(arm.resources.has(container.toLowerCase())).toBe(true);
  });

  test("a lock that is not found ends a destroy before anything is deleted", async () => {
    await workspace.terraform(name, "apply", "-no-color", "-auto-approve");
    arm.resources.delete(`${account}/providers/Microsoft.Authorization/locks/keep`.toLowerCase());
    arm.lost.add("microsoft.authorization/locks");
    const { code, output } = await workspace.run(name, "destroy", "-no-color", "-auto-approve");
    expect(code).toBe(1);
    expect(output).toContain("locks/keep");
    expect(arm.resources.has(container.toLowerCase())).toBe(true);
  });
});
