/**
 * The change report over the example's own stacks: the changes that matter by their names, and never a change left out.
 */
import fc from "fast-check";
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { type Change, changes } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { html } from "../../review/write/html.js";
import { markdown } from "../../review/write/markdown.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { examplePlatforms, synthesizePilot, variants } from "../synth.js";

/** Changed leaves for each platform: `npm run test:seeds` takes more of them. */
const runs = Number(process.env.SEEDS ?? 20);

// biome-ignore lint/suspicious/noExplicitAny: JSON that is changed at will
type Json = any;

const copy = (json: Json): Json => JSON.parse(JSON.stringify(json));
const facts = (json: Json): Analysis => analysisOf(stackOf("stack", "stack.json", json));
const kinds = (found: readonly Change[]) => found.map(({ kind }) => kind);

/** The JSON of one platform's stack in its last phase, changed. */
async function jsonOf(platform: PlatformId, change: (input: PilotSpecInput) => void = () => {}): Promise<Json> {
  const stack = await synthesizePilot(platform, (input) => {
    variants["phase 2"]?.(input);
    change(input);
  });
  return stack?.json;
}

let base: Record<string, Json>;
beforeAll(async () => {
  base = Object.fromEntries(
    await Promise.all(examplePlatforms.map(async (platform) => [platform, await jsonOf(platform)])),
  );
});

/** The base as it is read: each test compares with it. */
const read = new Map<string, Analysis>();
const readBase = (platform: string): Analysis => {
  const found = read.get(platform) ?? facts(base[platform]);
  read.set(platform, found);
  return found;
};

const reported = async (platform: PlatformId, change: (input: PilotSpecInput) => void) =>
  changes(readBase(platform), facts(await jsonOf(platform, change)));

test("nothing changed: nothing is reported", () => {
  for (const [platform, json] of Object.entries(base))
    expect(changes(readBase(platform), facts(copy(json)))).toEqual([]);
});

