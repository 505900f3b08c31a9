/**
 * Each row of the changes on a cluster, walked there and back in synthesized stacks: what the provider would replace,
 * and whether a review sees the change. A real API server is in `test/apply/kubernetes`, where one can be had.
 */
import { parse, stringify } from "yaml";
import { specRows } from "../../review/analysis/spec-rows.js";
import { stackOf as readStack } from "../../review/read/stack.js";
import { changes } from "../../stacks/kubernetes/changes.js";
import { follow } from "../../stacks/pointer.js";
import { deployedSpec, trials } from "../changes/kubernetes.js";
import { nameOf } from "../changes/walk.js";
import { type SynthesizedStack, synthesizePilot } from "../synth.js";
import { type Changes, overlaid } from "../terraform/workspace.js";

/** Every typed object is replaced where its name or namespace changes: metadata of provider 2.38.0. */
const everywhere = ["/metadata/name", "/metadata/namespace"];

/**
 * Further arguments whose change makes provider 2.38.0 replace the resource: its source, `ForceNew` of each type that a
 * pilot has, and for a manifest what was seen on a real API server (2026-11).
 */
const replacing: Readonly<Record<string, readonly string[]>> = {
  kubernetes_deployment_v1: ["/spec/selector"],
  kubernetes_pod_disruption_budget_v1: ["/spec"],
  kubernetes_role_binding_v1: ["/role_ref"],
  kubernetes_persistent_volume_claim_v1: ["/spec/access_modes", "/spec/storage_class_name"],
  kubernetes_manifest: [
    "/manifest/apiVersion",
    "/manifest/kind",
    "/manifest/metadata/name",
    "/manifest/metadata/namespace",
  ],
};

/** What answers requests, or is asked on the way. */
const serves =
  /^kubernetes_(deployment|service|horizontal_pod_autoscaler|network_policy|namespace|service_account)_v\d\./;

async function stackOf(changed: Changes = {}): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("kubernetes", (input) => {
    const spec = overlaid(overlaid(input as Changes, deployedSpec), changed);
    for (const key of Object.keys(input)) delete (input as Record<string, unknown>)[key];
    // as in a file: what is undefined is not there
    Object.assign(input, parse(stringify(spec)));
  });
  if (stack === undefined) throw new Error("the example has no kubernetes block");
  return stack;
}

const trialOf = (row: { readonly key: string; readonly change?: string }): Changes => {
  const found = trials.find((trial) => nameOf(trial) === nameOf(row));
  if (found === undefined) throw new Error(`${nameOf(row)} is not tried`);
  return found.to;
};

/** What goes or is replaced, by address. */
function gone(from: SynthesizedStack, to: SynthesizedStack): readonly string[] {
  const after = new Map(to.resources.map(({ address, arguments: given }) => [address, given]));
  return from.resources.flatMap(({ address, type, arguments: given }) => {
    const other = after.get(address);
    if (other === undefined) return [`${address} is destroyed`];
    const changed = [...everywhere, ...(replacing[type] ?? [])].filter(
      (pointer) => JSON.stringify(follow(given, pointer)) !== JSON.stringify(follow(other, pointer)),
    );
    return changed.length > 0 ? [`${address} is replaced for ${changed.join(", ")}`] : [];
  });
}

const read = (stack: SynthesizedStack) => readStack("penguins-kubernetes", "f", structuredClone(stack.json));

test("every row is walked, and every walk is a row", () => {
  expect(trials.map(nameOf).sort()).toEqual(changes.map(nameOf).sort());
});

test("kubernetes.releases: the check refuses a list without the live release", async () => {
  const refused = stackOf(trialOf({ key: "kubernetes.releases", change: "without the live one" }));
  await expect(refused).rejects.toThrow(/r2.* is not one of the releases/);
});

const walked = changes.filter(({ how }) => how !== "refused");

test.each(walked.map((row) => [nameOf(row), row] as const))("%s: a review sees that row", async (_, row) => {
  const rows = specRows(read(await stackOf()), read(await stackOf(trialOf(row))));
  expect(rows.map(nameOf)).toContain(nameOf(row));
});

/** What a row itself says that goes. */
const says: Readonly<Record<string, RegExp>> = {
  "kubernetes.releases, one that is not live is removed": /_release-r1\S* is destroyed$/,
  "operators.kubernetes": /^kubernetes_role(_binding)?_v1\.\S+ is destroyed$/,
};

test.each(
  walked
    .filter(({ how }) => how === "in place" || how === "beside, then switched")
    .map((row) => [nameOf(row), row] as const),
)("%s: nothing that serves or holds data goes, there and back", async (name, row) => {
  const [from, to] = [await stackOf(), await stackOf(trialOf(row))];
  const lines = gone(from, to).filter((line) => says[name]?.test(line) !== true);
  // what comes on the way there goes on the way back
  const came = new Set(to.resources.map(({ address }) => address));
  for (const { address } of from.resources) came.delete(address);
  const back = gone(to, from).filter((line) => !came.has(line.split(" ")[0] ?? ""));
  expect([...lines, ...back]).toEqual([]);
});

test.each(walked.filter(({ how }) => how === "beside, then switched").map((row) => [nameOf(row), row] as const))(
  "%s: a new pod is ready before an old one goes, and the apply waits for it",
  async (_, row) => {
    const [from, to] = [await stackOf(), await stackOf(trialOf(row))];
    const before = new Map(
      from.all("kubernetes_deployment_v1").map(({ address, arguments: given }) => [address, given]),
    );
    const started = to.all("kubernetes_deployment_v1").filter(({ address, arguments: given }) => {
      const template = (value: unknown) => JSON.stringify(follow(value, "/spec/template"));
      return /release/.test(address) && template(before.get(address)) !== template(given);
    });
    expect(started.length).toBeGreaterThan(0);
    for (const { arguments: given } of started) {
      expect(given["wait_for_rollout"]).toBe(true);
      expect(follow(given, "/spec/strategy")).toEqual({
        type: "RollingUpdate",
        rolling_update: { max_surge: "1", max_unavailable: "0" },
      });
    }
    // the Service moves after all of them
    const live = to.one("kubernetes_service_v1", "endpoint");
    expect(live.depends_on).toEqual(
      expect.arrayContaining(
        to.all("kubernetes_deployment_v1").flatMap(({ address }) => (/release/.test(address) ? [address] : [])),
      ),
    );
  },
);

test.each([
  [
    "paused",
    "true",
    /^kubernetes_(deployment|horizontal_pod_autoscaler|pod_disruption_budget)_v\d\.\S+|^kubernetes_manifest\./,
  ],
  [
    "endpoint.mode",
    "realtime to batch",
    /^kubernetes_\w+\.(endpoint|dashboard)\S* is destroyed$|^kubernetes_\w+\.private-network_clients\S*/,
  ],
  ["kubernetes.namespace", undefined, /./],
])("%s, %s: what goes is what its row says, and something that serves is among it", async (key, change, pattern) => {
  const lines = gone(await stackOf(), await stackOf(trialOf({ key, ...(change === undefined ? {} : { change }) })));
  for (const line of lines) expect(line).toMatch(pattern);
  expect(lines.filter((line) => serves.test(line)).length).toBeGreaterThan(0);
  expect(lines.filter((line) => key !== "kubernetes.namespace" && /persistent_volume_claim|quota/.test(line))).toEqual(
    [],
  );
});
