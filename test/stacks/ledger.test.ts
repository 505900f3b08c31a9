/**
 * The ledger: what a raw value means, what happens to a row whose place does not exist, and whether its values are the
 * spec's.
 */
import { LocalBackend, TerraformResource, type TerraformStack } from "cdktf";
import { type Entry, record, type Unit } from "../../constructs/pilot/record.js";
import { addLedger, type LedgerFacts } from "../../stacks/ledger.js";
import { follow } from "../../stacks/pointer.js";
import { synthesizeScope } from "../synth.js";

const facts: LedgerFacts = { pilot: "p", platform: "aws", phase: 0, fit: [], releases: {}, live: null, spec: {} };
const owner = "ml@example.com";

class Thing extends TerraformResource {
  constructor(scope: TerraformStack, id: string, given: Record<string, unknown>) {
    super(scope, id, { terraformResourceType: "thing" });
    for (const [name, value] of Object.entries(given)) this.addOverride(name, value);
  }
}

/** One limit at one pointer of one resource that holds `given`. */
function limitOf(given: Record<string, unknown>, unit: Unit, pointer: string) {
  const { problems, ledger } = synthesizeScope((stack) => {
    const at = [new Thing(stack, "thing", given), pointer] as const;
    record(stack, {
      box: "endpoint",
      owner,
      limits: [{ kind: "quota", subject: "limit", unit, owner, enforcement: "hard", at }],
    });
    addLedger(stack, facts);
  });
  return { problems, row: ledger.boxes[0]?.limits[0] };
}

/** What each unit reads, and what it refuses. */
const readings: ReadonlyArray<readonly [Unit, raw: unknown, value: number | undefined]> = [
  ["seconds", 7200, 7200],
  ["seconds", "7200", 7200],
  ["seconds", "7200s", 7200],
  ["seconds", "PT2H", 7200],
  ["seconds", "P1DT1H1M1.5S", 90061.5],
  ["seconds", "2h", undefined],
  ["seconds", "P", undefined],
  ["seconds", "PT", undefined],
  ["seconds", true, undefined],
  ["milliseconds", 500, 500],
  ["milliseconds", "500", 500],
  ["milliseconds", "0.5s", 500],
  ["milliseconds", "PT0.5S", 500],
  ["milliseconds", "500ms", undefined],
  ["days", 90, 90],
  ["days", "90", 90],
  ["days", "P90D", 90],
  ["days", "7776000s", 90],
  ["days", "90 days", undefined],
  ["count", 2, 2],
  ["count", "2", 2],
  ["count", 2.5, undefined],
  ["score", 0.8, 0.8],
  ["score", "0.8", 0.8],
  ["percent", 50, 50],
  ["percent", "50%", undefined],
  ["GiB", "30", 30],
  ["money", "500.0", 500],
  ["money", "500 USD", undefined],
  ["money", null, undefined],
];

test.each(readings)("%s reads %j as %j", (unit, raw, value) => {
  const { problems, row } = limitOf({ value: { raw } }, unit, "/value/raw");
  if (value === undefined) {
    expect(problems).toEqual([expect.stringMatching(/^test: ledger row "limit": .* thing\.thing \/value\/raw /)]);
  } else {
    expect(problems).toEqual([]);
    expect(row).toEqual({
      ...{
        kind: "quota",
        subject: "limit",
        looser: "more",
        name: "limit",
        value,
        raw,
        unit,
        owner,
        enforcement: "hard",
      },
      at: { address: "thing.thing", pointer: "/value/raw" },
    });
  }
});

test("a pointer enters strings that hold JSON, and follows ~1 and ~0", () => {
  const policy = JSON.stringify({ Statement: [{ Condition: { "sagemaker:Max/~": 3600 } }] });
  expect(follow({ policy }, "/policy/Statement/0/Condition/sagemaker:Max~1~0")).toBe(3600);
  expect(limitOf({ policy }, "seconds", "/policy/Statement/0/Condition/sagemaker:Max~1~0").row?.value).toBe(3600);
  expect(follow({ policy: "no JSON" }, "/policy/Statement")).toBeUndefined();
  expect(follow({ rule: [] }, "/rule/length")).toBeUndefined();
});

test("a pointer with a typo fails with one readable line", () => {
  expect(limitOf({ rule: [{ days: 90 }] }, "days", "/rule/0/day").problems).toEqual([
    'test: ledger row "limit": pointer /rule/0/day does not exist in thing.thing; correct the pointer',
  ]);
});

test("a row that waits for a phase has no place and says so", () => {
  const entry: Entry = {
    box: "endpoint",
    owner,
    limits: [{ kind: "replicas.min", unit: "count", owner, enforcement: "hard", at: null, when: "first release" }],
  };
  const { ledger } = synthesizeScope((stack) => {
    record(stack, entry);
    addLedger(stack, facts);
  });
  expect(ledger.boxes[0]?.limits[0]).toEqual({
    ...{
      kind: "replicas.min",
      looser: "more",
      name: "replicas at least",
      value: null,
      raw: null,
      unit: "count",
      owner,
      enforcement: "hard",
    },
    ...{ at: null, when: "first release" },
  });
});

test("several entries on one box become one box, in the order of the common path", () => {
  const { ledger } = synthesizeScope((stack) => {
    new LocalBackend(stack, { path: "x.tfstate" });
    record(stack, { box: "endpoint", owner, debug: "first", export: ["a"] });
    record(stack, { box: "private network", owner });
    record(stack, { box: "data bucket", owner });
    record(stack, {
      box: "endpoint",
      owner,
      debug: "second",
      meter: { what: "hours", whileIdle: true },
      export: ["b"],
    });
    addLedger(stack, facts);
  });
  expect(ledger.boxes.map(({ box, layer }) => `${layer}: ${box}`)).toEqual([
    "box: data bucket",
    "box: endpoint",
    "foundation: private network",
  ]);
  expect(ledger.boxes[1]).toMatchObject({
    debug: "first",
    export: ["a", "b"],
    meter: { whileIdle: true },
    path: "test",
  });
});
