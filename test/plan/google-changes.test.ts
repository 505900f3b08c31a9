/** Each row of the changes on Google, walked there and back in synthesized stacks: what the provider would replace. */

import { parse, stringify } from "yaml";
import { changes } from "../../stacks/google/changes.js";
import { deployedSpec, trials } from "../changes/google.js";
import { type SynthesizedStack, synthesizePilot } from "../synth.js";
import { type Changes, overlaid } from "../terraform/workspace.js";

/**
 * Arguments whose change makes provider 6.50.0 replace the resource: its source, `ForceNew` of each type that a pilot
 * has (2026-10). A resource that is replaced takes down what it holds.
 */
const replacing: Readonly<Record<string, readonly string[]>> = {
  google_vertex_ai_endpoint: ["name", "location", "region", "network", "project", "encryption_spec"],
  google_storage_bucket: ["name", "location", "project"],
  google_bigquery_dataset: ["dataset_id", "location", "project"],
  google_kms_key_ring: ["name", "location", "project"],
  google_kms_crypto_key: ["name", "key_ring", "purpose"],
  google_artifact_registry_repository: ["repository_id", "location", "format", "kms_key_name", "project"],
  google_service_account: ["account_id", "project"],
  google_project_iam_custom_role: ["role_id", "project"],
  google_workflows_workflow: ["name", "region", "project"],
  google_compute_network: ["name", "description", "auto_create_subnetworks"],
  google_compute_subnetwork: ["name", "region", "network", "purpose"],
  google_compute_network_attachment: ["name", "region", "subnetworks", "connection_preference"],
  google_compute_address: ["name", "region", "subnetwork", "address_type", "address"],
  google_compute_forwarding_rule: ["name", "region", "network", "ip_address"],
};

async function stackOf(changed: Changes = {}): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("google", (input) => {
    const spec = overlaid(overlaid(input as Changes, deployedSpec), changed);
    for (const key of Object.keys(input)) delete (input as Record<string, unknown>)[key];
    // As in a file: what is undefined is not there.
    Object.assign(input, parse(stringify(spec)));
  });
  if (stack === undefined) throw new Error("the example has no google block");
  return stack;
}

const nameOf = (row: { readonly key: string; readonly change?: string }) =>
  row.change === undefined ? row.key : `${row.key}, ${row.change}`;
const trialOf = (row: { readonly key: string; readonly change?: string }) =>
  trials.find((trial) => nameOf(trial) === nameOf(row))?.to;

/** What goes or is replaced, by address. */
function gone(from: SynthesizedStack, to: SynthesizedStack): readonly string[] {
  const after = new Map(to.resources.map(({ address, arguments: given }) => [address, given]));
  return from.resources.flatMap(({ address, type, arguments: given }) => {
    const other = after.get(address);
    if (other === undefined) return [`${address} is destroyed`];
    const changed = (replacing[type] ?? []).filter((key) => JSON.stringify(given[key]) !== JSON.stringify(other[key]));
    return changed.length > 0 ? [`${address} is replaced for ${changed.join(", ")}`] : [];
  });
}

/**
 * What a plan compares with the state: each condition of the stack that names a value of the spec, with its message.
 */
const held = (stack: SynthesizedStack): ReadonlyMap<string, string> =>
  new Map(
    stack.all("terraform_data").flatMap(({ address, arguments: given }) => {
      const { input = {}, lifecycle } = given as {
        input?: Record<string, string>;
        lifecycle?: { ignore_changes?: string[]; postcondition?: Array<{ error_message: string }> };
      };
      if (lifecycle?.ignore_changes?.includes("input") !== true) return [];
      return Object.entries(input).map(([key, value], index): [string, string] => [
        `${address} ${key}`,
        `${value}: ${lifecycle.postcondition?.[index]?.error_message}`,
      ]);
    }),
  );

