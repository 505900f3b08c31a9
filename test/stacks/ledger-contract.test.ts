/**
 * The contract of the ledger: on every platform a number of the spec stands in the row of its kind and subject, or the
 * platform's data says why it cannot. Programs find a row by kind and subject, and never by its words.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LimitKind } from "../../constructs/pilot/record.js";
import { currentLedger } from "../../review/read/ledger.js";
import { limitKinds, limitWords } from "../../stacks/limit-kinds.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { safeguardKindNames, safeguardWords } from "../../stacks/safeguard-kinds.js";
import { examplePlatforms, exampleSpec, synthesizePilot, synthesizePilots, variants } from "../synth.js";

/** Numbers that are nobody's default, so that a row that reads another one is seen. */
function unusual(input: PilotSpecInput): void {
  variants["phase 2"]?.(input);
  input.data = {
    retentionDays: { data: 91, artifacts: 92, evaluation: 366, exports: 31, noncurrent: 33, accessLogs: 94 },
  };
  input.network = { ...input.network, flowLogRetentionDays: 60 };
  input.training = { ...input.training, ...{ maxRuntimeSeconds: 7260, nodes: 3, volumeGiB: 147, retries: 4 } };
  input.steps = {
    probe: { maxRuntimeSeconds: 901 },
    prepare: { maxRuntimeSeconds: 1802 },
    evaluate: { maxRuntimeSeconds: 2703 },
  };
  input.gate = { metric: "recall", threshold: 0.83 };
  input.registry = { imagesKept: 13 };
  input.budget = { ...input.budget, monthly: 437, alertPercents: [40, 70] };
  input.endpoint = {
    ...input.endpoint,
    ...{ minReplicas: 2, maxReplicas: 5, p95Milliseconds: 321, errorPercent: 3, canaryPercent: 30, idleHours: 12 },
    captureRetentionDays: 17,
  };
}

/** The same where a platform has no stack for a job of several nodes. */
function onOneNode(input: PilotSpecInput): void {
  unusual(input);
  input.training = { ...input.training, nodes: 1 };
}

const spec = exampleSpec(unusual);
const { retentionDays } = spec.data;
const { training, steps, endpoint, gate, budget } = spec;

/** A limit, and the number of the spec that its row must hold on every platform. */
const limits: ReadonlyArray<readonly [kind: LimitKind, subject: string | undefined, value: number | undefined]> = [
  ["retention", "data/", retentionDays.data],
  ["runtime", "probe", steps.probe.maxRuntimeSeconds],
  ["runtime", "prepare", steps.prepare.maxRuntimeSeconds],
  ["runtime", "evaluate", steps.evaluate.maxRuntimeSeconds],
  ["runtime", "train", training.maxRuntimeSeconds],
  ["retries", "train", training.retries],
  ["nodes", "train", training.nodes],
  ["volume", "train", training.volumeGiB],
  ["gate", gate.metric, gate.threshold],
  ["images", undefined, spec.registry.imagesKept],
  ["replicas.min", undefined, endpoint.minReplicas],
  ["replicas.max", undefined, endpoint.maxReplicas],
  ["canary", undefined, endpoint.canaryPercent],
  ["p95", undefined, endpoint.p95Milliseconds],
  ["errors", undefined, endpoint.errorPercent],
  ["idle", undefined, endpoint.idleHours * 3600],
  ["budget", undefined, budget.monthly],
  ["budget-alert", "40 percent", 40],
  ["budget-alert", "70 percent", 70],
];

/** What expires, and after how many days, on every platform. */
const expiries: ReadonlyArray<readonly [what: string, value: number]> = [
  ["data/", retentionDays.data],
  ["artifacts/", retentionDays.artifacts],
  ["evaluation/", retentionDays.evaluation],
  ["exports/", retentionDays.exports],
  ["old versions", retentionDays.noncurrent],
  ["access logs", retentionDays.accessLogs],
  ["flow logs", spec.network.flowLogRetentionDays],
];

const inSeconds = (value: number | null | undefined, unit: string | undefined) =>
  unit === "hours" && typeof value === "number" ? value * 3600 : value;

/** An alert of a budget stands in percent, or as the money that this is. */
const inPercent = (value: number | null | undefined, unit: string | undefined) =>
  unit === "money" && typeof value === "number" ? Math.round((value / budget.monthly) * 1000) / 10 : value;

/** Synthesized once, and only read. */
let stacks: ReturnType<typeof synthesizePilots>;
beforeAll(() => {
  stacks = synthesizePilots(unusual);
});

