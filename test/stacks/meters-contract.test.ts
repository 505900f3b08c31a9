/**
 * The contract of meters: they are read from resources (docs/adr/meters-from-resources.md), and everything that a pilot
 * is charged for has one. The ledger and the meters are two readers of one stack, so their numbers must agree.
 */
import { billingOf } from "../../review/analysis/money/billing.js";
import { metersOf } from "../../review/analysis/money/meters.js";
import { stackOf } from "../../review/read/stack.js";
import type { Ledger, LedgerBox } from "../../stacks/ledger.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { examplePlatforms, synthesizePilot, synthesizePilots, variants } from "../synth.js";

/** Numbers that are nobody's default. */
function unusual(input: PilotSpecInput): void {
  variants["phase 2"]?.(input);
  input.training = { ...input.training, ...{ maxRuntimeSeconds: 7260, nodes: 3, retries: 4 } };
  input.steps = { probe: { maxRuntimeSeconds: 901 }, prepare: { maxRuntimeSeconds: 1802 } };
  input.endpoint = { ...input.endpoint, ...{ minReplicas: 2, maxReplicas: 5 } };
}

/** The same where a platform has no stack for a job of several nodes. */
function onOneNode(input: PilotSpecInput): void {
  unusual(input);
  input.training = { ...input.training, nodes: 1 };
}

let stacks: ReturnType<typeof synthesizePilots>;
beforeAll(() => {
  stacks = synthesizePilots(unusual);
});

/**
 * Whether a resource is of a box: its address begins with the id of the first construct that recorded about the box.
 */
function isOf({ path }: LedgerBox, address: string): boolean {
  const id = path.split(", ")[0]?.split("/").slice(1).join("_");
  const name = address.split(".")[1] ?? "";
  return name === id || name.startsWith(`${id}_`);
}

describe.each(examplePlatforms)("%s", (platform) => {
  async function read(): Promise<{ readonly stack: Stack; readonly ledger: Ledger }> {
    const made = (await stacks)[platform] ?? (await synthesizePilot(platform, onOneNode));
    if (made === undefined) throw new Error(`${platform} has no stack`);
    return { stack: stackOf(`penguins-${platform}`, "f", structuredClone(made.json)), ledger: made.ledger };
  }

  test("of every resource it is known how it is charged, and every charged one is counted", async () => {
    const { stack } = await read();
    expect(metersOf(stack).uncounted).toEqual([]);
  });

  test("every step that the ledger limits has a meter with the ledger's own time, retries and nodes", async () => {
    const { stack, ledger } = await read();
    const limits = ledger.boxes.flatMap((box) => box.limits);
    const of = (kind: string, subject: string) =>
      limits.find((each) => each.kind === kind && each.subject === subject)?.value;
    const steps = limits.filter(({ kind, at }) => kind === "runtime" && at !== null);
    expect(steps.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(["probe", "prepare", "train", "evaluate"]),
    );
    // disks and memory stand beside what they are of, by the GiB
    const running = metersOf(stack).meters.filter(({ when, unit }) => when === "running" && unit === undefined);
    // what stands beside the nodes of a step is called by the step and its own words
    const measured = [...new Set(running.map(({ what }) => what.split(", ")[0]))];
    expect(measured.sort()).toEqual(steps.map(({ subject }) => subject).sort());
    for (const { subject = "", value } of steps) {
      const times = 1 + (of("retries", subject) ?? 0);
      // where a platform writes two pools, the row counts the nodes beside the first one
      const nodes = of("nodes", subject) ?? 1 + (of("nodes.further", subject) ?? 0);
      const own = running.filter(({ what }) => what === subject);
      for (const meter of own) expect(meter).toMatchObject({ seconds: (value ?? 0) * times });
      expect([subject, own.reduce((sum, { most, per = 1 }) => sum + most / per, 0)]).toEqual([subject, nodes]);
    }
  });

  test("what serves has a meter with the replicas of the ledger", async () => {
    const { stack, ledger } = await read();
    const limits = ledger.boxes.find(({ box }) => box === "endpoint")?.limits ?? [];
    const [least, most] = ["replicas.min", "replicas.max"].map((kind) => limits.find((row) => row.kind === kind));
    const serving = metersOf(stack).meters.filter(({ when }) => when === "serving");
    expect(serving.length).toBeGreaterThan(0);
    const because: Readonly<Record<string, string>> = platforms[platform].notAsTheSpec;
    // a platform that has no replicas says why, and each of its machines is one
    if (least === undefined) {
      expect(because).toHaveProperty(["replicas.min"]);
      for (const { most: ofMeter } of serving) expect(ofMeter).toBe(1);
      return;
    }
    for (const meter of serving) {
      const per = meter.per ?? 1;
      expect([meter.least / per, meter.most / per]).toEqual([least?.value, most?.value]);
    }
  });

  test("a box with a resource that bills by existing says that it bills while idle", async () => {
    const { stack, ledger } = await read();
    const always = new Set(metersOf(stack).meters.flatMap(({ when, address }) => (when === "always" ? [address] : [])));
    const standing = stack.resources.filter(
      (each) => !each.isData && (billingOf(each) === "standing" || always.has(each.address)),
    );
    expect(standing.length).toBeGreaterThan(0);
    for (const box of ledger.boxes) {
      const billed = standing.filter(({ address }) => isOf(box, address)).map(({ address }) => address);
      if (billed.length > 0) expect([box.box, billed, box.meter?.whileIdle]).toEqual([box.box, billed, true]);
    }
  });
});
