/** What a stack costs, by the meters of its own resources: every number here is worked out by hand from the spec. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { billingOf } from "../../review/analysis/money/billing.js";
import { type Money, money, moneyChange, moneyOf, sum } from "../../review/analysis/money.js";
import { plain } from "../../review/document.js";
import { worstMonth } from "../../review/pages/glance.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { answers } from "../../review/pages/summary.js";
import { type PriceBook, readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { html } from "../../review/write/html.js";
import { markdown } from "../../review/write/markdown.js";
import { hardware } from "../../stacks/aws/hardware.js";
import { hasOwnDisks } from "../../stacks/aws/review/own-disks.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { examplePlatforms, type SynthesizedStack, synthesizePilot, variants } from "../synth.js";

const sample = readPrices("examples/penguins/prices.yaml");
const where = { region: "r", asOf: "2026-11-01", source: "s" } as const;

/** A price book with a price for all that the pilots are charged for, and for what these tests add. */
const full: PriceBook = {
  currency: "USD",
  prices: [
    ...sample.prices,
    ...["google_dns_managed_zone", "google_monitoring_alert_policy", "google_cloud_scheduler_job"]
      .concat("azurerm_container_registry Premium", "azurerm_monitor_metric_alert")
      .concat("azurerm_monitor_scheduled_query_rules_alert_v2 PT5M")
      .map((meter) => ({ meter, value: 0, per: "month" as const, ...where })),
  ],
};

/** Each synthesized stack as the review reads it. Its JSON is frozen: who changes it takes a copy. */
const readBefore = new WeakMap<SynthesizedStack, Stack>();

const stacks = async (
  platform: PlatformId,
  change: (input: PilotSpecInput) => void,
  named = "phase 2",
): Promise<Stack> => {
  const stack = await synthesizePilot(platform, (input) => {
    variants[named]?.(input);
    change(input);
  });
  if (stack === undefined) throw new Error(`${platform} has no stack`);
  const found = readBefore.get(stack) ?? stackOf(`penguins-${platform}`, "f", stack.json);
  readBefore.set(stack, found);
  return found;
};
const plainStack = (platform: PlatformId) => stacks(platform, () => {});
const releases = (count: number, live: string) => (input: PilotSpecInput) => {
  const listed = Array.from({ length: count }, (_, index) => [`r${index + 1}`, String(index + 1)]);
  for (const platform of examplePlatforms)
    Object.assign(input[platform] ?? {}, { releases: Object.fromEntries(listed), live });
};
const changed = (stack: Stack, change: (resource: Record<string, Record<string, object>>) => void): Stack => {
  const json = JSON.parse(JSON.stringify(stack.json)) as { resource: Record<string, Record<string, object>> };
  change(json.resource);
  return stackOf(stack.name, "f", json);
};
const serving = ({ idle, worst }: Money) =>
  [idle, worst].map((all) => sum(all.filter(({ what }) => what.startsWith("endpoint"))).toFixed(2));

