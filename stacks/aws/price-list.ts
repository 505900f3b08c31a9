/**
 * AWS's price list files: JSON without a credential, one file per service and region.
 * Below docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/ (2026-11):
 * using-the-aws-price-list-bulk-api-fetching-price-list-files-manually.html and
 * reading-service-price-list-file-for-services.html.
 */

import { type Fields, isMap } from "../is-map.js";
import {
  type Asked,
  fieldsOf,
  type Listed,
  onePrice,
  type PriceList,
  type Unlisted,
  type Wanted,
  whyNone,
} from "../price-list.js";
import { UserError } from "../user-error.js";

const host = "https://pricing.us-east-1.amazonaws.com";

/** Which products of which service a meter is: its usage type ends like this, behind the region's code. */
interface Product {
  readonly service: string;
  readonly usage: RegExp;
  readonly shown: string;
  /** Whether it has one price for all regions, in the file of no region. */
  readonly isGlobal?: true;
}

/**
 * Usage types as AWS bills them: `EU-Host:ml.m5.large`, `…Train:…`, `…Processing:…`, `…Tsform:…` of AmazonSageMaker,
 * seen in bills and price lists (2026-07), and those of github.com/infracost/infracost, internal/resources/aws
 * (2026-08), `Host:VolumeUsage.gp2` among them; `Notebk:VolumeUsage.gp2` was seen in a list (2026-10), and `Train:` and
 * `Processing:` are taken to be like them.
 */
const standing: Readonly<Record<string, Product>> = {
  aws_kms_key: { service: "awskms", usage: /KMS-Keys$/, shown: "KMS-Keys" },
  aws_vpc_endpoint: { service: "AmazonVPC", usage: /(^|-)VpcEndpoint-Hours$/, shown: "VpcEndpoint-Hours" },
  aws_nat_gateway: { service: "AmazonEC2", usage: /(^|-)NatGateway-Hours$/, shown: "NatGateway-Hours" },
  aws_cloudwatch_metric_alarm: {
    service: "AmazonCloudWatch",
    usage: /(^|:|-)AlarmMonitorUsage$/,
    shown: "AlarmMonitorUsage",
  },
  "aws_cloudwatch_metric_alarm high resolution": {
    service: "AmazonCloudWatch",
    usage: /(^|:|-)HighResAlarmMonitorUsage$/,
    shown: "HighResAlarmMonitorUsage",
  },
  aws_cloudwatch_dashboard: {
    service: "AmazonCloudWatch",
    usage: /(^|:|-)DashboardsUsageHour(-Basic)?$/,
    shown: "DashboardsUsageHour",
    isGlobal: true,
  },
};

/** The prefix of a usage type, by the type of the step. */
const uses: Readonly<Record<string, string>> = { Training: "Train", Processing: "Processing", Transform: "Tsform" };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function productsOf({ meter, serves, uses: of }: Wanted): readonly Product[] {
  const found = standing[meter];
  if (found !== undefined) return [found];
  const kinds = serves ? ["Host"] : of.map((use) => uses[use] ?? use);
  if (meter === "sagemaker ml storage")
    return kinds.map((kind) => ({
      ...{ service: "AmazonSageMaker", shown: `${kind}:VolumeUsage.gp2` },
      usage: new RegExp(`(^|-)${kind}:VolumeUsage\\.gp2$`),
    }));
  if (!meter.startsWith("ml.")) return [];
  return kinds.map((kind) => ({
    ...{ service: "AmazonSageMaker", shown: `${kind}:${meter}`, usage: new RegExp(`(^|-)${kind}:${escaped(meter)}$`) },
  }));
}

const perOf: Readonly<Record<string, Listed["per"]>> = {
  hrs: "hour",
  hours: "hour",
  hour: "hour",
  keys: "month",
  alarms: "month",
  dashboards: "month",
  "dashboards-mo": "month",
  months: "month",
  "gb-mo": "month",
};

/** The files of one region, each read once. */
class Files {
  private readonly read = new Map<string, Promise<Fields | undefined>>();

  constructor(private readonly asked: Asked) {}

  /** A service's file; undefined where the service has no prices in the region. */
  file(service: string, isGlobal: boolean): Promise<Fields | undefined> {
    const key = `${service} ${isGlobal}`;
    let found = this.read.get(key);
    if (found === undefined) {
      found = isGlobal ? this.object(`${host}/offers/v1.0/aws/${service}/current/index.json`) : this.regional(service);
      this.read.set(key, found);
    }
    return found;
  }

