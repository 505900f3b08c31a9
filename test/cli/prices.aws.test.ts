/**
 * A price book from AWS's price list files and from Infracost's JSON, in their documented shapes, and the file that is
 * written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getJson } from "../../cli/get-json.js";
import { prices } from "../../cli/prices.js";
import { moneyOf, sum } from "../../review/analysis/money.js";
import { readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { temporaryFolder } from "../scratch.js";
import { synthesizePilots, variants } from "../synth.js";
import { book, make, type Routes, served, stackFile, today } from "./price-list-server.js";

/** A price list file of AWS. */
function offer(
  products: ReadonlyArray<readonly [usage: string, prices: readonly number[], unit: string]>,
  currency = "USD",
) {
  return {
    formatVersion: "v1.0",
    products: Object.fromEntries(
      products.map(([usagetype], index) => [
        `SKU${index}`,
        { sku: `SKU${index}`, attributes: { usagetype, regionCode: "eu-west-1" } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        products.map(([, tiers, unit], index) => [
          `SKU${index}`,
          {
            [`SKU${index}.JRTCKXETXF`]: {
              priceDimensions: Object.fromEntries(
                tiers.map((price, tier) => [
                  `${tier}`,
                  { unit, beginRange: `${tier}`, pricePerUnit: { [currency]: `${price}` } },
                ]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

const list = "pricing.us-east-1.amazonaws.com/offers/v1.0/aws";
const inRegion = (service: string) => ({
  [`${list}/${service}/current/region_index.json`]: {
    regions: { "eu-west-1": { currentVersionUrl: `/offers/v1.0/aws/${service}/2026/eu-west-1/index.json` } },
  },
});
const machines: ReadonlyArray<readonly [string, readonly number[], string]> = [
  ["EU-Host:ml.m5.large", [0.12], "Hrs"],
  ["EU-Train:ml.m5.large", [0.115], "Hrs"],
  ["EU-Processing:ml.m5.large", [0.117], "Hrs"],
  ["EU-Host:ml.m5.large.extra", [9], "Hrs"],
  ["EU-SpotTrain:ml.m5.large", [0.01], "Hrs"],
  ["EU-Train:VolumeUsage.gp2", [0.154], "GB-Mo"],
  ["EU-Processing:VolumeUsage.gp2", [0.15], "GB-Mo"],
  ["EU-Host:VolumeUsage.gp2", [0.16], "GB-Mo"],
];
const aws: Routes = {
  ...inRegion("AmazonSageMaker"),
  ...inRegion("AmazonVPC"),
  ...inRegion("awskms"),
  ...inRegion("AmazonCloudWatch"),
  [`${list}/AmazonSageMaker/2026/eu-west-1/index.json`]: offer(machines),
  [`${list}/AmazonVPC/2026/`]: offer([
    ["EU-VpcEndpoint-Hours", [0.011], "Hrs"],
    ["EU-VpcEndpoint-Bytes", [0.01, 0.006], "GB"],
  ]),
  [`${list}/awskms/2026/`]: offer([["eu-west-1-KMS-Keys", [1], "Keys"]]),
  // the first ten alarms of an account are free
  [`${list}/AmazonCloudWatch/2026/`]: offer([
    ["EU-CW:AlarmMonitorUsage", [0, 0.1], "Alarms"],
    ["EU-CW:HighResAlarmMonitorUsage", [0.3], "Alarms"],
  ]),
  [`${list}/AmazonCloudWatch/current/index.json`]: offer([["DashboardsUsageHour", [0, 3], "Dashboards"]]),
};

describe("AWS's price list files", () => {
  test("each meter of the stack, and no other, with its unit and source", async () => {
    const made = await make("aws", aws);
    expect(book(made)).toEqual({
      aws_cloudwatch_dashboard: [3, "month"],
      aws_cloudwatch_metric_alarm: [0.1, "month"],
      aws_kms_key: [1, "month"],
      aws_vpc_endpoint: [0.011, "hour"],
      // what trains and what prepares have two prices: a run costs the dearer at most
      "ml.m5.large": [0.117, "hour"],
      "ml.m5.large endpoint": [0.12, "hour"],
      // of training, the dearest of what runs; nothing serves on a volume whose size the stack says
      "sagemaker ml storage": [0.154, "month"],
    });
    expect(made.lines).toEqual([`wrote ${made.file}: 7 prices`]);
    const [machine] = readPrices(made.file).prices.filter(
      ({ meter, for: only }) => meter === "ml.m5.large" && only === undefined,
    );
    expect(machine).toMatchObject({
      region: "eu-west-1",
      asOf: "2026-11-30",
      source: "AWS price list, AmazonSageMaker: Processing:ml.m5.large, Train:ml.m5.large, the dearest",
    });
    // each file is read once
    expect(made.asked.filter((path) => path.includes("/AmazonSageMaker/2026/")).length).toBe(1);
  });

  test("the review takes the book, and no meter is without a price", async () => {
    const made = await make("aws", aws);
    const all = await synthesizePilots(variants["phase 2"]);
    const money = moneyOf(stackOf("s", "f", structuredClone(all.aws?.json)), readPrices(made.file));
    expect(money.missing).toEqual([]);
    // 1 + 3 + 5 × 0.1 + 4 × 730 × 0.011 + 730 × 0.12
    expect(sum(money.idle).toFixed(2)).toBe("124.22");
    expect(sum(money.run).toFixed(2)).toBe("1.54");
  });

  test.each<[string, Routes, string]>([
    [
      "an unknown SKU",
      { [`${list}/AmazonSageMaker/2026/eu-west-1/index.json`]: offer(machines.slice(1)) },
      "ml.m5.large: the list has no entry for Host:ml.m5.large",
    ],
    [
      "two prices",
      {
        [`${list}/awskms/2026/`]: offer([
          ["EU-KMS-Keys", [1], "Keys"],
          ["eu-west-1-KMS-Keys", [2], "Keys"],
        ]),
      },
      "aws_kms_key: the list has 2 prices for KMS-Keys: 1, 2",
    ],
    [
      "another currency",
      { [`${list}/awskms/2026/`]: offer([["EU-KMS-Keys", [7], "Keys"]], "CNY") },
      "aws_kms_key: AWS sells KMS-Keys in CNY and not in USD",
    ],
    [
      "an unknown unit",
      { [`${list}/awskms/2026/`]: offer([["EU-KMS-Keys", [1], "Furlongs"]]) },
      "aws_kms_key: the unit furlongs of KMS-Keys is not known",
    ],
    [
      "a region without the service",
      { [`${list}/awskms/current/region_index.json`]: { regions: { "us-east-1": {} } } },
      "aws_kms_key: awskms has no price list for eu-west-1",
    ],
  ])("%s is named and left out", async (_, change, why) => {
    const made = await make("aws", { ...aws, ...change });
    expect(made.lines.slice(1)).toEqual([`no price: ${why}`]);
    expect(made.text).toContain(`# no price: ${why}\n`);
    expect(readPrices(made.file).prices.length).toBe(6);
  });
});

const component = (name: string, unit: string, price: string | null, more: object = {}) => ({
  ...{
    name,
    unit,
    price,
    hourlyQuantity: null,
    monthlyQuantity: "1",
    hourlyCost: null,
    monthlyCost: null,
    priceNotFound: false,
  },
  ...more,
});

describe("Infracost's JSON", () => {
  const breakdown = (resources: readonly object[], currency = "USD") => ({
    version: "0.2",
    currency,
    projects: [{ breakdown: { resources } }],
  });
  const resources = async () => {
    const all = await synthesizePilots(variants["phase 2"]);
    const of = (type: string) => (all.aws?.all(type) ?? []).map(({ address }) => address);
    const usage = component("Data processed", "GB", "0.01", { usageBased: true });
    return [
      ...of("aws_kms_key").map((name) => ({ name, costComponents: [component("Customer master key", "months", "1")] })),
      ...of("aws_vpc_endpoint").map((name) => ({
        name,
        costComponents: [usage, component("Endpoint (Interface)", "hours", "0.011")],
      })),
      ...of("aws_cloudwatch_metric_alarm").map((name) => ({
        name,
        costComponents: [component("Standard resolution", "alarm metrics", "0.1")],
      })),
      ...of("aws_cloudwatch_dashboard").map((name) => ({
        name,
        costComponents: [component("Dashboard", "months", null, { priceNotFound: true })],
      })),
    ];
  };

  test("what bills by existing, and no cloud is asked", async () => {
    const made = await make("aws", {}, { infracost: breakdown(await resources()) });
    expect(book(made)).toEqual({
      aws_cloudwatch_metric_alarm: [0.1, "month"],
      aws_kms_key: [1, "month"],
      aws_vpc_endpoint: [0.011, "hour"],
    });
    expect(made.lines.slice(1)).toEqual([
      "no price: aws_cloudwatch_dashboard: Infracost has no price for it",
      "no price: ml.m5.large: Infracost has no price for it",
      "no price: sagemaker ml storage: Infracost has no price for it",
    ]);
    expect(made.asked).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    [
      "another currency",
      breakdown([{ name: "a" }], "EUR"),
      /--infracost: must be in USD, got EUR; give --currency EUR/,
    ],
    ["another file", { total: 1 }, /infracost\.json: version: .*give what `infracost breakdown --format json` wrote/],
    ["no price at all", breakdown([]), /no price was found, and no book is written/],
  ])("%s is a problem, and nothing is written", async (_, infracost, problem) => {
    const made = await make("aws", {}, { infracost });
    expect(made.problem).toMatch(problem);
    expect(made.files).toEqual([]);
  });
});

describe("the file", () => {
  test("of somebody else is never overwritten; its own is", async () => {
    const folder = temporaryFolder("prices");
    const stack = await stackFile("aws", folder);
    const output = join(folder, "mine.yaml");
    writeFileSync(output, "currency: USD\n");
    await served(aws, async (at) => {
      const run = () => prices([stack], { app: folder, output, currency: "USD" }, { today, get: getJson({ at }) });
      await expect(run()).rejects.toThrow("mine.yaml: must be a book that this command made, or no file");
      expect(readFileSync(output, "utf8")).toBe("currency: USD\n");
      writeFileSync(output, "# Made by `cdktf-ml-pilot prices`\n");
      await run();
      await run();
      expect(readPrices(output).prices.length).toBe(7);
    });
  });

  test("a currency is three capital letters", async () => {
    await expect(prices([], { app: ".", output: "x", currency: "usd" })).rejects.toThrow(
      "--currency must be three capital letters",
    );
  });

  test("a book with two prices for one meter is a problem", () => {
    const file = join(temporaryFolder("prices"), "two.yaml");
    const one = { meter: "m", value: 1, per: "hour", region: "r", asOf: "2026-11-01", source: "s" };
    writeFileSync(
      file,
      JSON.stringify({
        currency: "USD",
        prices: [one, { ...one, region: "q", value: 2 }, { ...one, for: "endpoint" }],
      }),
    );
    expect(() => readPrices(file)).toThrow(`${file}: m must have one price, got two; keep that of your region`);
  });
});