describe("the pilots, with two releases", () => {
  // a replica all month is 730 h, at 0.115 an hour (0.17 on Google); at least one, at most two of them
  test.each<[PlatformId, readonly string[], string, string]>([
    // 12.75 h of 0.115; volumes of 10 GiB for 6.75 h and of 30 GiB for 6 h are 247.5 GiB × h of 0.154 a month
    ["aws", ["83.95", "167.90"], "1.52", "0.25 × 3 + 1 × 3 + 2 × 3 + 1 × 3 = 12.75 h of 0.115, and 0.05"],
    // boot disks of 100 GiB: 1,275 GiB × h of 0.0002678
    ["google", ["124.10", "248.20"], "2.51", "the same 12.75 h of 0.17, and 0.34"],
    // every listed release has machines of its own, and no step is retried
    ["azure", ["167.90", "335.80"], "0.60", "0.25 + 1 + 2 + 1 + 1 = 5.25 h of 0.115"],
  ])("%s: what serves, idle and at most, and one run", async (platform, machines, run) => {
    const found = moneyOf(await plainStack(platform), sample);
    expect({ machines: serving(found), run: sum(found.run).toFixed(2) }).toEqual({ machines, run });
  });

  test.each<[PlatformId, string]>([
    // 1 key, 2 interface endpoints in 2 zones, 4 alarms of 5 metrics, 1 dashboard, 1 replica
    ["aws", "117.65"],
    // 1 address of 0.01 an hour, 1 key, 1 replica; zones, alerts and the scheduler have no price
    ["google", "131.46"],
    // 3 private endpoints, 6 connections of the managed network, 3 zones, 2 replicas
    ["azure", "235.10"],
  ])("%s: idle, a month", async (platform, expected) => {
    expect(sum(moneyOf(await plainStack(platform), sample).idle).toFixed(2)).toBe(expected);
  });

  test.each<[PlatformId, readonly string[]]>([
    ["aws", []],
    ["google", ["google_dns_managed_zone", "google_monitoring_alert_policy", "google_cloud_scheduler_job"]],
    [
      "azure",
      [
        "azurerm_container_registry Premium",
        "azurerm_monitor_metric_alert",
        "azurerm_monitor_scheduled_query_rules_alert_v2 PT5M",
      ],
    ],
  ])("%s: what the sample book has no price for is said", async (platform, missing) => {
    const stack = await plainStack(platform);
    expect(moneyOf(stack, sample).missing).toEqual(missing);
    const empty = moneyOf(stack, { currency: "USD", prices: [] });
    const meters = new Set([...empty.idle, ...empty.worst, ...empty.run].map(({ meter }) => meter));
    for (const meter of meters) expect(empty.missing.join()).toContain(meter);
    expect(empty.missing.length).toBeGreaterThan(4);
  });

  test.each(examplePlatforms)("%s: each type of its resources is known to bill or not to", async (platform) => {
    const unknown = (await plainStack(platform)).resources.filter(
      (each) => !each.isData && billingOf(each) === "unknown",
    );
    expect(unknown.map(({ address }) => address)).toEqual([]);
  });
});

test("azure: three releases of at most two replicas are six machines, and above the budget", async () => {
  const stack = await stacks("azure", releases(3, "r2"));
  const facts = analysisOf(stack, { prices: sample });
  expect(serving(facts.money as Money)).toEqual(["251.85", "503.70"]);
  expect(plain(worstMonth(facts))).toMatch(
    /^at least 570\.90 USD without runs; 3 meters without a price; the budget is 500\.00 USD, and the worst case is ABOVE it$/,
  );
  expect(markdown(page(facts))).toContain("Budget: 500.00 USD a month: the worst case is above it");
});

test.each<[PlatformId, string]>([
  // training on four machines: (0.25 + 1 + 4 × 2 + 1) × 3 = 30.75 h of 0.115; 787.5 GiB × h of 0.154 a month
  ["aws", "3.70"],
  // the same 30.75 h of 0.17, where the other nodes are a pool of their own; 3,075 GiB × h of 0.0002678
  ["google", "6.05"],
  // 0.25 + 1 + 4 × 2 + 1 + 1 = 11.25 h of 0.115
  ["azure", "1.29"],
])("%s: four nodes are charged four times", async (platform, expected) => {
  const stack = await stacks(platform, (input) => {
    input.training = { ...input.training, nodes: 4 };
  });
  expect(sum(moneyOf(stack, sample).run).toFixed(2)).toBe(expected);
});

test("azure: one release more is money", async () => {
  const [before, after] = [await stacks("azure", releases(2, "r2")), await stacks("azure", releases(3, "r2"))];
  const [row] = moneyChange(moneyOf(before, full), moneyOf(after, full));
  expect(plain(row?.text ?? "none")).toBe(
    "idle, a month: 235.10 USD → 319.05 USD; worst case a month, without runs: 403.00 USD → 570.90 USD",
  );
});

test.each<[PlatformId, string, number]>([
  ["aws", "1.00", 0],
  ["google", "0.06", 0],
  // Azure keeps the registry and the managed network of the workspace
  ["azure", "45.30", 0],
])("%s paused: nothing that serves is charged", async (platform, idle, machines) => {
  const facts = analysisOf(await stacks(platform, () => {}, "phase 2, paused"), { prices: sample });
  const found = facts.money as Money;
  expect([sum(found.idle).toFixed(2), found.idle.filter(({ what }) => what.startsWith("endpoint")).length]).toEqual([
    idle,
    machines,
  ]);
  const text = markdown(page(facts));
  expect(text).not.toMatch(/private endpoint hours|one private endpoint/);
  expect(plain(answers(facts)[4]?.[1] ?? "")).toMatch(
    /^nothing serves while it is paused; r1 is live again with paused/,
  );
});

