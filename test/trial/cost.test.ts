/** What a trial may cost at most, against sums of other code: limits of the ledger times prices. */
import { readStacks } from "../../review/review.js";
import { platforms } from "../../stacks/platforms.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { costAtMost } from "../../trial/run/cost.js";
import { variants } from "../synth.js";
import { appFolder } from "./app.js";

/** Platforms that can be driven. */
const platformIds = Object.entries(platforms).flatMap(([id, platform]) => ("trial" in platform ? [id] : []));

let stacks: ReadonlyMap<string, Stack>;
beforeAll(async () => {
  const app = await appFolder(variants["phase 2"]);
  stacks = new Map(readStacks([], app).map((stack) => [String(stack.ledger?.platform), stack]));
});

const stackOf = (platform: string): Stack => {
  const stack = stacks.get(platform);
  if (stack === undefined) throw new Error(`no pilot of ${platform}`);
  return stack;
};

/** A book in which every machine and every resource costs the same an hour. */
function bookOf(stack: Stack, value: number) {
  const text = JSON.stringify(stack.json);
  const keys = new Set([
    ...[
      ...text.matchAll(/"(?:instance_type|machineType|machine_type|vm_size|instanceType|InstanceType)":"([^"$]+)"/g),
    ].map(([, key = ""]) => key),
    ...[...text.matchAll(/\\"(?:machine_type|InstanceType)\\":\\"([^"\\]+)\\"/g)].map(([, key = ""]) => key),
    ...[...text.matchAll(/\\\\\\"machine_type\\\\\\":\\\\\\"([^"\\]+)\\\\\\"/g)].map(([, key = ""]) => key),
  ]);
  // where no machine type is named, what has no price is asked for by its name
  const none = costAtMost(stack, { currency: "USD", prices: [] } as never, { runs: 1, isRolled: true });
  const [, named = ""] =
    none.map((line) => /: without a price: (.*)$/.exec(line)).find((found) => found !== null) ?? [];
  if (keys.size === 0) for (const key of named.split(", ")) keys.add(key);
  const price = { region: "", asOf: "2026-11-30", source: "a test", per: "hour" as const, value };
  return { currency: "USD", prices: [...keys].map((meter) => ({ meter, ...price })) } as never;
}

/** Hours of one run at most, by the ledger's limits alone: every step as often as it may begin, on all its nodes. */
function hoursOfRun(stack: Stack): number {
  const limits = (stack.ledger?.boxes ?? []).flatMap((box) => box.limits);
  const of = (kind: string, subject: string | undefined, without: number) =>
    limits.find((limit) => limit.kind === kind && limit.subject === subject)?.value ?? without;
  const steps = limits.filter(({ kind, unit }) => kind === "runtime" && unit === "seconds");
  return steps.reduce(
    (hours, { value, subject }) =>
      hours + ((value ?? 0) * (1 + of("retries", subject, 0)) * of("nodes", subject, 1)) / 3600,
    0,
  );
}

/** How many things with a price a step asks for at once: CPUs and GiB of its container, else its machine. */
function unitsOf(stack: Stack): number {
  const [, cpus = "1", memory = "0"] =
    /"requests":\{"cpu":"(\d+)","memory":"(\d+)Gi","ephemeral-storage"/.exec(JSON.stringify(stack.json)) ?? [];
  return Number(cpus) + Number(memory);
}

const amounts = (lines: readonly string[]): readonly number[] =>
  [...(lines[0] ?? "").matchAll(/([\d,]+\.\d\d) USD/g)].map(([, text = ""]) => Number(text.replaceAll(",", "")));

test.each(platformIds)("%s: three runs to every limit, and two hours of a second set of replicas", (platform) => {
  const stack = stackOf(platform);
  const [total, runs, roll] = amounts(costAtMost(stack, bookOf(stack, 0.01), { runs: 3, isRolled: true }));
  const replicas = (stack.ledger?.boxes ?? [])
    .flatMap(({ limits }) => limits)
    .find(({ kind }) => kind === "replicas.max")?.value;
  // where a deployment of each release stands, each has as many
  const ofRelease = /"type":"[^"]+\/deployments@|"entity_version":|"scale_target_ref":/g;
  const sets = [...JSON.stringify(stack.json).matchAll(ofRelease)].length || 1;
  const units = unitsOf(stack) * 0.01;
  expect(runs).toBeCloseTo(3 * hoursOfRun(stack) * units, 2);
  expect(roll).toBeCloseTo(2 * (replicas ?? 1) * sets * units, 2);
  expect(total).toBeCloseTo((runs ?? 0) + (roll ?? 0), 1);
});

test("without a roll its hours are not asked for; without a run nothing is", () => {
  const stack = stackOf(platformIds[0] ?? "");
  const [first] = costAtMost(stack, bookOf(stack, 0.01), { runs: 0, isRolled: false });
  expect(first).toMatch(/: may cost at most (?:what has no price, and )?0\.00 USD: 0 runs to every limit 0\.00 USD$/);
});

test("what may cost more than the budget of a month is refused, and what may just cost it is not", () => {
  const stack = stackOf(platformIds[0] ?? "");
  const { monthly: budget } = (stack.ledger?.spec["budget"] ?? { monthly: 0 }) as { monthly: number };
  const just = budget / (20 * hoursOfRun(stack));
  expect(costAtMost(stack, bookOf(stack, just * 0.999), { runs: 20, isRolled: false })[0]).toMatch(/may cost at most/);
  expect(() => costAtMost(stack, bookOf(stack, just * 1.01), { runs: 20, isRolled: false })).toThrow(
    /: a trial must stay within the budget of a month, 500\.00 USD, and may cost 505\.00 USD; ask for fewer --runs$/,
  );
});

test("what has no price is said, and without a book the cost is not known", () => {
  const stack = stackOf(platformIds[0] ?? "");
  const lines = costAtMost(stack, bookOf(stack, 0.01), { runs: 1, isRolled: false });
  const { prices } = bookOf(stack, 0.01) as { prices: ReadonlyArray<{ meter: string }> };
  const [gaps = ""] = lines.filter((line) => /without a price/.test(line));
  expect(prices.filter(({ meter }) => gaps.includes(meter))).toEqual([]);
  const none = costAtMost(stack, { currency: "USD", prices: [] } as never, { runs: 1, isRolled: false });
  expect(none[0]).toMatch(/may cost at most what has no price, and 0\.00 USD/);
  expect(none[1]).toMatch(/: without a price: \S+/);
  expect(costAtMost(stack, undefined, { runs: 1, isRolled: false })).toEqual([
    expect.stringMatching(/what they may cost is not known without a price book \(--prices prices\.yaml\)$/),
  ]);
});