  private async object(url: string): Promise<Fields> {
    const answer = await this.asked.get(url);
    if (isMap(answer)) return answer;
    throw new UserError([`${url}: must answer a JSON object; try again later`]);
  }

  private async regional(service: string): Promise<Fields | undefined> {
    const index = `${host}/offers/v1.0/aws/${service}/current/region_index.json`;
    const { regions } = await this.object(index);
    const entry = isMap(regions) ? regions[this.asked.region] : undefined;
    const path = isMap(entry) ? entry["currentVersionUrl"] : undefined;
    if (path === undefined) return undefined;
    if (typeof path === "string" && /^\/offers\/[\w./-]+\.json$/.test(path)) return this.object(`${host}${path}`);
    throw new UserError([`${index}: regions.${this.asked.region}.currentVersionUrl must be a path of the price list`]);
  }
}

/** The on-demand tiers of each product of a file that matches, in one currency, with their units. */
function entriesOf(file: Fields, { usage }: Product, { region, currency }: Asked) {
  const products = Object.entries(isMap(file["products"]) ? file["products"] : {});
  const terms = isMap(file["terms"]) && isMap(file["terms"]["OnDemand"]) ? file["terms"]["OnDemand"] : {};
  const units = new Set<string>();
  const currencies = new Set<string>();
  const entries = products.flatMap(([sku, product]) => {
    const attributes = isMap(product) && isMap(product["attributes"]) ? product["attributes"] : {};
    const { usagetype, regionCode } = attributes;
    if (typeof usagetype !== "string" || !usage.test(usagetype)) return [];
    if (typeof regionCode === "string" && regionCode !== "" && regionCode !== region) return [];
    const offers = Object.values(isMap(terms[sku]) ? terms[sku] : {}).filter(isMap);
    const dimensions = offers.flatMap((offer) =>
      Object.values(isMap(offer["priceDimensions"]) ? offer["priceDimensions"] : {}),
    );
    const tiers = dimensions.filter(isMap).flatMap(({ unit, pricePerUnit }) => {
      const prices = isMap(pricePerUnit) ? pricePerUnit : {};
      for (const each of Object.keys(prices)) currencies.add(each);
      units.add(String(unit).toLowerCase());
      const price = Number(prices[currency] ?? Number.NaN);
      return Number.isFinite(price) ? [price] : [];
    });
    return tiers.length > 0 ? [tiers] : [];
  });
  return { entries, units: [...units], currencies: [...currencies] };
}

async function find(wanted: Wanted, asked: Asked, files: Files): Promise<Listed | Unlisted> {
  const { meter, serves } = wanted;
  const products = productsOf(wanted);
  if (products.length === 0) return { meter, why: "no usage type of AWS is known for it" };
  const found: Array<{ price: number; per: Listed["per"]; product: Product }> = [];
  for (const product of products) {
    const file = await files.file(product.service, product.isGlobal === true);
    if (file === undefined) return { meter, why: `${product.service} has no price list for ${asked.region}` };
    const { entries, units, currencies } = entriesOf(file, product, asked);
    if (entries.length === 0 && currencies.length > 0)
      return { meter, why: `AWS sells ${product.shown} in ${currencies.join(", ")} and not in ${asked.currency}` };
    const price = onePrice(entries);
    if (price === undefined) return { meter, why: whyNone(entries, product.shown) };
    const per = units.length === 1 ? perOf[units[0] ?? ""] : undefined;
    if (per === undefined) return { meter, why: `the unit ${units.join(", ")} of ${product.shown} is not known` };
    found.push({ price, per, product });
  }
  // a machine that trains, prepares and scores at different prices is charged at the dearest: a run costs that at most
  const [dearest] = [...found].sort((a, b) => b.price - a.price);
  if (dearest === undefined) return { meter, why: "nothing runs on it" };
  const shown = found.map(({ product }) => product.shown).join(", ");
  const source = `AWS price list, ${dearest.product.service}: ${shown}${found.length > 1 ? ", the dearest" : ""}`;
  const { price: value, per } = dearest;
  return { meter, ...(serves ? { for: "endpoint" as const } : {}), value, per, region: asked.region, source };
}

/** AWS's price list. */
export const priceList: PriceList = {
  region: ({ provider }) => {
    const [first] = fieldsOf(isMap(provider) ? provider["aws"] : undefined);
    return typeof first?.["region"] === "string" ? first["region"] : undefined;
  },
  find: async (wanted, asked) => {
    const files = new Files(asked);
    const all: Array<Listed | Unlisted> = [];
    for (const each of wanted) all.push(await find(each, asked, files));
    return all;
  },
};
