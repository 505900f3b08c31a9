/** What only a plan knows: resources of modules, instances of what is repeated, and whether it is this stack's. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { analysisOf } from "../../review/analysis/analysis.js";
import { plain } from "../../review/document.js";
import { worstMonth } from "../../review/pages/glance.js";
import { page } from "../../review/pages/page.js";
import { checkPlanIsOf, readPlan } from "../../review/read/plan.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { temporaryFolder } from "../scratch.js";

const dir = temporaryFolder("plans");
const planned = (address: string, values: object) => ({
  ...{ address, type: address.split(".").slice(-2)[0], mode: "managed", values },
});

/** A plan by `terraform show -json`, with resources at the root and in modules. */
function plan(root: readonly object[], modules: readonly object[] = [], changes?: readonly object[]) {
  const created = [...root, ...modules].map((each) => ({
    ...{ address: (each as { address: string }).address, change: { actions: ["create"], after_unknown: { id: true } } },
  }));
  const file = join(dir, "plan.json");
  writeFileSync(
    file,
    JSON.stringify({
      format_version: "1.2",
      planned_values: { root_module: { resources: root, child_modules: [{ resources: modules }] } },
      resource_changes: changes ?? created,
    }),
  );
  return readPlan(file);
}

const price = (meter: string) =>
  ({ meter, value: 1, per: "month", region: "r", asOf: "2026-11-01", source: "s" }) as const;
const prices = { currency: "USD", prices: [price("aws_nat_gateway"), price("aws_eip")] };

describe("a module", () => {
  const stack = (source: string) =>
    stackOf("s", "f", { module: { vpc: { source } }, resource: { aws_vpc: { own: { cidr_block: "10.0.0.0/16" } } } });
  const open = { name: "open", ingress: [{ cidr_blocks: ["0.0.0.0/0"], from_port: 22, to_port: 22, protocol: "tcp" }] };
  const inside = [
    planned("module.vpc.aws_nat_gateway.out", { connectivity_type: "public", subnet_id: "s" }),
    planned("module.vpc.aws_security_group.open", open),
    planned("module.vpc.zz_unknown_thing.one", {}),
  ];
  const own = planned("aws_vpc.own", { cidr_block: "10.0.0.0/16" });

  test("without a plan it is said, and no sentence speaks of all of the stack", () => {
    const facts = analysisOf(stack("./vpc"), { prices });
    const text = markdown(page(facts));
    expect(facts.unread.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      "module.vpc: its resources are not known without a plan",
    ]);
    expect(text).not.toMatch(/All was read|This stack grants nothing|Everything is known before/);
    expect(plain(worstMonth(facts))).toContain("at least 0.00 USD without runs; 1 meter without a price");
  });

  test("with a plan its resources are counted, read, charged and unknown until apply", () => {
    const facts = analysisOf(stack("./vpc"), { prices, plan: plan([own], inside) });
    const text = markdown(page(facts));
    expect(text).toContain("Stack `s`: 4 resources");
    expect(
      facts.reach.filter(({ isPublic }) => isPublic).map(({ from, to, by }) => `${from} → ${to} by ${by}`),
    ).toContain("the internet → open by tcp 22");
    expect(facts.unread.map(({ what }) => what)).toEqual(["zz_unknown_thing"]);
    expect(facts.money?.worst.map(({ meter, count }) => [meter, count])).toEqual([["aws_nat_gateway", 1]]);
  });

  test("code that is fetched from elsewhere is named with a plan, too", () => {
    const { unread } = analysisOf(stack("git::https://x.test/vpc.git"), { plan: plan([own], inside) });
    expect(unread.map(({ what, why }) => `${what}: ${why}`)).toContain(
      "module.vpc: its resources are those of the plan, whose code is fetched from git::https://x.test/vpc.git",
    );
  });
});

describe("count and for_each", () => {
  const stack = stackOf("s", "f", { resource: { aws_eip: { out: { count: 3, domain: "vpc" } } } });
  const three = [0, 1, 2].map((index) => planned(`aws_eip.out[${index}]`, { domain: "vpc" }));

  test("without a plan one is counted, and how many there are is open", () => {
    const facts = analysisOf(stack, { prices });
    expect(facts.unread.map(({ what }) => what)).toEqual(["count of aws_eip.out"]);
    expect(facts.money?.missing).toEqual(["aws_eip.out (how many there are is not in the stack)"]);
  });

  test("with a plan every instance counts", () => {
    const facts = analysisOf(stack, { prices, plan: plan(three) });
    expect(markdown(page(facts))).toContain("Stack `s`: 3 resources");
    expect(facts.money?.worst.map(({ meter, count }) => [meter, count])).toEqual([["aws_eip", 3]]);
    expect([facts.unread, facts.money?.missing]).toEqual([[], []]);
  });
});

describe("a plan of another stack", () => {
  const stack = stackOf("ours", "f", { resource: { aws_vpc: { own: {} }, aws_subnet: { own: {} } } });
  const change = (address: string, action: string) => ({ address, change: { actions: [action], after_unknown: {} } });

  test.each<[string, readonly object[], string]>([
    [
      "that makes what is not here",
      [change("aws_vpc.own", "no-op"), change("aws_s3_bucket.theirs", "create")],
      "aws_s3_bucket.theirs",
    ],
    ["that keeps what is not here", [change("google_storage_bucket.theirs", "no-op")], "google_storage_bucket.theirs"],
    ["that only destroys, and nothing of this one", [change("aws_s3_bucket.theirs", "delete")], "aws_s3_bucket.theirs"],
  ])("%s is refused", (_, changes, address) => {
    const given = plan([], [], changes);
    expect(() => checkPlanIsOf(stack, given, "plan.json")).toThrow(
      `--plan plan.json: must be a plan of the stack ours, which has no ${address}; plan that stack in its folder`,
    );
  });

  test.each<[string, readonly object[]]>([
    ["destroys what has left the stack", [change("aws_vpc.own", "no-op"), change("aws_eip.old", "delete")]],
    ["has instances", [change("aws_vpc.own[0]", "create"), change('aws_subnet.own["a"]', "create")]],
    ["changes nothing", []],
  ])("one that %s is taken", (_, changes) => {
    expect(() => checkPlanIsOf(stack, plan([], [], changes), "plan.json")).not.toThrow();
  });
});