test("google paused: what was deployed before bills until the workflow has run", async () => {
  const found = moneyOf(await stacks("google", () => {}, "phase 2, paused"), sample);
  expect(found.unbounded).toContain("replicas of an earlier release, until penguins-endpoint-release has run");
});

test("what no sum holds is said where the sum is held against the budget", async () => {
  const facts = analysisOf(await plainStack("aws"), { prices: sample });
  expect(plain(worstMonth(facts))).toMatch(/the worst case is below it, but for what no sum holds$/);
});

describe("the disks of machines", () => {
  /** By the names of their steps, without how often each is started. */
  const disks = ({ run }: Money) =>
    run.flatMap((each) =>
      each.unit === "GiB" ? [{ ...each, what: each.what.split(", ").slice(0, 2).join(", ") }] : [],
    );

  test.each<[PlatformId, readonly string[], string]>([
    // 10 GiB for the side steps and 30 for training on each of its machines, three times; 7,875 / 10 GiB × h
    [
      "aws",
      [
        "probe, disk: 10 sagemaker ml storage",
        "prepare, disk: 10 sagemaker ml storage",
        "train, disk: 120 sagemaker ml storage",
        "evaluate, disk: 10 sagemaker ml storage",
      ],
      "0.17",
    ],
    [
      "google",
      [
        "probe, disk: 100 vertex ai pd-ssd",
        "prepare, disk: 100 vertex ai pd-ssd",
        "train, disk: 100 vertex ai pd-ssd",
        "train, disk: 300 vertex ai pd-ssd",
        "evaluate, disk: 100 vertex ai pd-ssd",
      ],
      "0.82",
    ],
    // no document says what a node's disk costs
    ["azure", [], "0.00"],
  ])("%s: of every step on every node, by size and time", async (platform, expected, money_) => {
    const stack = await stacks(platform, (input) => {
      input.training = { ...input.training, nodes: 4 };
    });
    const found = disks(moneyOf(stack, sample));
    expect(found.map(({ what, count, meter }) => `${what}: ${count} ${meter}`)).toEqual(expected);
    expect(sum(found).toFixed(2)).toBe(money_);
  });

  test.each<[PlatformId, string]>([
    ["aws", "the volumes behind an endpoint, whose size SageMaker chooses"],
    ["google", "the disks of replicas, for which no price of Vertex AI is known"],
    [
      "azure",
      "the disks that Azure ML gives its machines, and the load balancer of a compute cluster: no document says what " +
        "they cost without public addresses",
    ],
  ])("%s: what has no size or no price stands in no sum, and the page says so", async (platform, said) => {
    const facts = analysisOf(await plainStack(platform), { prices: sample });
    expect(markdown(page(facts))).toContain(`In no sum: ${said}.`);
    expect(markdown(sideBySide({ all: [facts], noGos: [] }))).toContain(`| in no sum | ${said} |`);
    const rented = { aws_instance: { vm: { instance_type: "m5.large" } } };
    const nothing = { aws_nat_gateway: { out: {} } };
    const apart = (resource: object) => moneyOf(stackOf("s", "f", { resource }), sample).apart;
    expect(apart(rented)).toEqual(["the disks of virtual machines, databases and notebooks, by the GiB and the hour"]);
    expect(apart(nothing)).toBeUndefined();
  });

  test("aws: a volume behind an endpoint is charged for each replica", async () => {
    const after = changed(await plainStack("aws"), (resource) => {
      for (const each of Object.values(resource["aws_sagemaker_endpoint_configuration"] ?? {}))
        Object.assign((each as { production_variants: object[] }).production_variants[0] ?? {}, {
          volume_size_in_gb: 50,
        });
    });
    const found = moneyOf(after, sample);
    const words = (charges: Money["idle"]) =>
      charges.filter(({ unit }) => unit === "GiB").map(({ what, count }) => `${what}: ${count}`);
    expect([...words(found.idle), ...words(found.worst)]).toEqual([
      "endpoint (penguins-endpoint, disk), replicas at least: 50",
      "endpoint (penguins-endpoint, disk), replicas at most: 100",
    ]);
    // 50 × 0.154
    expect((sum(found.idle) - sum(moneyOf(await plainStack("aws"), sample).idle)).toFixed(2)).toBe("7.70");
    expect(found.apart).toBeUndefined();
  });

  test("aws: a machine with disks of its own gets no volume", async () => {
    const stack = await stacks("aws", (input) => {
      input.training = { ...input.training, hardware: "gpu-small" };
    });
    expect(disks(moneyOf(stack, sample)).map(({ what }) => what)).toEqual([
      "probe, disk",
      "prepare, disk",
      "evaluate, disk",
    ]);
    for (const each of Object.values(hardware))
      expect([each.instanceType, hasOwnDisks(each.instanceType)]).toEqual([
        each.instanceType,
        each.localStorage === true,
      ]);
  });

  test("google: without a word the boot disk is 100 GB of pd-ssd, and another kind has a price of its own", async () => {
    const { json } = await plainStack("google");
    const kinds = (text: string) => [
      ...new Set(
        disks(moneyOf(stackOf("s", "f", JSON.parse(text)), sample)).map((each) => `${each.count} ${each.meter}`),
      ),
    ];
    const text = JSON.stringify(json);
    const spec = /\\+"disk_spec\\+":\{[^}]*\},/g;
    expect(text.match(spec)?.length).toBeGreaterThan(3);
    expect(kinds(text.replace(spec, ""))).toEqual(["100 vertex ai pd-ssd"]);
    expect(kinds(text.replaceAll("pd-ssd", "pd-standard"))).toEqual(["100 vertex ai pd-standard"]);
  });
});

