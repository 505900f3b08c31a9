/** A pilot of two stacks: which holds what, in which order they go, and how they are read as one. */
import { App, TerraformStack } from "cdktf";
import { stackOf, withParts } from "../../../review/read/stack.js";
import { addPart, partsOf } from "../../../stacks/add-part.js";
import { partOf, whole } from "../../../stacks/parts.js";
import { resourcesOf, type Synthesized } from "../../../stacks/rules/synthesized.js";
import { UserError } from "../../../stacks/user-error.js";
import { temporaryFolder } from "../../scratch.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

const written = (stack: TerraformStack) => JSON.parse(JSON.stringify(stack.toTerraform())) as Synthesized;

let pilot: SynthesizedStack;
beforeAll(async () => {
  const made = await synthesizePilot("kubernetes", variants["phase 2"]);
  if (made === undefined) throw new Error("the example has no kubernetes block");
  pilot = made;
});

test("the pilot's stack holds typed resources only, and its part custom resources only", () => {
  const types = (json: Synthesized) => [...new Set(resourcesOf(json).map(({ type }) => type))];
  expect(types(written(pilot.stack))).not.toContain("kubernetes_manifest");
  expect(pilot.parts.map(({ node }) => node.id)).toEqual(["penguins-kubernetes-runs"]);
  for (const part of pilot.parts) {
    expect(types(written(part))).toEqual(["kubernetes_manifest"]);
    expect(partOf(written(part))).toBe("penguins-kubernetes");
    // no reference leads out of a stack: each is planned by itself
    expect(JSON.stringify(written(part))).not.toMatch(/\$\{kubernetes_(?!manifest\.)/);
  }
});

test("a part is deployed after its stack and destroyed before it, unless it is said to come before", () => {
  const app = new App({ outdir: temporaryFolder("parts") });
  const stack = new TerraformStack(app, "pilot");
  const after = addPart(stack, "runs");
  const before = addPart(stack, "storage", "before");
  expect(partsOf(stack).map(({ node }) => node.id)).toEqual(["pilot-runs", "pilot-storage"]);
  expect(after.dependencies).toEqual([stack]);
  expect(stack.dependencies).toEqual([before]);
});

test("a stack and its parts are read as one, with one ledger, and a part alone stays alone", () => {
  const [base, runs] = [written(pilot.stack), written(pilot.parts[0] as TerraformStack)];
  const stacks = [stackOf("penguins-kubernetes", "a", base), stackOf("penguins-kubernetes-runs", "b", runs)];
  const [read, ...rest] = withParts(stacks);
  expect(rest).toEqual([]);
  expect(read?.resources.length).toBe(resourcesOf(base).length + resourcesOf(runs).length);
  const boxes = read?.ledger?.boxes ?? [];
  expect(boxes.map(({ box }) => box)).toEqual([
    ...["data bucket", "pipeline", "training job", "model registry", "endpoint"],
    ...["private network", "quotas", "budget"],
  ]);
  // the alert stands in the part, and the replicas in the stack
  const endpoint = boxes.find(({ box }) => box === "endpoint");
  expect(endpoint?.metric?.alarm?.address).toBe("kubernetes_manifest.dashboard");
  expect(endpoint?.limits.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["replicas.max", "p95"]));
  expect(withParts(stacks.slice(1)).map(({ name }) => name)).toEqual(["penguins-kubernetes-runs"]);
});

test("two stacks of one pilot with one address are refused: nobody could tell which is meant", () => {
  const one = { resource: { null_resource: { same: {} } } };
  expect(() => whole(one, one)).toThrow(UserError);
  expect(() => whole(one, one)).toThrow("null_resource.same: stands in two stacks of one pilot; rename one");
});
