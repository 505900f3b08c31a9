/** The order in which an Azure pilot is made and goes, read out of the edges that Terraform sees. */
import { strings } from "../../../stacks/rules/synthesized.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

/** Address → addresses that it depends on: by reference or by name. */
function edgesOf({ resources }: SynthesizedStack): ReadonlyMap<string, ReadonlySet<string>> {
  const addresses = new Set(resources.map(({ address }) => address));
  return new Map(
    resources.map(({ address, arguments: given }) => {
      const named = [...strings(given)].flatMap(({ text, pointer }) =>
        pointer.startsWith("/depends_on/")
          ? [text]
          : [...text.matchAll(/([a-z0-9_]+\.[\w-]+)\./g)].map(([, reference = ""]) => reference),
      );
      return [address, new Set(named.filter((each) => addresses.has(each) && each !== address))] as const;
    }),
  );
}

/** Everything that an address waits for, at any distance. */
function waitsFor(edges: ReadonlyMap<string, ReadonlySet<string>>, address: string): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [address];
  while (queue.length > 0) {
    for (const next of edges.get(queue.pop() ?? "") ?? []) {
      if (!found.has(next)) queue.push(next);
      found.add(next);
    }
  }
  return found;
}

const made = async (variant: string): Promise<SynthesizedStack> => {
  const azure = await synthesizePilot("azure", variants[variant]);
  if (azure === undefined) throw new Error("the example has no azure block");
  return azure;
};
const kind = "Microsoft.MachineLearningServices/workspaces";
const ofType = (stack: SynthesizedStack, type: string) =>
  stack.all("azapi_resource").filter(({ arguments: given }) => given["type"] === `${type}@2025-06-01`);

test("a destroy drains the traffic, then deletes deployments, then the endpoint, then the workspace", async () => {
  const stack = await made("phase 2");
  const edges = edgesOf(stack);
  const drain = "azapi_resource_action.endpoint_traffic_drain_14E49AA6";
  const deployments = ofType(stack, `${kind}/onlineEndpoints/deployments`).map(({ address }) => address);
  const [endpoint] = ofType(stack, `${kind}/onlineEndpoints`).map(({ address }) => address);
  const [workspace] = ofType(stack, kind).map(({ address }) => address);
  expect(deployments).toHaveLength(2);
  expect([...waitsFor(edges, drain)]).toEqual(expect.arrayContaining([...deployments, endpoint]));
  for (const deployment of deployments) {
    expect([...waitsFor(edges, deployment)]).toContain(endpoint);
    expect([...waitsFor(edges, deployment)]).not.toContain(drain);
  }
  expect([...waitsFor(edges, endpoint ?? "")]).toContain(workspace);
});

describe.each(["phase 0", "phase 2"])("a destroy of %s that keeps the data", (variant) => {
  const account = "azurerm_storage_account.data-bucket";
  const put = "azapi_resource_action.data-bucket_keep_C7A53FEB";
  const wait = "time_sleep.data-bucket_keep_wait_47C46574";
  const found = "azapi_resource_action.data-bucket_keep_found_EABEE31C";
  // what a delete of which Azure is asked for under the account's own id; the key's use is merged in and never deleted
  const below = /^azurerm_(storage_container|storage_management_policy|monitor_diagnostic_setting)\./;
  // these hold the account's name, and no right on it or connection to it
  const harmless =
    /workspace_datastore-|_key_encryption_|^azurerm_portal_dashboard|^azapi_resource(_action)?\.(pipeline|batch)/;

  test("locks, waits, finds the lock, and only then touches the account and what is in it", async () => {
    const stack = await made(variant);
    const edges = edgesOf(stack);
    expect([...waitsFor(edges, put)]).toEqual(expect.arrayContaining([wait, found, account]));
    expect([...waitsFor(edges, wait)]).toEqual(expect.arrayContaining([found, account]));
    const key = [...waitsFor(edges, account)].filter((each) =>
      each.startsWith("azapi_resource_action.data-bucket_key"),
    );
    expect(key).toHaveLength(1);
    const held = stack.resources.filter(
      ({ address, arguments: given }) => below.test(address) && JSON.stringify(given).includes(`${account}.name}`),
    );
    expect(held.length).toBeGreaterThanOrEqual(6);
    expect([...waitsFor(edges, found)]).toEqual(expect.arrayContaining(held.map(({ address }) => address)));
  });

  test("takes away whatever points at the account before the lock forbids it", async () => {
    const stack = await made(variant);
    const edges = edgesOf(stack);
    const points = stack.resources.filter(({ address, arguments: given }) => {
      const names = JSON.stringify(given).match(
        /\$\{(azurerm_storage_(?:account|container)\.data-bucket[\w-]*)\.name\}/,
      );
      return names !== null && !below.test(address) && !harmless.test(address) && ![put, found].includes(address);
    });
    const types = new Set(points.map(({ type, arguments: given }) => String(given["type"] ?? type).split("@")[0]));
    expect([...types].sort()).toEqual([`${kind}/outboundRules`, "azurerm_private_endpoint", "azurerm_role_assignment"]);
    for (const { address } of points) {
      expect({ address, waitsForTheLock: waitsFor(edges, address).has(put) }).toEqual({
        address,
        waitsForTheLock: true,
      });
      expect([...waitsFor(edges, put)]).not.toContain(address);
    }
  });

  test("and the workspace, its registry and all that bills while idle are gone by then", async () => {
    const stack = await made(variant);
    const edges = edgesOf(stack);
    const [workspace = ""] = ofType(stack, kind).map(({ address }) => address);
    expect([...waitsFor(edges, workspace)]).toContain(put);
    for (const { address } of ofType(stack, `${kind}/onlineEndpoints`)) {
      expect([...waitsFor(edges, address)]).toContain(put);
    }
  });
});

