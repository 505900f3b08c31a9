/** Each row of the changes on Google, walked there and back in synthesized stacks: what the provider would replace. */
import { changes } from "../../../stacks/google/changes.js";
import { walks } from "../../changes/google.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

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

async function stackOf(...parts: ReadonlyArray<Parameters<typeof synthesizePilot>[1]>): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("google", (input) => {
    for (const part of parts) part?.(input);
  });
  if (stack === undefined) throw new Error("the example has no google block");
  return stack;
}

const nameOf = (key: string, change?: string) => (change === undefined ? key : `${key}, ${change}`);

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

test("every row is walked, and every walk is a row", () => {
  expect(Object.keys(walks).sort()).toEqual(changes.map(({ key, change }) => nameOf(key, change)).sort());
});

test.each(changes.filter(({ how }) => how === "refused"))("$key, $change: is refused", async ({ key, change }) => {
  const walk = walks[nameOf(key, change)];
  await expect(stackOf(variants["phase 2"], walk?.before, walk?.after)).rejects.toThrow();
});

test.each(changes.filter(({ how }) => how === "in place" || how === "beside, then switched"))(
  "$key, $change: nothing that serves or holds data goes, there and back",
  async ({ key, change, seenAt }) => {
    const walk = walks[nameOf(key, change)];
    const from = await stackOf(variants["phase 2"], walk?.before);
    const to = await stackOf(variants["phase 2"], walk?.before, walk?.after);
    expect([...gone(from, to), ...gone(to, from)]).toEqual([]);
    const types = (seenAt ?? []).map(({ type }) => type);
    const seen = to.resources.filter(
      ({ address, arguments: given }) =>
        JSON.stringify(given) !== JSON.stringify(from.resources.find((one) => one.address === address)?.arguments),
    );
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
  },
);

test.each([
  [
    "paused, true",
    /^google_(compute|dns)_\S*(private-network_apis|private-network_out-to-apis|endpoint_address)\S* is destroyed$/,
  ],
  ["endpoint.mode, realtime to batch", /endpoint|google_bigquery_dataset|google_monitoring_alert_policy/],
])("%s: what goes is what its row says", async (name, pattern) => {
  const walk = walks[name];
  const goes = gone(
    await stackOf(variants["phase 2"], walk?.before),
    await stackOf(variants["phase 2"], walk?.before, walk?.after),
  );
  expect(goes.length).toBeGreaterThan(0);
  for (const line of goes) expect(line).toMatch(pattern);
});
