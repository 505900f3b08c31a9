/**
 * Each row of the changes on Azure, walked in synthesized stacks, there and back: what the provider would replace or
 * take down, and what the plan refuses. It needs no provider; `test/changes/azure.test.ts` asks the real ones for the
 * same plans where they are found.
 */
import { changes } from "../../stacks/azure/changes.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { trials } from "../changes/azure.js";
import { rowOf } from "../changes/walk.js";
import { type SynthesizedStack, synthesizePilot } from "../synth.js";
import { serving } from "../terraform/phases.js";
import { type Changes, overlaid } from "../terraform/workspace.js";
import { lost, type Stack } from "../upgrade/deployed.js";

/** Drops what is undefined, as YAML does. */
const written = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => inner !== undefined)
          .map(([key, inner]) => [key, written(inner)]),
      );

async function stackOf(changed: Changes): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("azure", (input) => {
    const laid = overlaid(input as unknown as Changes, overlaid(serving("azure"), changed));
    Object.assign(input, written(laid) as PilotSpecInput);
  });
  if (stack === undefined) throw new Error("the example has no azure block");
  return stack;
}

type Given = Readonly<Record<string, unknown>>;
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

/** What a held value says: the plan evaluates the same condition on the output that was deployed. */
const condition = /^\$\{try\(self\.output\["(\w+)"\], ("(?:[^"\\]|\\.)*")\) == ("(?:[^"\\]|\\.)*")\}$/;

/** The messages with which the plan of one stack over another one is refused. */
function refusals(from: SynthesizedStack, to: SynthesizedStack): readonly string[] {
  const before = new Map(from.resources.map(({ address, arguments: given }) => [address, given]));
  const held = to.all("terraform_data").flatMap(({ address, arguments: given }) => {
    const was = before.get(address)?.["input"] as Record<string, string> | undefined;
    const keeps = JSON.stringify(at(given, "lifecycle", "ignore_changes") ?? []).includes("input");
    const conditions = (at(given, "lifecycle", "postcondition") ?? []) as Array<Record<string, string>>;
    return conditions.flatMap(({ condition: text = "", error_message: message = "" }) => {
      const [, key = "", fallback = "", must = ""] = condition.exec(text) ?? [];
      if (key === "") return [];
      const output = keeps ? was?.[key] : undefined;
      const now = output ?? (JSON.parse(fallback) as string);
      return now === JSON.parse(must) ? [] : [message.replace(/\$\{try\(self\.output[^}]*\}/g, now)];
    });
  });
  // the traffic's precondition: who has a share now must still be a deployment
  const shares = Object.entries((trafficOf(from) ?? {}) as Record<string, number>);
  const listed = deployments(to).map(([, { name }]) => name);
  const traffic = to.all("azapi_update_resource").find(({ address }) => address.includes("endpoint_traffic"));
  const [guard] = (at(traffic?.arguments, "lifecycle", "precondition") ?? []) as Array<Record<string, string>>;
  const served = shares.filter(([name, share]) => share > 0 && !listed.includes(name));
  return [...held, ...(guard !== undefined && served.length > 0 ? [guard["error_message"] ?? ""] : [])];
}

const trafficOf = (stack: SynthesizedStack): unknown =>
  at(
    stack.all("azapi_update_resource").find(({ address }) => address.includes("endpoint_traffic"))?.arguments,
    ...["body", "properties", "traffic"],
  );
const ofKind = (stack: SynthesizedStack, kind: RegExp): ReadonlyArray<readonly [address: string, given: Given]> =>
  stack
    .all("azapi_resource")
    .filter(({ arguments: given }) => kind.test(String(given["type"])))
    .map(({ address, arguments: given }) => [address, given]);
const deployments = (stack: SynthesizedStack) => ofKind(stack, /onlineEndpoints\/deployments@/);

/**
 * Arguments whose change makes azurerm 4.55 or azapi 2.12 replace the resource: `ForceNew` of their source (2026-11).
 */
const replacing: Readonly<Record<string, readonly string[]>> = {
  azapi_resource: ["type", "parent_id", "name", "location"],
  azurerm_private_endpoint: ["name", "location", "subnet_id", "private_service_connection"],
  azurerm_storage_account: ["account_replication_type", "account_tier"],
  azurerm_virtual_network: ["name", "location"],
  azurerm_monitor_autoscale_setting: ["name", "target_resource_id"],
};

/** What of what serves goes or is replaced, without what has no share of the traffic. */
function down(from: SynthesizedStack, to: SynthesizedStack): readonly string[] {
  const shares = (trafficOf(from) ?? {}) as Record<string, number>;
  const serves = [
    ...ofKind(from, /workspaces@|onlineEndpoints@|outboundRules@|datastores@|models@/),
    ...deployments(from).filter(([, { name }]) => (shares[String(name)] ?? 0) > 0),
    ...from.all("azurerm_private_endpoint").map(({ address, arguments: given }) => [address, given] as const),
  ];
  const after = new Map(to.resources.map(({ address, arguments: given }) => [address, given]));
  return serves.flatMap(([address, given]) => {
    const now = after.get(address);
    if (now === undefined) return [`${address} goes`];
    const type = address.split(".")[0] ?? "";
    const changed = (replacing[type] ?? []).filter((key) => JSON.stringify(given[key]) !== JSON.stringify(now[key]));
    return changed.map(
      (key) => `${address} is replaced for ${key}: ${JSON.stringify(given[key])} → ${JSON.stringify(now[key])}`,
    );
  });
}

/** Stores, keys and held names; the endpoint's own identity and role are made again under the same name and id. */
const stores = (from: SynthesizedStack, to: SynthesizedStack) =>
  lost(from.json as unknown as Stack, to.json as unknown as Stack).filter(
    (line) =>
      !/^azurerm_(role_definition|user_assigned_identity)\.endpoint_\S+ would be deleted$/.test(line) &&
      // the words of the row say so: a network of somebody else brings its own flow logs
      !/^azurerm_\w+\.private-network_flow-logs_\S+ would be deleted$/.test(line),
  );

const nameOf = ({ key, change }: { readonly key: string; readonly change?: string }) =>
  change ? `${key}, ${change}` : key;
const rows = trials.map((trial) => [nameOf(trial), trial, rowOf(changes, trial)] as const);
const way = (...ways: readonly string[]) => rows.filter(([, , { how }]) => ways.includes(how));

test("every row is walked, and every walk is a row", () => {
  expect(trials.map(nameOf).sort()).toEqual(changes.map(nameOf).sort());
});

test.each(way("in place"))(
  "%s: nothing that serves or holds data goes, there and back",
  async (_, trial, { seenAt }) => {
    const [from, to] = [await stackOf(trial.from ?? {}), await stackOf(trial.to)];
    expect(refusals(from, to)).toEqual([]);
    expect([...down(from, to), ...stores(from, to)]).toEqual([]);
    const changed = to.resources
      .filter(
        ({ address, arguments: given }) =>
          JSON.stringify(given) !== JSON.stringify(from.resources.find((one) => one.address === address)?.arguments),
      )
      .map(({ type }) => type);
    expect(changed).toEqual(expect.arrayContaining((seenAt ?? []).map(({ type }) => type)));
    // a tightened network stays tight; all else goes back the same way
    if (trial.change === "tightened") expect(refusals(to, from)).toEqual([expect.stringContaining("only tightens")]);
    else expect([...refusals(to, from), ...down(to, from), ...stores(to, from)]).toEqual([]);
  },
);

test.each(way("refused", "refused until paused"))(
  "%s: the plan is refused, with the way in words",
  async (_, trial, row) => {
    const [from, to] = [await stackOf(trial.from ?? {}), await stackOf(trial.to)];
    const refused = refusals(from, to);
    expect(refused).not.toEqual([]);
    for (const message of refused) {
      expect(message).not.toContain("$WAS");
      expect(message).toMatch(/\b(must|is no longer listed)\b/);
    }
    expect(refused.join("\n").includes("paused: true")).toBe(row.how === "refused until paused");
  },
);

test.each(way("refused until paused"))(
  "%s: paused: true lets it through, and nothing that holds data goes",
  async (_, trial) => {
    const from = await stackOf(trial.from ?? {});
    const paused = await stackOf({ ...trial.from, paused: true });
    const changed = await stackOf(overlaid(trial.to, { paused: true }));
    const to = await stackOf(trial.to);
    const walk = [from, paused, changed, to];
    for (const [index, step] of walk.slice(1).entries()) {
      const before = walk[index] as SynthesizedStack;
      expect([...refusals(before, step), ...stores(before, step)]).toEqual([]);
    }
    // and back the same way
    expect(refusals(to, from).join()).toContain("paused: true");
    expect(refusals(changed, paused)).toEqual([]);
  },
);

test.each(way("stops what serves"))("%s: what serves goes, and no store", async (_, trial) => {
  const [from, to] = [await stackOf({}), await stackOf(trial.to)];
  expect(refusals(from, to)).toEqual([]);
  expect(down(from, to)).toContainEqual(expect.stringMatching(/^azapi_resource\.endpoint(_\w+)? goes$/));
  expect(stores(from, to)).toEqual([]);
});

test.each([
  ["1 and 1 to 3 and 3", { minReplicas: 1, maxReplicas: 1 }, { minReplicas: 3, maxReplicas: 3 }, 3],
  ["3 and 3 to 1 and 1", { minReplicas: 3, maxReplicas: 3 }, { minReplicas: 1, maxReplicas: 1 }, 1],
  ["1 to 3, to 2 and 2", { minReplicas: 1, maxReplicas: 3 }, { minReplicas: 2, maxReplicas: 2 }, 2],
])("a fixed number of machines is sent: %s", async (_, from, to, capacity) => {
  const sent = async (endpoint: object) =>
    deployments(await stackOf({ endpoint })).map(([, given]) => [
      at(given, "body", "sku", "capacity"),
      at(given, "lifecycle", "ignore_changes") ?? [],
    ]);
  expect(await sent(to)).toEqual([
    [capacity, []],
    [capacity, []],
  ]);
  const before = await sent(from);
  expect(before.map(([, ignored]) => JSON.stringify(ignored).includes("capacity"))).toEqual(
    before.map(() => from.maxReplicas > from.minReplicas),
  );
});