test("a schedule is disabled before it is deleted, and both before its workspace", async () => {
  const stack = await made("phase 2");
  const edges = edgesOf(stack);
  const schedules = ofType(stack, `${kind}/schedules`).map(({ address }) => address);
  const disables = stack.all("azapi_resource_action").filter(({ address }) => address.includes("disable"));
  expect(schedules.length).toBeGreaterThanOrEqual(1);
  expect(
    disables.map(({ address }) => [...(edges.get(address) ?? [])].filter((each) => schedules.includes(each))),
  ).toEqual(schedules.map((each) => [each]));
});

test("a role assignment precedes whoever runs as its identity", async () => {
  const stack = await made("phase 2");
  const edges = edgesOf(stack);
  const identities = stack.all("azurerm_user_assigned_identity").map(({ address }) => address);
  let seen = 0;
  for (const identity of identities) {
    const given = stack
      .all("azurerm_role_assignment")
      .filter(({ arguments: each }) => each["principal_id"] === `\${${identity}.principal_id}`);
    // what has an identity: by its ARM id, in an argument of its own
    const runners = stack.resources.filter(
      ({ type, arguments: each }) =>
        !["azurerm_role_assignment", "azurerm_user_assigned_identity"].includes(type) &&
        JSON.stringify([each["identity"], each["body"]]).includes(`\${${identity}.name}`),
    );
    for (const runner of runners) {
      for (const right of given) {
        // a right on the runner itself can only follow it
        if (JSON.stringify(right.arguments).includes(`\${${runner.address}.`)) continue;
        seen += 1;
        // the account gets its identity before the key's use is asked for; the request that asks waits for the right
        const waits = [...waitsFor(edges, runner.address)];
        expect({ runner: runner.address, waits }).toEqual({
          runner: runner.address,
          waits: expect.arrayContaining([right.address]),
        });
      }
    }
  }
  expect(seen).toBeGreaterThan(15);
});

test("what alerts is made after the budget and goes before it", async () => {
  const stack = await made("phase 2");
  const edges = edgesOf(stack);
  const alerts = stack.resources.filter(({ type }) => /azurerm_monitor_(metric_alert|scheduled)/.test(type));
  expect(alerts.length).toBeGreaterThanOrEqual(4);
  for (const { address } of alerts) {
    expect([...waitsFor(edges, address)]).toContain("azurerm_consumption_budget_resource_group.budget");
  }
});

test("the budget and who is alerted outlive the data, the registry, the workspace and the endpoint", async () => {
  const stack = await made("phase 2");
  const edges = edgesOf(stack);
  const bills = [
    "azurerm_storage_account.data-bucket",
    ...stack.all("azurerm_container_registry").map(({ address }) => address),
    ...ofType(stack, kind).map(({ address }) => address),
    ...ofType(stack, `${kind}/onlineEndpoints`).map(({ address }) => address),
  ];
  expect(bills).toHaveLength(4);
  for (const address of bills) {
    expect([...waitsFor(edges, address)]).toEqual(
      expect.arrayContaining([
        "azurerm_consumption_budget_resource_group.budget",
        "azurerm_monitor_action_group.budget_told_926FCD0D",
      ]),
    );
  }
});