/** What the plan would refuse, in its own words: values that are held and differ. */
const refusals = (from: SynthesizedStack, to: SynthesizedStack): readonly string[] => {
  const after = held(to);
  return [...held(from)].flatMap(([key, message]) => {
    const other = after.get(key);
    return other === undefined || other === message ? [] : [other];
  });
};

test("every row is walked, and every walk is a row", () => {
  expect(trials.map(nameOf).sort()).toEqual(changes.map(nameOf).sort());
});

test("google.releases: the check refuses a list without the live release", async () => {
  const refused = stackOf(trialOf({ key: "google.releases", change: "without the live one" }));
  await expect(refused).rejects.toThrow(/r2.* is not one of the releases/);
});

test.each(changes.filter(({ how }) => how === "in place" || how === "beside, then switched"))(
  "$key, $change: nothing that serves or holds data goes, there and back",
  async (row) => {
    const from = await stackOf();
    const to = await stackOf(trialOf(row));
    expect([...gone(from, to), ...gone(to, from), ...refusals(from, to)].filter(isNotOwn(row.key))).toEqual([]);
    const types = (row.seenAt ?? []).map(({ type }) => type);
    const seen = to.resources.filter(
      ({ address, arguments: given }) =>
        JSON.stringify(given) !== JSON.stringify(from.resources.find((one) => one.address === address)?.arguments),
    );
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
  },
);

/** The rights of who leaves the list go: that is what the row is about. */
const isNotOwn = (key: string) => (line: string) =>
  key !== "operators.google" || !/_iam_member\.\S+ is destroyed$/.test(line);

test.each([
  ["google.project", "penguins-other", "deploy a pilot of another name there"],
  ["google.region", "europe-west1", "deploy a pilot of another name there"],
  ["google.ownKey", "false", "could not be read any more"],
  ["google.keyGeneration", "2", "Raise it only for a deploy after a destroy"],
  ["google.generation", "1", "Raise it only for a deploy after a destroy"],
  ["network.cidr", "10.30.0.0/20", "Set paused: true and deploy; then change it with paused: false and deploy again"],
  ["google.existingNetwork", "corp, corp-clients, corp-jobs", "Set paused: true and deploy; then change it"],
])("%s: the plan refuses it, and names what was given and the way", async (key, value, way) => {
  const found = refusals(await stackOf(), await stackOf(trialOf({ key }))).filter((line) => line.includes(key));
  expect(found).toEqual([expect.stringContaining(value)]);
  expect(found[0]).toMatch(new RegExp(`^${value}: ${key} must stay .*, got ${value}: .*${way}`));
});

test.each(["google.project", "google.region", "google.ownKey", "google.keyGeneration", "google.generation"])(
  "%s: a pause does not release it",
  async (key) => {
    const found = refusals(await stackOf({ paused: true }), await stackOf({ ...trialOf({ key }), paused: true }));
    expect(found.join()).toContain(`${key} must stay`);
  },
);

test.each(["network.cidr", "google.existingNetwork"])("%s: a pause releases it", async (key) => {
  expect(held(await stackOf({ paused: true })).size).toBe(held(await stackOf()).size - 2);
  const paused = await stackOf({ paused: true });
  expect(refusals(paused, await stackOf(trialOf({ key })))).toEqual([]);
});

test.each([
  [
    "paused",
    "true",
    /^(google_(compute|dns)_\S*(private-network_apis|private-network_out-to-apis|endpoint_address)\S*|terraform_data\.held-(network|range)) is destroyed$/,
  ],
  ["endpoint.mode", "realtime to batch", /endpoint|google_bigquery_dataset|google_monitoring_alert_policy/],
])("%s, %s: what goes is what its row says", async (key, change, pattern) => {
  const goes = gone(await stackOf(), await stackOf(trialOf({ key, change })));
  expect(goes.length).toBeGreaterThan(0);
  for (const line of goes) expect(line).toMatch(pattern);
});
