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

test("the data's account waits for its key, and the lock for all that is in the account", async () => {
  const edges = edgesOf(await made("phase 0"));
  const account = waitsFor(edges, "azurerm_storage_account.data-bucket");
  expect([...account].some((each) => each.startsWith("azapi_resource_action.data-bucket_key"))).toBe(true);
  expect([...waitsFor(edges, "azapi_resource_action.data-bucket_keep_C7A53FEB")]).toContain(
    "azurerm_storage_account.data-bucket",
  );
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
