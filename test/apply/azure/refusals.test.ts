/** What the fake refuses, asked over HTTP: each rule once refused, and once let pass. No Terraform is needed. */
import { setTimeout as passed } from "node:timers/promises";
import { FakeArm } from "./fake/arm.js";
import { type Listening, servePlain, serveSecure } from "./fake/server.js";

const subscription = "/subscriptions/22222222-3333-4444-8555-666666666666";
const group = `${subscription}/resourceGroups/penguins`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata`;
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/penguins`;
const endpoint = `${workspace}/onlineEndpoints/penguins`;
const lock = `${account}/providers/Microsoft.Authorization/locks/keep`;
const westeurope = { location: "westeurope" };

/** A fake whose clock a test turns forward. */
class ClockedArm extends FakeArm {
  seconds = 0;
  override now(): number {
    return this.seconds;
  }
}

let arm: ClockedArm;
let server: Listening;
beforeEach(async () => {
  arm = new ClockedArm();
  server = await servePlain(arm);
  await put(group, westeurope);
});
afterEach(() => server.stop());

async function ask(method: string, id: string, body?: object) {
  const [path, query = ""] = id.split("?");
  const url = `${server.url}${path}?api-version=2025-06-01${query && `&${query}`}`;
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  return { status: response.status, code: answer.error?.code, message: answer.error?.message, answer };
}
const put = (id: string, body: object = {}) => ask("PUT", id, body);
const remove = (id: string) => ask("DELETE", id);
const accepted = { status: 200 };
const locked = { status: 409, code: "ScopeLocked" };

test("azurerm is sent to the server without TLS: it repeats no write whose handshake takes over ten seconds", async () => {
  const secure = await serveSecure(arm);
  try {
    expect((await ask("GET", "/metadata/endpoints")).answer.resourceManager).toBe(server.url);
  } finally {
    await secure.stop();
  }
});

test("what breaks in the fake is an answer", async () => {
  arm.answer = () => {
    throw new Error("broken");
  };
  expect((await fetch(`${server.url}/subscriptions`)).status).toBe(500);
});

describe("a delete lock", () => {
  const container = `${account}/blobServices/default/containers/data`;
  const role = `${container}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`;
  const privateEndpoint = `${group}/providers/Microsoft.Network/privateEndpoints/blob`;
  const rule = `${workspace}/outboundRules/to-data`;
  const points: readonly (readonly [string, string])[] = [
    ["the account", account],
    ["a container", container],
    ["a role assignment on a container", role],
    ["a private endpoint to the account", privateEndpoint],
    ["an outbound rule to the account", rule],
    ["the workspace whose managed network has such a rule", workspace],
    ["the group around it", group],
  ];
  beforeEach(async () => {
    await put(account, westeurope);
    await put(container);
    await put(role, { properties: { principalId: "p", roleDefinitionId: "/r" } });
    await put(privateEndpoint, {
      properties: { privateLinkServiceConnections: [{ properties: { privateLinkServiceId: account } }] },
    });
    await put(workspace, westeurope);
    await put(rule, { properties: { type: "PrivateEndpoint", destination: { serviceResourceId: account } } });
    expect(await put(lock, { properties: { level: "CanNotDelete" } })).toMatchObject(accepted);
  });

  test.each(points)("that is not in force yet lets %s go", async (_, id) => {
    arm.seconds = 59;
    expect(await remove(id)).toMatchObject(accepted);
  });

  test.each(points)("in force holds %s", async (_, id) => {
    arm.seconds = 60;
    expect(await remove(id)).toMatchObject(locked);
    await remove(lock);
    expect(await remove(id)).toMatchObject(accepted);
  });

  test("lets a write pass, and all that is elsewhere", async () => {
    arm.seconds = 60;
    expect(await put(container)).toMatchObject(accepted);
    const other = `${group}/providers/Microsoft.Storage/storageAccounts/penguinsdata2`;
    await put(other, westeurope);
    expect(await remove(other)).toMatchObject(accepted);
  });
});

test("an enabled schedule is not deleted", async () => {
  await put(workspace, westeurope);
  const schedule = `${workspace}/schedules/nightly`;
  const properties = { isEnabled: true, trigger: { triggerType: "Cron", expression: "0 3 * * *" } };
  await put(schedule, { properties });
  expect(await remove(schedule)).toMatchObject({
    status: 400,
    message: expect.stringContaining("first disable a schedule"),
  });
  await put(schedule, { properties: { ...properties, isEnabled: false } });
  expect(await remove(schedule)).toMatchObject(accepted);
});

test.each(["99 3 * * *", "0 25 * * *", "0 3 * * 7"])("a schedule at %s is refused", async (expression) => {
  await put(workspace, westeurope);
  const properties = { isEnabled: true, trigger: { triggerType: "Cron", expression } };
  expect(await put(`${workspace}/schedules/nightly`, { properties })).toMatchObject({ status: 400, code: "UserError" });
});