// what README.md and the page of each platform say of `paused: true`
test.each<[PlatformId, readonly string[]]>([
  ["aws", ["1 aws_kms_key"]],
  ["google", ["1 google_cloud_scheduler_job", "1 google_kms_crypto_key", "5 google_monitoring_alert_policy"]],
  [
    "azure",
    [
      "1 azurerm_container_registry Premium",
      "1 azurerm_monitor_metric_alert",
      "3 azurerm_private_dns_zone",
      // connections of the workspace's managed network
      "6 azurerm_private_endpoint",
    ],
  ],
])("%s paused: what still bills, each meter", async (platform, expected) => {
  const { idle } = moneyOf(await stacks(platform, () => {}, "phase 2, paused"), sample);
  expect(idle.map(({ meter, count }) => `${count} ${meter}`).sort()).toEqual(expected);
});

test.each(examplePlatforms)("%s: a scoring run has a sum of its own", async (platform) => {
  const found = moneyOf(await stacks(platform, () => {}, "phase 2, batch"), sample);
  expect(found.runs.map(({ name }) => name)).toEqual(["penguins-pipeline", "penguins-batch"]);
  expect(sum(found.runs[1]?.charges ?? [])).toBeGreaterThan(0);
});

const batch = (schedule: string) => (input: PilotSpecInput) => {
  input.endpoint = { ...input.endpoint, mode: "batch", schedule };
};

