/**
 * Google's Cloud Billing Catalog: JSON with an API key, per service, in pages of 5,000 SKUs.
 * docs.cloud.google.com/billing/v1/how-tos/catalog-api (2026-11). A machine has no SKU of its own: Vertex AI bills its
 * vCPUs and its memory, and for what trains a fee on both.
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
import { hardware } from "./hardware.js";

const api = "https://cloudbilling.googleapis.com/v1";
const keyName = "PILOT_GOOGLE_API_KEY";
const maxPages = 100;

/** One SKU of a sum: whose description begins like this, and how much of it. */
interface Part {
  readonly service: string;
  readonly description: RegExp;
  readonly shown: string;
  readonly count: number;
  /** A fee that only some machines have: where the catalog has no entry, it costs nothing. @default - needed */
  readonly isOptional?: true;
}

const part = (service: string, shown: string, count = 1, more: Pick<Part, "isOptional"> = {}): Part => ({
  ...{ service, shown, count, ...more },
  description: new RegExp(`^${shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}( |$)`, "i"),
});

const vertex = "Vertex AI";
const [training, trainingFee, served, servedFee] = [
  "Vertex AI: Training/Pipelines on",
  "Vertex AI: Training/Pipelines Management fee on",
  "Vertex AI: Online/Batch Prediction",
  "Vertex AI: Online/Batch Prediction management fee on",
];
const fee = { isOptional: true } as const;

/** Boot disks, as the meters call their kinds. */
const disks: Readonly<Record<string, string>> = { "vertex ai pd-ssd": "SSD backed PD Capacity" };

/** An accelerator: the name in its SKU is that of the API, `NVIDIA_H100_80GB`, with spaces. */
function acceleratorParts(accelerator: string, serves: boolean): readonly Part[] {
  const name = accelerator.replaceAll("_", " ");
  return serves
    ? [part(vertex, `${served} ${name} GPU running in`)]
    : [part(vertex, `${training} ${name} in`), part(vertex, `${trainingFee} ${name} in`, 1, fee)];
}

/**
 * Descriptions of SKUs: those of E2, of the H100 and the A100, of disks and of the fees were seen in bills and catalogs
 * of others (2026-11), those of other families and accelerators are taken to be like them, and those of KMS and DNS
 * stand in github.com/infracost/infracost, internal/resources/google (2026-08). What is called otherwise is not found,
 * and said.
 */
function partsOf({ meter, serves }: Wanted): readonly Part[] {
  if (meter === "google_kms_crypto_key")
    return [part("Cloud Key Management Service (KMS)", "Active software symmetric key versions")];
  if (meter === "google_dns_managed_zone") return [part("Cloud DNS", "ManagedZone")];
  const disk = disks[meter];
  if (disk !== undefined) return [part(vertex, `${training} ${disk}`)];
  if (/^NVIDIA_[A-Z0-9_]+$/.test(meter)) return acceleratorParts(meter, serves);
  const machine = Object.values(hardware).find(({ machineType }) => machineType === meter);
  if (machine === undefined) return [];
  const family = meter.split("-")[0]?.toUpperCase() ?? "";
  const { vCpus, memoryGiB } = machine;
  const two = (of: string, core: string, memory: string, more: Pick<Part, "isOptional"> = {}) => [
    part(vertex, `${of} ${family} Instance ${core}`, vCpus, more),
    part(vertex, `${of} ${family} Instance ${memory}`, memoryGiB, more),
  ];
  const fees = ["Core in", "RAM in"] as const;
  return serves
    ? [...two(served, "Core running in", "Ram running in"), ...two(servedFee, ...fees, fee)]
    : [...two(training, "Core running in", "Ram running in"), ...two(trainingFee, ...fees)];
}

const perOf: Readonly<Record<string, Listed["per"]>> = { h: "hour", "GiBy.h": "hour", d: "day", mo: "month" };

/** The catalog, each service read once. */
class Catalog {
  private names: Promise<ReadonlyMap<string, string>> | undefined;
  private readonly read = new Map<string, Promise<readonly Fields[]>>();

  constructor(
    private readonly asked: Asked,
    private readonly key: string,
  ) {}

