/** A pilot whose training runs on several nodes: fit, limits, money, reach, rights, and the end of a run. */
import { metersOf } from "../../../review/analysis/money/meters.js";
import { stackOf } from "../../../review/read/stack.js";
import { capabilitiesOf } from "../../../stacks/kubernetes/capabilities.js";
import { rulesOf } from "../../../stacks/kubernetes/deployer.js";
import { hardware } from "../../../stacks/kubernetes/hardware.js";
import { quotaNeeds } from "../../../stacks/kubernetes/quotas.js";
import { readers } from "../../../stacks/kubernetes/review.js";
import { fit, noGo } from "../../../stacks/pilot-spec/fit.js";
import type { PilotSpec, PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { References } from "../../../stacks/readers/references.js";
import type { Stack } from "../../../stacks/readers/stack.js";
import { exampleSpec, only, type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

const nodes = 3;

/** The example on several nodes, with numbers that are nobody's default. */
function shared(input: PilotSpecInput): void {
  variants["phase 2"]?.(input);
  input.training = { ...input.training, ...{ maxRuntimeSeconds: 7260, nodes, volumeGiB: 147, retries: 4 } };
  input.image = { ...input.image, folder: "test/interpreters/ray" };
  if (input.kubernetes) input.kubernetes.ray = { version: "2.60.0", operatorNamespace: "kuberay" };
}

let made: SynthesizedStack;
let stack: Stack;
beforeAll(async () => {
  const pilot = await synthesizePilot("kubernetes", shared);
  if (pilot === undefined) throw new Error("the example has no kubernetes block");
  made = pilot;
  stack = stackOf("penguins-kubernetes", "f", structuredClone(made.json));
});

const withoutRay = (input: PilotSpecInput): void => {
  shared(input);
  if (input.kubernetes) delete input.kubernetes.ray;
};
const specOf = (change: (input: PilotSpecInput) => void) =>
  exampleSpec(only("kubernetes", change)) as PilotSpec & Required<Pick<PilotSpec, "kubernetes">>;

test("without kubernetes.ray it is a no-go, and with it the row names the command that shows KubeRay", () => {
  const rows = (change: typeof shared) => {
    const spec = specOf(change);
    return fit(spec, capabilitiesOf(spec));
  };
  expect(noGo("kubernetes", rows(withoutRay))).toContain("nodes: asked 3, has 1");
  const row = rows(shared).find(({ need }) => need === "nodes");
  expect(row).toMatchObject({ asked: "3", answer: "64", verdict: "yes" });
  expect(row?.note).toContain("kubectl get crd rayjobs.ray.io");
});

test("the ledger reads each number out of the job that Argo makes", () => {
  const limits = made.ledger.boxes.flatMap((box) => box.limits).filter(({ subject }) => subject === "train");
  const value = (kind: string) => limits.find((each) => each.kind === kind)?.value;
  expect(["runtime", "nodes", "volume", "retries", "wait"].map(value)).toEqual([7260, nodes, 147, 4, 1800]);
});

test("each node is metered with its limit and its retries, and so are the head and what submits", () => {
  const { meters, uncounted } = metersOf(stack);
  expect(uncounted).toEqual([]);
  const [cpu, ...more] = meters.filter(({ what, unit }) => what === "train" && unit === undefined);
  const { cpus, memoryGiB } = hardware["cpu-small"] ?? {};
  expect([cpu, more]).toEqual([expect.objectContaining({ most: nodes * (cpus ?? 0), seconds: 7260 * 5 }), []]);
  const most = (what: string) => meters.find((each) => each.what === what)?.most;
  expect(most("train, memory")).toBe(nodes * (memoryGiB ?? 0));
  expect([most("train, its head"), most("train, what submits it")]).toEqual([1, 0.5]);
});

test("the quota holds what runs at once: each node, the head, what submits, and Argo's own pod", () => {
  const sum = (change: typeof shared, of: (need: ReturnType<typeof quotaNeeds>[number]) => number) =>
    quotaNeeds(specOf(change), "train").reduce((total, need) => total + of(need), 0);
  const alone = (input: PilotSpecInput): void => {
    shared(input);
    input.training = { ...input.training, nodes: 1 };
  };
  const more = (of: Parameters<typeof sum>[1]) => sum(shared, of) - sum(alone, of);
  expect(more(({ pods }) => pods)).toBe(nodes + 2);
  expect(more(({ cpus }) => cpus)).toBe(nodes * 3 + 1.5);
  expect(more(({ memoryGiB }) => memoryGiB)).toBe(nodes * 12 + 3);
  const { hard } = made.one("kubernetes_resource_quota_v1").spec;
  expect(Number(hard.pods)).toBeGreaterThanOrEqual(nodes + 4);
});

test("every pod of the job is held by policies, and none takes a thing of its node", () => {
  const references = new References(stack);
  const rows = stack.resources.flatMap((each) => readers.reach.rows(each, references, stack));
  const own = rows.filter(({ from, to }) => /train/.test(`${from} ${to}`));
  expect(own).toEqual([]);
  expect(rows.filter(({ from }) => /ml-pilot\/role In ray$/.test(from)).map(({ to, by }) => [to, by])).toEqual([
    ["pods of penguins with ml-pilot/role=ray", "all ports"],
  ]);
});

test("a pod of the job that no policy selects is seen", () => {
  const open = structuredClone(made.json) as never as Record<string, Record<string, Record<string, unknown>>>;
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any resource
  const resource = open["resource"] as any;
  for (const [id, { spec }] of Object.entries<{ spec: { pod_selector: object } }>(
    resource.kubernetes_network_policy_v1,
  ))
    if (JSON.stringify(spec.pod_selector) === "{}" || /_ray_/.test(id))
      delete resource.kubernetes_network_policy_v1[id];
  const read = stackOf("penguins-kubernetes", "f", open as never);
  const references = new References(read);
  const rows = read.resources.flatMap((each) => readers.reach.rows(each, references, read));
  expect(
    rows.filter(({ isPublic, to }) => isPublic || /train/.test(to)).map(({ from, to }) => `${from} → ${to}`),
  ).toEqual(expect.arrayContaining([expect.stringContaining("WorkflowTemplate penguins-pipeline, train, its head")]));
});

test("whoever deploys may give what it gives, and stopping a run ends its job", () => {
  expect(rulesOf(specOf(shared)).find(({ groups }) => groups.includes("ray.io"))?.verbs).toEqual(
    expect.arrayContaining(["create", "get", "list", "watch", "delete"]),
  );
  expect(rulesOf(exampleSpec()).some(({ groups }) => groups.includes("ray.io"))).toBe(false);
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any output
  const { output } = made.json as any;
  expect(output.stop_run.value).toMatch(/ && kubectl .* delete rayjobs\.ray\.io --selector ml-pilot\/role=ray$/);
});

test("a mixed half that serves opens nothing to Ray", () => {
  const needs = quotaNeeds(specOf(shared), "serve");
  expect(needs.reduce((sum, { pods }) => sum + pods, 0)).toBeLessThan(nodes + 2 + 4);
});