describe("a schedule starts runs, and the worst month holds them", () => {
  // one run scores for 7,200 s at most, three times on AWS and Google, on one machine
  test.each<[PlatformId, string, string]>([
    // and a volume of 30 GiB: 5,580 GiB × h of 0.154 a month
    ["aws", "22.57", "31 × 3 × 2 = 186 h of 0.115, and 1.18"],
    // and a boot disk of 100 GiB: 18,600 GiB × h of 0.0002678
    ["google", "36.60", "the same 186 h of 0.17, and 4.98"],
    ["azure", "7.13", "31 × 2 = 62 h of 0.115"],
  ])("%s, each day at three", async (platform, expected) => {
    const facts = analysisOf(await stacks(platform, batch("0 3 * * *"), "phase 2, batch"), { prices: sample });
    const found = facts.money as Money;
    const started = found.worst.filter(({ what }) => what.startsWith("31 runs of penguins-batch"));
    expect(sum(started).toFixed(2)).toBe(expected);
    expect((sum(found.worst) - sum(found.idle)).toFixed(2)).toBe(expected);
    expect(plain(worstMonth(facts))).toContain(
      "USD with 31 runs of penguins-batch that a schedule starts, and no other run",
    );
    expect(found.unbounded).toContain("how many runs somebody starts by hand");
  });

  test.each<[PlatformId, string, number]>([
    ["aws", "0 3 ? * 2 *", 5],
    ["aws", "*/30 * ? * 2-6 *", 23 * 48],
    ["google", "0 */6 1,15 * *", 8],
    ["google", "0 3 30 2 *", 0],
    // due on the first, and on Mondays
    ["google", "0 3 1 * 1", 6],
    // Azure ML ignores days of the month and months
    ["azure", "30 2 1 2 *", 31],
    ["azure", "0 3 * * 0,6", 10],
  ])("%s: %s starts %d in a month at most", async (platform, schedule, starts) => {
    const stack = await stacks(platform, batch("7 3 * * *"), "phase 2, batch");
    const line = /7 3 (\*|\?) \* (\*|\?)( \*)?/g;
    const after = stackOf("s", "f", JSON.parse(JSON.stringify(stack.json).replaceAll(line, schedule)));
    const found = moneyOf(after, sample);
    // a line that is never due has a problem, and is said
    expect(found.schedules.map(({ run, starts: most }) => [run, most])).toEqual(
      starts === 0 ? [] : [["penguins-batch", starts]],
    );
  });

  test.each(examplePlatforms)("%s: switched off, or without a schedule, it starts none", async (platform) => {
    const stack = await stacks(platform, batch("0 3 * * *"), "phase 2, batch");
    const off = JSON.parse(
      JSON.stringify(stack.json)
        .replaceAll('"state":"ENABLED"', '"state":"DISABLED"')
        .replaceAll('"paused":false', '"paused":true')
        .replaceAll('"pause_status":"UNPAUSED"', '"pause_status":"PAUSED"')
        .replaceAll('"suspend":false', '"suspend":true')
        .replaceAll('"isEnabled":true', '"isEnabled":false'),
    );
    expect(moneyOf(stackOf("s", "f", off), sample).schedules).toEqual([]);
    expect(moneyOf(await plainStack(platform), sample).schedules).toEqual([]);
  });

  test.each<[string, number | undefined]>([
    ["rate(1 hour)", 744],
    ["rate(7 days)", 5],
    ["cron(0 3 ? * MON-FRI *)", 23],
    ["cron(0 3 L * ? *)", undefined],
    ["at(2026-12-01T00:00:00)", undefined],
  ])("aws: %s", async (expression, starts) => {
    const after = changed(await stacks("aws", batch("0 3 * * *"), "phase 2, batch"), (resource) => {
      for (const each of Object.values(resource["aws_scheduler_schedule"] ?? {}))
        Object.assign(each, { schedule_expression: expression });
    });
    const found = moneyOf(after, sample);
    expect(found.schedules.map((each) => each.starts)).toEqual(starts === undefined ? [] : [starts]);
    const left = "runs of penguins-batch that a schedule starts (when it is due is not read)";
    expect(found.missing.includes(left)).toBe(starts === undefined);
  });
});

describe("tiers and metrics that have prices of their own", () => {
  test("azure: a Basic registry is not charged as a Premium one", async () => {
    const after = changed(await plainStack("azure"), (resource) => {
      for (const each of Object.values(resource["azurerm_container_registry"] ?? {}))
        Object.assign(each, { sku: "Basic" });
    });
    expect(moneyOf(after, full).missing).toEqual(["azurerm_container_registry Basic"]);
  });

  test("aws: an alarm bills for each metric of its expression, three times with a band, more with high resolution", () => {
    const metric = { metric: [{ metric_name: "m", period: 60 }] };
    const often = { metric: [{ metric_name: "m", period: 10 }] };
    const resource = {
      aws_cloudwatch_metric_alarm: {
        own: { metric_name: "m", period: 60 },
        two: { metric_query: [metric, metric, { expression: "a/b" }] },
        band: { metric_query: [metric, { expression: "ANOMALY_DETECTION_BAND(m)" }], threshold_metric_id: "e" },
        often: { metric_query: [often] },
      },
    };
    const counts = moneyOf(stackOf("s", "f", { resource }), sample).idle.map(({ meter, count }) => [meter, count]);
    expect(counts).toEqual([
      ["aws_cloudwatch_metric_alarm", 6],
      ["aws_cloudwatch_metric_alarm high resolution", 1],
    ]);
  });
});