describe("a deleted workspace", () => {
  beforeEach(async () => {
    await put(workspace, westeurope);
    await remove(workspace);
  });

  test("holds its name until it is purged", async () => {
    expect(await put(workspace, westeurope)).toMatchObject({
      status: 409,
      message: expect.stringContaining("Soft-deleted"),
    });
    expect(await remove(`${workspace}?forceToPurge=true`)).toMatchObject({ status: 204 });
    expect(await put(workspace, westeurope)).toMatchObject(accepted);
  });

  test("cannot be purged once its group is gone", async () => {
    await remove(group);
    expect(await remove(`${workspace}?forceToPurge=true`)).toMatchObject({
      status: 404,
      code: "ResourceGroupNotFound",
    });
  });
});

test("a workspace that is purged as it is deleted leaves its name free", async () => {
  await put(workspace, westeurope);
  await remove(`${workspace}?forceToPurge=true`);
  expect(await put(workspace, westeurope)).toMatchObject(accepted);
});

test("a deleted vault comes back by recovery in its own location only", async () => {
  const vault = `${group}/providers/Microsoft.KeyVault/vaults/penguins`;
  await put(vault, westeurope);
  await put(`${vault}/keys/data`);
  await remove(vault);
  const conflict = { status: 409, code: "ConflictError" };
  expect(await put(vault, { location: "northeurope" })).toMatchObject(conflict);
  expect(await put(vault, westeurope)).toMatchObject(conflict);
  const recover = { properties: { createMode: "recover" } };
  expect(await put(vault, { location: "northeurope", ...recover })).toMatchObject(conflict);
  expect(await put(vault, { ...westeurope, ...recover })).toMatchObject(accepted);
  expect(await ask("GET", `${vault}/keys/data`)).toMatchObject(accepted);
});