test("a wider policy, an open port, a raised limit, a dropped expiry, a renamed bucket: exactly these", () => {
  const aws = copy(base.aws);
  const types = aws.resource;
  const only = (type: string, part: string) =>
    Object.entries<Json>(types[type]).find(([id]) => id.includes(part)) as [string, Json];
  const ledger = aws["//"].pilot;
  // widened: the flow log writer may delete, too
  const [policyId, policy] = only("aws_iam_role_policy", "flow-logs_write");
  policy.policy = policy.policy.replace('"logs:PutLogEvents"', '"logs:PutLogEvents","logs:DeleteLogStream"');
  // opened: everybody may reach the jobs
  const [ruleId, rule] = only("aws_vpc_security_group_egress_rule", "jobs-to-s3");
  delete rule.prefix_list_id;
  rule.cidr_ipv4 = "0.0.0.0/0";
  // raised
  const [flowId, flow] = only("aws_flow_log", "flow-log");
  flow.max_aggregation_interval = 600;
  const network = ledger.boxes.find(({ box }: Json) => box === "private network");
  const limit = network.limits.find(({ at }: Json) => at.pointer === "/max_aggregation_interval");
  Object.assign(limit, { value: 600, raw: 600 });
  // dropped: exports/ is kept for ever
  const [lifecycleId, lifecycle] = only("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
  const index = lifecycle.rule.findIndex(({ id }: Json) => id === "exports");
  lifecycle.rule.splice(index, 1);
  const bucket = ledger.boxes.find(({ box }: Json) => box === "data bucket");
  // what follows in the list moved up
  for (const { at } of [...bucket.limits, ...bucket.expiry])
    at.pointer = at.pointer.replace(new RegExp(`^/rule/${index + 1}/`), `/rule/${index}/`);
  bucket.expiry = bucket.expiry.filter(({ what }: Json) => what !== "exports/");
  // renamed, with all that names it
  const renamed = JSON.parse(
    JSON.stringify(aws).replaceAll("penguins-data-123456789012", "penguins-store-123456789012"),
  );
  const found = changes(readBase("aws"), facts(renamed));
  expect(found.map(({ kind, address }) => [kind, address])).toEqual([
    ["replace", "aws_s3_bucket.data-bucket"],
    // no provider changes the interval of a flow log in place
    ["replace", `aws_flow_log.${flowId}`],
    ["permission-gained", `aws_iam_role_policy.${policyId}`],
    ["reach-opened", `aws_vpc_security_group_egress_rule.${ruleId}`],
    ["limit-raised", `aws_flow_log.${flowId}`],
    ["expiry-dropped", `aws_s3_bucket_lifecycle_configuration.${lifecycleId}`],
  ]);
  expect(found[3]?.flags).toEqual(["public"]);
  expect(plain(found[2]?.text ?? "")).toContain("may now logs:DeleteLogStream");
});

test("an edit of the spec is reported in the words of the ledger", async () => {
  const found = await reported("aws", (input) => {
    input.training = { ...input.training, maxRuntimeSeconds: 10_800 };
  });
  expect(kinds(found)).toContain("limit-raised");
  expect(found.map(({ text }) => plain(text)).join("\n")).toMatch(
    /training stops after: 7,200 s \(2 h\), hard → 10,800 s \(3 h\), hard, owner ml@example\.com/,
  );
});

test.each(examplePlatforms)(
  "%s: a shorter expiry is one change at its place, and no limit is said to have moved too",
  async (platform) => {
    const found = await reported(platform, (input) => {
      input.data = { retentionDays: { ...input.data?.retentionDays, data: 30 } };
    });
    const isItsOwn = !("retention data/" in platforms[platform].notAsTheSpec);
    expect(found.filter(({ kind }) => kind === "expiry-changed").length).toBe(isItsOwn ? 1 : 0);
    expect(kinds(found)).not.toContain("limit-raised");
    expect(kinds(found)).not.toContain("limit-lowered");
  },
);

test.each(examplePlatforms)(
  "%s: going live and rolling back have their own names, and nothing else changes",
  async (platform) => {
    const later = facts(await jsonOf(platform, (input) => Object.assign(input[platform] ?? {}, { live: "r2" })));
    expect(kinds(changes(readBase(platform), later))).toEqual(["release-live"]);
    expect(kinds(changes(later, readBase(platform)))).toEqual(["rollback"]);
  },
);

test("a moved block moves; without one the resource is replaced", () => {
  const without = copy(base.aws);
  without.resource.aws_vpc.renamed = without.resource.aws_vpc["private-network"];
  delete without.resource.aws_vpc["private-network"];
  const kindOf = (json: Json) =>
    changes(readBase("aws"), facts(json)).find(({ address }) => address === "aws_vpc.private-network")?.kind;
  expect(kindOf(without)).toBe("replace");
  expect(kindOf({ ...without, moved: [{ from: "aws_vpc.private-network", to: "aws_vpc.renamed" }] })).toBe("move");
});

test("a moved block that is gone, broken, or moves nothing is reported; one that moves is said by the move", () => {
  const block = { from: "aws_vpc.older", to: "aws_vpc.private-network" };
  const movedIn = (before: Json, after: Json) =>
    changes(facts({ ...copy(base.aws), moved: before }), facts({ ...copy(base.aws), moved: after }))
      .filter(({ address }) => address === "moved")
      .map(({ kind, text }) => `${kind} ${plain(text)}`);
  expect(movedIn([block], [block])).toEqual([]);
  expect(movedIn([block], [])).toEqual([
    "other a moved block is gone: aws_vpc.older → aws_vpc.private-network; a state that was not applied since destroys what it named",
  ]);
  expect(movedIn([block], [{ ...block, to: null }])).toEqual([
    expect.stringContaining("is gone"),
    "other a moved block came that moves nothing of what is compared: aws_vpc.older → null",
  ]);
  const renamed = copy(base.aws);
  renamed.resource.aws_vpc.renamed = renamed.resource.aws_vpc["private-network"];
  delete renamed.resource.aws_vpc["private-network"];
  renamed.moved = [{ from: "aws_vpc.private-network", to: "aws_vpc.renamed" }];
  expect(changes(readBase("aws"), facts(renamed)).filter(({ address }) => address === "moved")).toEqual([]);
});

test("notes of a ledger that are not sentences are refused in a line", () => {
  const broken = copy(base.google);
  broken["//"].pilot.lookFirst = {};
  expect(() => stackOf("penguins-google", "stack.json", broken)).toThrow(/lookFirst/);
});

test("a deny that goes is a permission gained", () => {
  const aws = copy(base.aws);
  const [id, held] = Object.entries<Json>(aws.resource.aws_s3_bucket_policy)[0] as [string, Json];
  const policy = JSON.parse(held.policy);
  held.policy = JSON.stringify({
    ...policy,
    Statement: policy.Statement.filter(({ Effect }: Json) => Effect !== "Deny"),
  });
  const found = changes(readBase("aws"), facts(aws));
  expect(found.map(({ kind, address }) => [kind, address])).toContainEqual([
    "permission-gained",
    `aws_s3_bucket_policy.${id}`,
  ]);
});

/** Every leaf with the way to it. */
function ways(value: Json, way: readonly string[] = []): ReadonlyArray<readonly string[]> {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [way];
  return Object.entries(value).flatMap(([key, inner]) => ways(inner, [...way, key]));
}

/** The address that a change at this place must name. */
function addressOf(way: readonly string[]): string {
  const [kind, type, id] = way;
  if (kind === "resource") return `${type}.${id}`;
  if (kind === "data") return `data.${type}.${id}`;
  return way.length > 0 ? (way[0] as string) : "";
}

test.each(examplePlatforms)("%s: whatever leaf is changed, the report names its address", (platform) => {
  const json = base[platform];
  const text = JSON.stringify(json);
  const leaves = ways(json);
  const before = readBase(platform);
  fc.assert(
    fc.property(
      fc.nat({ max: leaves.length - 1 }),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      (at, value) => {
        const way = leaves[at] as readonly string[];
        const changed = JSON.parse(text);
        const parent = way.slice(0, -1).reduce((inner, key) => inner[key], changed);
        const last = way.at(-1) as string;
        if (JSON.stringify(parent[last]) === JSON.stringify(value)) return;
        parent[last] = value;
        let after: Analysis;
        try {
          after = facts(changed);
        } catch (error) {
          // a ledger that is none any more is refused in lines, which is a report too
          expect((error as Error).name).toBe("UserError");
          return;
        }
        const found = changes(before, after);
        const isNamed = found.some(
          ({ address }) =>
            address === addressOf(way) ||
            address.startsWith(`${addressOf(way)}.`) ||
            (way[0] === "//" && found.length > 0),
        );
        expect([way.join("/"), isNamed]).toEqual([way.join("/"), true]);
      },
    ),
    { numRuns: runs, seed: 7 },
  );
});

test("whatever stands in a stack, every page is written or the stack is refused in lines", () => {
  const prices = readPrices("examples/penguins/prices.yaml");
  const all = Object.values(base);
  const leaves = all.map((json) => [...ways(json), ...ways(json).map((way) => way.slice(0, -1))]);
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, at, value) => {
      const json = copy(all[which % all.length]);
      const some = leaves[which % all.length] as ReadonlyArray<readonly string[]>;
      const way = some[at % some.length] as readonly string[];
      if (way.length === 0) return;
      const parent = way.slice(0, -1).reduce((inner, key) => inner[key], json);
      parent[way.at(-1) as string] = value;
      try {
        const read = analysisOf(stackOf("stack", "stack.json", json), { prices });
        expect(markdown(page(read)).length).toBeLessThan(65_536);
        expect(html(page(read))).toContain("</html>");
        expect(markdown(sideBySide({ all: [read, read], noGos: [] }))).toContain("Side by side");
      } catch (error) {
        expect([(error as Error).name, (error as Error).stack]).toEqual(["UserError", expect.anything()]);
      }
    }),
    { numRuns: runs, seed: 11 },
  );
});