describe("a sum names what it leaves out, and is held against nothing", () => {
  test("azure: the run has every price, the month has not", async () => {
    const text = markdown(page(analysisOf(await plainStack("azure"), { prices: sample })));
    expect(text).toMatch(/\| One run at most \|\s*\|\s*\| 0\.60 USD \|/);
    expect(text).toMatch(
      /\| Idle, a month \|\s*\|\s*\| at least 235\.10 USD \| without `azurerm_container_registry Premium`, `azurerm_monitor_metric_alert`/,
    );
  });

  test.each<[string, PriceBook, boolean]>([
    ["with gaps the chart leaves the budget out", sample, false],
    ["with every price it shows it", full, true],
  ])("%s", async (_, prices, expected) => {
    expect(html(page(analysisOf(await plainStack("google"), { prices }))).includes('class="mark"')).toBe(expected);
  });

  test.each<[string, PriceBook, boolean]>([
    ["with gaps the platforms are not drawn beside each other", sample, false],
    ["with every price they are", full, true],
  ])("%s", async (_, prices, expected) => {
    const all = await Promise.all(examplePlatforms.map(plainStack));
    const text = html(sideBySide({ all: all.map((stack) => analysisOf(stack, { prices })), noGos: [] }));
    expect(text.includes("Idle and worst case a month")).toBe(expected);
    expect(text.includes("a sum that leaves something out is compared with nothing")).toBe(!expected);
  });
});