  private async pages(
    path: string,
    list: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<readonly Fields[]> {
    const all: Fields[] = [];
    let token = "";
    for (let page = 0; page < maxPages; page += 1) {
      const query = new URLSearchParams({
        key: this.key,
        pageSize: "5000",
        ...more,
        ...(token === "" ? {} : { pageToken: token }),
      });
      const answer = await this.asked.get(`${api}/${path}?${query.toString()}`);
      if (!isMap(answer) || !Array.isArray(answer[list]))
        throw new UserError([`${api}/${path}: must answer an object with ${list}; try again later`]);
      all.push(...fieldsOf(answer[list]));
      const next = answer["nextPageToken"];
      if (typeof next !== "string" || next === "") return all;
      token = next;
    }
    throw new UserError([`${api}/${path}: more than ${maxPages} pages`]);
  }

  /** The SKUs of a service; undefined where the catalog does not know it. */
  async skus(service: string): Promise<readonly Fields[] | undefined> {
    this.names ??= this.pages("services", "services").then(
      (all) => new Map(all.map((each) => [String(each["displayName"]), String(each["serviceId"])])),
    );
    const id = (await this.names).get(service);
    if (id === undefined || !/^[\w-]+$/.test(id)) return undefined;
    let found = this.read.get(id);
    if (found === undefined) {
      found = this.pages(`services/${id}/skus`, "skus", { currencyCode: this.asked.currency });
      this.read.set(id, found);
    }
    return found;
  }
}

/** What a SKU costs per unit, by tier, in one currency: the price that is in effect last. */
function tiersOf(sku: Fields, currency: string): { readonly tiers: readonly number[]; readonly unit: string } {
  const info = fieldsOf(sku["pricingInfo"]).at(-1)?.["pricingExpression"];
  const expression = isMap(info) ? info : {};
  const tiers = fieldsOf(expression["tieredRates"]).flatMap(({ unitPrice }) => {
    const { currencyCode, units = 0, nanos = 0 } = isMap(unitPrice) ? unitPrice : {};
    const price = Number(units) + Number(nanos) / 1e9;
    return currencyCode === currency && Number.isFinite(price) ? [price] : [];
  });
  return { tiers, unit: String(expression["usageUnit"]) };
}

async function find(wanted: Wanted, asked: Asked, catalog: Catalog): Promise<Listed | Unlisted> {
  const { meter, serves } = wanted;
  const parts = partsOf(wanted);
  if (parts.length === 0) return { meter, why: "no SKU of Google is known for it" };
  let value = 0;
  const counted: Part[] = [];
  const pers = new Set<Listed["per"] | undefined>();
  for (const each of parts) {
    const { service, description, shown, count } = each;
    const skus = await catalog.skus(service);
    if (skus === undefined) return { meter, why: `the catalog has no service ${service}` };
    const found = skus.filter((sku) => {
      const regions = Array.isArray(sku["serviceRegions"]) ? sku["serviceRegions"] : [];
      const usage = isMap(sku["category"]) ? sku["category"]["usageType"] : undefined;
      const isHere = regions.includes(asked.region) || regions.includes("global");
      return description.test(String(sku["description"])) && isHere && (usage === undefined || usage === "OnDemand");
    });
    if (found.length === 0 && each.isOptional) continue;
    counted.push(each);
    const priced = found.map((sku) => tiersOf(sku, asked.currency));
    const entries = priced.map(({ tiers }) => tiers).filter((tiers) => tiers.length > 0);
    const price = onePrice(entries);
    if (price === undefined)
      return {
        meter,
        why:
          found.length > 0 && entries.length === 0
            ? `${shown} has no price in ${asked.currency}`
            : whyNone(entries, shown),
      };
    for (const { unit } of priced) pers.add(perOf[unit]);
    value += price * count;
  }
  const [per] = pers;
  if (pers.size !== 1 || per === undefined) return { meter, why: "its units are not known, or differ" };
  const sum = counted.map(({ shown, count }) => (count === 1 ? shown : `${count} × ${shown}`)).join(" + ");
  const source = `Cloud Billing Catalog: ${sum}`.slice(0, 300);
  return {
    meter,
    ...(serves ? { for: "endpoint" as const } : {}),
    value: Math.round(value * 1e9) / 1e9,
    per,
    region: asked.region,
    source,
  };
}

/** Google's catalog. */
export const priceList: PriceList = {
  region: ({ provider }) => {
    const [first] = fieldsOf(isMap(provider) ? provider["google"] : undefined);
    return typeof first?.["region"] === "string" ? first["region"] : undefined;
  },
  find: async (wanted, asked) => {
    const key = asked.env[keyName];
    if (key === undefined || key === "")
      return wanted.map(({ meter }) => ({ meter, why: `Google's catalog asks for an API key; set ${keyName}` }));
    const catalog = new Catalog(asked, key);
    const all: Array<Listed | Unlisted> = [];
    for (const each of wanted) all.push(await find(each, asked, catalog));
    return all;
  },
};