test("role definitions of one name are refused, in another group too", async () => {
  const other = `${subscription}/resourceGroups/other`;
  await put(other, westeurope);
  const role = (at: string, id: string) => `${at}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
  const properties = { roleName: "penguins: approve models" };
  expect(await put(role(group, "1"), { properties })).toMatchObject({ status: 201 });
  expect(await put(role(other, "2"), { properties })).toMatchObject({
    status: 409,
    code: "RoleDefinitionWithSameNameExists",
  });
  expect(await put(role(group, "1"), { properties })).toMatchObject({ status: 201 });
});

test("an updated role definition is answered by 201, and shown as made anew for five seconds", async () => {
  const role = `${group}/providers/Microsoft.Authorization/roleDefinitions/1`;
  const moments = ({ answer }: { readonly answer: { readonly properties: Record<string, string> } }) => {
    const { createdOn, updatedOn } = answer.properties;
    return createdOn === updatedOn ? "made anew" : "updated";
  };
  expect(await put(role, { properties: { roleName: "a", description: "before" } })).toMatchObject({ status: 201 });
  // the moments are in milliseconds
  await passed(2);
  const updated = await put(role, { properties: { roleName: "a", description: "after" } });
  expect([updated.status, moments(updated)]).toEqual([201, "made anew"]);
  arm.seconds = 4.9;
  expect(moments(await ask("GET", role))).toBe("made anew");
  arm.seconds = 5;
  expect(moments(await ask("GET", role))).toBe("updated");
});

test("the same role for the same principal twice is refused", async () => {
  const assignment = (id: string) => `${group}/providers/Microsoft.Authorization/roleAssignments/${id}`;
  const properties = { principalId: "p", roleDefinitionId: "/roleDefinitions/r" };
  await put(assignment("1"), { properties });
  expect(await put(assignment("2"), { properties })).toMatchObject({ status: 409, code: "RoleAssignmentExists" });
});

test.each([
  [15, "Microsoft.Network/privateDnsZones/privatelink.example.com"],
  [50, "Microsoft.Storage/storageAccounts/penguinsdata"],
])("more than %i tags are refused on %s", async (most, what) => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, ""]));
  const id = `${group}/providers/${what}`;
  expect(await put(id, { ...westeurope, tags: tags(most + 1) })).toMatchObject({
    status: 400,
    message: expect.stringContaining(`maximum of ${most} tags`),
  });
  expect(await put(id, { ...westeurope, tags: tags(most) })).toMatchObject(accepted);
});

test("overlapping ranges in one rule are refused", async () => {
  const security = `${group}/providers/Microsoft.Network/networkSecurityGroups/clients`;
  await put(security, westeurope);
  const rule = (sourceAddressPrefixes: readonly string[]) =>
    put(`${security}/securityRules/in`, { properties: { sourceAddressPrefixes } });
  const refused = { status: 400, code: "OverlappingSubnetsNotPermittedInSecurityRule" };
  expect(await rule(["10.100.0.0/16", "10.100.4.0/24"])).toMatchObject(refused);
  expect(await rule(["10.100.0.0/16", "10.101.0.0/24"])).toMatchObject(accepted);
});

test("a location has one network watcher, and Azure makes it with the first VNet", async () => {
  await put(`${group}/providers/Microsoft.Network/virtualNetworks/penguins`, westeurope);
  const own = `${group}/providers/Microsoft.Network/networkWatchers/mine`;
  expect(await put(own, westeurope)).toMatchObject({ status: 400, code: "NetworkWatcherCountLimitReached" });
  expect(await put(own, { location: "northeurope" })).toMatchObject(accepted);
  const azures = `${subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;
  expect(await ask("GET", azures)).toMatchObject(accepted);
});

test("Azure puts an alert rule and its receiver beside Application Insights", async () => {
  await put(`${group}/providers/Microsoft.Insights/components/penguins-insights`, westeurope);
  const { answer } = await ask("GET", `${group}/resources`);
  expect(answer.value.map(({ name }: { name: string }) => name)).toEqual([
    "penguins-insights",
    "Failure Anomalies - penguins-insights",
    "Application Insights Smart Detection",
  ]);
});

test.each([
  ["Microsoft.Storage/storageAccounts", "loginrisk", "riskscore"],
  ["Microsoft.MachineLearningServices/workspaces", "microsoft-ml", "team-ml"],
  ["Microsoft.KeyVault/vaults", "xboxchurn", "churn"],
])("%s may not be called %s", async (type, reserved, free) => {
  const refused = { status: 400, code: "ReservedResourceName" };
  expect(await put(`${group}/providers/${type}/${reserved}`, westeurope)).toMatchObject(refused);
  expect(await put(`${group}/providers/${type}/${free}`, westeurope)).toMatchObject(accepted);
});

test("a location without zones has no zone-redundant storage", async () => {
  const sku = { name: "Standard_ZRS" };
  const refused = { status: 400, code: "RedundancyConfigurationNotAvailableInRegion" };
  expect(await put(account, { location: "westus", sku })).toMatchObject(refused);
  expect(await put(account, { location: "westus", sku: { name: "Standard_LRS" } })).toMatchObject(accepted);
});

describe("an online endpoint", () => {
  const deployment = (name: string) => `${endpoint}/deployments/${name}`;
  const share = (traffic: Record<string, number>) => put(endpoint, { ...westeurope, properties: { traffic } });
  beforeEach(async () => {
    await put(workspace, westeurope);
    await share({});
    for (const name of ["rel-r1", "rel-r2"]) await put(deployment(name), westeurope);
  });

  test("takes shares of 0 or 100 in all, of deployments that are there", async () => {
    expect(await share({ "rel-r1": 90 })).toMatchObject({
      status: 400,
      message: expect.stringContaining("90 percent"),
    });
    expect(await share({ "rel-r3": 100 })).toMatchObject({ status: 400, message: expect.stringContaining("rel-r3") });
    expect(await share({ "rel-r1": 90, "rel-r2": 10 })).toMatchObject(accepted);
  });

  test("keeps a deployment that has traffic", async () => {
    await share({ "rel-r1": 100, "rel-r2": 0 });
    expect(await remove(deployment("rel-r1"))).toMatchObject({ status: 400 });
    expect(await remove(deployment("rel-r2"))).toMatchObject(accepted);
  });

  test("has at most 20 deployments", async () => {
    for (let index = 3; index <= 20; index += 1) await put(deployment(`rel-r${index}`), westeurope);
    expect(await put(deployment("rel-r21"), westeurope)).toMatchObject({
      status: 400,
      message: expect.stringContaining("20"),
    });
  });
});

test("a version never changes", async () => {
  await put(workspace, westeurope);
  const environment = `${workspace}/environments/image`;
  await put(environment);
  await put(`${environment}/versions/1`, { properties: { image: "a" } });
  expect(await put(`${environment}/versions/1`, { properties: { image: "b" } })).toMatchObject({
    status: 400,
    code: "UserError",
  });
});

test("a child needs its parent, and all need their group", async () => {
  expect(await put(`${workspace}/schedules/nightly`)).toMatchObject({ status: 404, code: "ParentResourceNotFound" });
  const elsewhere = account.replace("/penguins/", "/gone/");
  expect(await put(elsewhere, westeurope)).toMatchObject({ status: 404, code: "ResourceGroupNotFound" });
});

test("a budget starts this month or up to twelve months later", async () => {
  const budget = `${group}/providers/Microsoft.Consumption/budgets/penguins`;
  const start = (startDate: string) => put(budget, { properties: { timePeriod: { startDate } } });
  const year = new Date().getUTCFullYear();
  expect(await start("2020-01-01T00:00:00Z")).toMatchObject({ status: 400 });
  expect(await start(`${year + 2}-01-01T00:00:00Z`)).toMatchObject({ status: 400 });
  expect(await start(`${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`)).toMatchObject(accepted);
});

test("whoever lacks a right is refused by its name", async () => {
  arm.denied.add("Microsoft.Authorization/locks/write");
  await put(account, westeurope);
  expect(await put(lock)).toMatchObject({
    status: 403,
    code: "AuthorizationFailed",
    message: expect.stringContaining("'Microsoft.Authorization/locks/write'"),
  });
});