describe("a dearer machine never makes it cheaper", () => {
  const dearer = (input: PilotSpecInput) => {
    input.training = { ...input.training, hardware: "gpu-large" };
    input.endpoint = { ...input.endpoint, hardware: "gpu-large" };
  };
  /** Where a platform has no such class, what it has of its own. */
  const own: Partial<Record<PlatformId, (input: PilotSpecInput) => void>> = {
    databricks: (input) => Object.assign(input.databricks ?? {}, { workloadType: "GPU_LARGE" }),
  };
  test.each(examplePlatforms)("%s: cpu-small to gpu-large, in the spec", async (platform) => {
    const before = await plainStack(platform);
    const after = await stacks(platform, own[platform] ?? dearer);
    const rows = moneyChange(moneyOf(before, sample), moneyOf(after, sample)).map(({ text }) => plain(text));
    expect(rows.length).toBe(1);
    expect(rows.join()).toMatch(/^not compared: no price for .*\(endpoint/);
    expect(rows.join()).not.toMatch(/→ \d[\d,.]* USD/);
  });

  test("aws: ml.p5.48xlarge in the JSON, behind the endpoint and in the training", async () => {
    const before = await plainStack("aws");
    const after = stackOf(
      "s",
      "f",
      JSON.parse(JSON.stringify(before.json).replaceAll("ml.m5.large", "ml.p5.48xlarge")),
    );
    const costs = moneyOf(after, sample);
    expect(costs.missing.join()).toContain("ml.p5.48xlarge (endpoint (penguins-endpoint), replicas at least)");
    expect(costs.missing.join()).toContain("ml.p5.48xlarge (train, 3 attempts)");
    const text = markdown(page(analysisOf(after, { prices: sample })));
    expect(text).not.toMatch(/is below it/);
    expect(text).toContain("not compared, because some prices are missing");
  });
});

describe("what bills and stands in no price book", () => {
  const added = async (type: string, given: object, platform: PlatformId = "aws") => {
    const before = await plainStack(platform);
    const after = changed(before, (resource) => Object.assign(resource, { [type]: { more: given } }));
    return moneyChange(moneyOf(before, full), moneyOf(after, full)).map(({ text }) => plain(text));
  };

  test.each<[string, object, string]>([
    ["aws_nat_gateway", { subnet_id: "s" }, "not compared: no price for aws_nat_gateway; aws_nat_gateway: none → 1"],
    ["aws_instance", { instance_type: "m5.large" }, "not compared: no price for m5.large (aws_instance {more})"],
    [
      "aws_thing_of_tomorrow",
      {},
      "not compared: no price for aws_thing_of_tomorrow (nothing here knows whether it bills)",
    ],
    [
      "aws_eip",
      { count: "${var.many}" },
      "not compared: no price for aws_eip; aws_eip.more (how many there are is not in the stack)",
    ],
  ])("%s makes a row", async (type, given, expected) => {
    const rows = await added(type, given);
    expect(rows.join()).toContain(expected.replace("{more}", "more"));
  });

  test.each<[PlatformId, string, string]>([
    ["google", "google_compute_router_nat", "google_compute_router_nat"],
    ["azure", "azurerm_nat_gateway", "azurerm_nat_gateway"],
    ["azure", "azurerm_public_ip", "azurerm_public_ip"],
  ])("%s: %s makes a row", async (platform, type, meter) => {
    expect((await added(type, {}, platform)).join()).toBe(`not compared: no price for ${meter}; ${meter}: none → 1`);
  });

  test("a type that is known not to bill makes none", async () => {
    expect(await added("aws_network_acl", {})).toEqual([]);
  });

  test("a stack without a ledger has its money, too", () => {
    const resource = { aws_nat_gateway: { a: {}, b: {} }, aws_vpc: { v: {} } };
    const prices = {
      currency: "USD",
      prices: [{ meter: "aws_nat_gateway", value: 0.048, per: "hour" as const, ...where }],
    };
    const facts = analysisOf(stackOf("foreign", "f", { resource }), { prices });
    // 2 × 730 h × 0.048
    expect(plain(worstMonth(facts))).toBe("70.08 USD without runs; no budget is recorded");
  });

  test("of a module nothing is known without a plan", () => {
    const facts = analysisOf(stackOf("foreign", "f", { module: { vpc: { source: "./vpc" } }, resource: {} }), {
      prices: sample,
    });
    expect(plain(worstMonth(facts))).toBe(
      "at least 0.00 USD without runs; 1 meter without a price; no budget is recorded",
    );
  });
});

describe("against the budget", () => {
  const costs = (value: number, missing: readonly string[], currency = "USD"): Money => ({
    ...{ currency: "USD", idle: [], run: [], runs: [], unbounded: [], schedules: [], missing, uncounted: [] },
    worst: [{ what: "w", meter: "w", count: 1, hours: 1, money: value }],
    budget: { monthly: 500, currency },
  });
  const words = (money_: Money) =>
    plain(worstMonth({ ...analysisOf(stackOf("s", "f", { resource: {} })), money: money_ }));

  test.each<[number, readonly string[], string, string]>([
    [499, [], "USD", "499.00 USD without runs; the budget is 500.00 USD, and the worst case is below it"],
    [501, [], "USD", "501.00 USD without runs; the budget is 500.00 USD, and the worst case is ABOVE it"],
    [
      499,
      ["m"],
      "USD",
      "at least 499.00 USD without runs; 1 meter without a price, so it is not compared: the budget is 500.00 USD",
    ],
    [
      501,
      ["m"],
      "USD",
      "at least 501.00 USD without runs; 1 meter without a price; the budget is 500.00 USD, and the worst case is ABOVE it",
    ],
    [499, [], "EUR", "499.00 USD without runs; the budget is 500.00 EUR, in another currency"],
  ])("%d, without a price %j, budget in %s", (value, missing, currency, expected) => {
    expect(words(costs(value, missing, currency))).toBe(expected);
  });
});

test("a price for what serves is not taken for a training machine", () => {
  const prices: PriceBook = {
    currency: "USD",
    prices: [{ meter: "ml.m5.large", for: "endpoint", value: 1, per: "hour", ...where }],
  };
  const definition = {
    Steps: [
      {
        Name: "t",
        Type: "Training",
        Arguments: {
          ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1 },
          StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        },
      },
    ],
  };
  const resource = {
    aws_sagemaker_pipeline: { p: { pipeline_name: "p", pipeline_definition: JSON.stringify(definition) } },
  };
  expect(moneyOf(stackOf("s", "f", { resource }), prices).missing).toEqual(["ml.m5.large (t)"]);
});

test("money is written with its currency", () => expect(money(1234.5, "EUR")).toBe("1,234.50 EUR"));