describe.each(examplePlatforms)("%s", (platform) => {
  const because: Readonly<Record<string, string>> = platforms[platform].notAsTheSpec;
  const key = (kind: string, subject?: string) => (subject === undefined ? kind : `${kind} ${subject}`);

  async function boxesOf() {
    const stack = (await stacks)[platform] ?? (await synthesizePilot(platform, onOneNode));
    expect(stack?.problems).toEqual([]);
    return stack?.ledger.boxes ?? [];
  }

  test("each limit that the spec sets stands in the row of its kind, or the platform says why not", async () => {
    const rows = (await boxesOf()).flatMap((box) => box.limits);
    const wanted = limits.filter(([kind, subject]) => !(key(kind, subject) in because));
    const found = wanted.map(([kind, subject]) => {
      const row = rows.find((each) => each.kind === kind && each.subject === subject);
      if (kind === "budget-alert") return [kind, subject, inPercent(row?.value, row?.unit)];
      return [kind, subject, kind === "idle" ? inSeconds(row?.value, row?.unit) : row?.value];
    });
    expect(found).toEqual(wanted);
  });

  test("a reason that is needed no more goes", async () => {
    const rows = (await boxesOf()).flatMap((box) => box.limits);
    const held = limits.filter(([kind, subject, value]) => {
      const row = rows.find((each) => each.kind === kind && each.subject === subject);
      return value !== undefined && row?.value === value;
    });
    expect(held.map(([kind, subject]) => key(kind, subject)).filter((each) => each in because)).toEqual([]);
    const known = [
      ...limits.map(([kind, subject]) => key(kind, subject)),
      ...expiries.map(([what]) => key("expiry", what)),
    ];
    expect(Object.keys(because).filter((each) => !known.includes(each))).toEqual([]);
  });

  test("each kind of safeguard is recorded, or the platform says why not", async () => {
    const rows = (await boxesOf()).flatMap((box) => box.safeguards);
    const lacks: Readonly<Record<string, string>> = platforms[platform].lacksSafeguards;
    const kinds = new Set<string>(rows.map(({ kind }) => kind));
    expect(safeguardKindNames.filter((kind) => !kinds.has(kind) && !(kind in lacks))).toEqual([]);
    expect(Object.keys(lacks).filter((kind) => kinds.has(kind))).toEqual([]);
    for (const { kind, subject, name, raw } of rows) {
      expect(name).toBe(safeguardWords(kind, subject));
      expect(raw).not.toBeNull();
    }
  });

  test("the endpoint says who takes a bad rollout back, by which mechanism, and where the stack says so", async () => {
    const rollback = (await boxesOf()).find(({ box }) => box === "endpoint")?.rollback;
    expect([rollback?.by, rollback?.how]).toEqual([expect.any(String), expect.any(String)]);
    // what goes back by itself has a place, and what is done by hand promises no failure
    expect(rollback?.fails === undefined).toBe(rollback?.at.length === 0);
    expect(rollback?.by === "an operator").toBe(rollback?.at.length === 0);
  });

  test("each expiry that the spec sets is the spec's, or the platform says why not", async () => {
    const rows = (await boxesOf()).flatMap((box) => box.expiry);
    const wanted = expiries.filter(([what]) => !(key("expiry", what) in because));
    expect(wanted.map(([what]) => [what, rows.find((row) => row.what === what)?.value])).toEqual(wanted);
    const needless = rows.filter(({ what, value }) => value !== null && key("expiry", what) in because);
    expect(needless.map(({ what }) => what)).toEqual([]);
  });

  test("a row is known by its kind and subject: no box has two of one, and its name is made of them", async () => {
    for (const { box, limits: rows } of await boxesOf()) {
      const keys = rows.map(({ kind, subject }) => key(kind, subject));
      expect([box, keys.filter((each, index) => keys.indexOf(each) !== index)]).toEqual([box, []]);
      for (const row of rows) expect(row.name).toBe(limitWords(row.kind, row.subject));
    }
  });
});

test("no code reads the words of a limit: they stand in one file", () => {
  const words = Object.values(limitKinds)
    .map((kind) => kind.words)
    .filter((each) => each.includes(" "));
  const root = join(__dirname, "../..");
  const files = ["constructs", "stacks", "review", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  const reading = files
    .filter((file) => file.endsWith(".ts") && file !== "stacks/limit-kinds.ts")
    .flatMap((file) => {
      const code = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      // a comparison or a pattern with the words, not a sentence of a page that happens to hold them
      return words
        .filter((each) => new RegExp(`(===|startsWith\\(|endsWith\\(|includes\\() ?["\`/][^"\`/]*${each}`).test(code))
        .map((each) => `${file}: ${each}`);
    });
  expect(reading).toEqual([]);
});

test("the review reads no words that a reader makes for people: what it must know is a field", () => {
  const words = ["another account", "federated", "service ", "replicas at", "everybody", "disk"];
  const root = join(__dirname, "../../review");
  const reading = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      const asks = (each: string) =>
        new RegExp(`(===|startsWith\\(|endsWith\\(|includes\\(|exec\\(|= \\/) ?["\`/][^"\`/]*${each}`).test(code) ||
        new RegExp(`/[^/\\n"\`]*${each}[^/\\n]*/\\.(test|exec)`).test(code);
      return words.filter(asks).map((each) => `${file}: ${each}`);
    });
  expect(reading).toEqual([]);
});

test("a ledger of version 2 is read: it recorded no safeguard, and not how a rollout goes back", () => {
  const boxes = [{ box: "endpoint", layer: "box", limits: [] }];
  expect(currentLedger({ version: 2, platform: "demo", boxes })).toEqual({
    version: 3,
    platform: "demo",
    boxes: [{ box: "endpoint", layer: "box", limits: [], safeguards: [], rollback: null }],
  });
});

test("a ledger of version 1 is read: its limits are of the kind other, its foundations in the one list", () => {
  const limit = {
    name: "training stops after",
    value: 1,
    raw: 1,
    unit: "seconds",
    at: null,
    owner: "o",
    enforcement: "hard",
  };
  const [boxes, grounds] = [[{ box: "pipeline", limits: [limit] }], [{ box: "budget", limits: [] }]];
  expect(currentLedger({ version: 1, vendor: "demo", boxes, grounds })).toEqual({
    version: 3,
    platform: "demo",
    boxes: [
      {
        box: "pipeline",
        layer: "box",
        limits: [{ ...limit, kind: "other", subject: "training stops after", looser: "more" }],
        safeguards: [],
        rollback: null,
      },
      { box: "budget", layer: "foundation", limits: [], safeguards: [], rollback: null },
    ],
  });
});
