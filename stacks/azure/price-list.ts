/**
 * Azure's retail prices: JSON without a credential, with an OData filter and pages.
 * learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices (2026-11). Values of a filter are
 * case-sensitive; prices in other currencies than USD are Microsoft's estimates.
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

const endpoint = "https://prices.azure.com/api/retail/prices";
const maxPages = 50;

/** What to ask for a meter, and which of the items that come are it. */
interface Query {
  readonly filter: Readonly<Record<string, string>>;
  readonly isIt: (item: Fields) => boolean;
}

const text = (item: Fields, key: string): string => String(item[key] ?? "");

/** Minutes between two evaluations of a query, as the meters name them. */
const frequencies: Readonly<Record<string, number>> = { PT1M: 1, PT5M: 5, PT10M: 10, PT15M: 15 };

/**
 * Service, product and meter names as github.com/infracost/infracost asks for them, internal/resources/azure and
 * internal/providers/terraform/azure (2026-08). A machine of Azure ML costs what the virtual machine costs:
 * azure.microsoft.com/pricing/details/machine-learning (2026-11).
 */
function queryOf(meter: string, region: string): Query | undefined {
  const [type = "", tier = ""] = meter.split(" ");
  const inRegion = { armRegionName: region };
  if (/^Standard_\w+$/.test(meter))
    return {
      filter: { serviceName: "Virtual Machines", armSkuName: meter, ...inRegion },
      isIt: (item) =>
        !/Windows|Cloud Services/.test(text(item, "productName")) && !/Spot|Low Priority/.test(text(item, "skuName")),
    };
  const minutes = frequencies[tier];
  switch (type) {
    case "azurerm_private_endpoint":
      return {
        filter: { serviceName: "Virtual Network", productName: "Virtual Network Private Link" },
        isIt: (item) => text(item, "meterName") === "Standard Private Endpoint" && isHere(item, region),
      };
    case "azurerm_private_dns_zone":
      return {
        filter: { serviceName: "Azure DNS" },
        isIt: (item) =>
          /^Private Zones?$/.test(text(item, "meterName")) && text(item, "armRegionName") === zoneOf(region),
      };
    case "azurerm_container_registry":
      return {
        filter: { serviceName: "Container Registry", skuName: tier, ...inRegion },
        isIt: (item) => text(item, "meterName") === `${tier} Registry Unit`,
      };
    case "azurerm_monitor_metric_alert":
      return {
        filter: { serviceName: "Azure Monitor", ...inRegion },
        isIt: (item) => text(item, "meterName") === "Alerts Metric Monitored",
      };
    case "azurerm_monitor_scheduled_query_rules_alert_v2":
      return minutes === undefined
        ? undefined
        : {
            filter: { serviceName: "Azure Monitor", ...inRegion },
            isIt: (item) => text(item, "meterName") === `Alerts System Log Monitored at ${minutes} Minute Frequency`,
          };
    default:
      return undefined;
  }
}

/** Whether an item is for a region, or for all. */
const isHere = (item: Fields, region: string): boolean => [region, "Global", ""].includes(text(item, "armRegionName"));

/** The zone that DNS is priced by. */
const zoneOf = (region: string): string =>
  region.startsWith("usgov") ? "US Gov Zone 1" : region.startsWith("germany") ? "DE Zone 1" : "Zone 1";

const perOf: Readonly<Record<string, Listed["per"]>> = {
  "1 Hour": "hour",
  "1/Hour": "hour",
  "1/Day": "day",
  "1/Month": "month",
  "1": "month",
};

/** All items that a filter finds. */
async function items(filter: string, { currency, get }: Asked): Promise<readonly Fields[]> {
  const query = new URLSearchParams({
    "api-version": "2023-01-01-preview",
    currencyCode: `'${currency}'`,
    $filter: filter,
  });
  let next: unknown = `${endpoint}?${query.toString()}`;
  const all: Fields[] = [];
  for (let page = 0; typeof next === "string" && next !== ""; page += 1) {
    // the list says where it goes on; that must be the list
    if (!next.startsWith(`${endpoint}?`) && !next.startsWith(`${endpoint.replace(".com/", ".com:443/")}?`))
      throw new UserError([`${endpoint}: the next page must be there, too, got ${JSON.stringify(next.slice(0, 100))}`]);
    if (page >= maxPages) throw new UserError([`${endpoint}: more than ${maxPages} pages for ${filter}`]);
    const answer = await get(next);
    if (!isMap(answer) || !Array.isArray(answer["Items"]))
      throw new UserError([`${endpoint}: must answer an object with Items; try again later`]);
    if (answer["BillingCurrency"] !== currency)
      throw new UserError([
        `${endpoint}: must answer in ${currency}, got ${JSON.stringify(answer["BillingCurrency"])}; take a currency that Azure bills in`,
      ]);
    all.push(...fieldsOf(answer["Items"]));
    next = answer["NextPageLink"];
  }
  return all;
}

async function find({ meter, serves, uses }: Wanted, asked: Asked): Promise<Listed | Unlisted> {
  const query = queryOf(meter, asked.region);
  if (query === undefined) return { meter, why: "no meter of Azure is known for it" };
  const quoted = Object.entries({ ...query.filter, priceType: "Consumption" });
  const filter = quoted.map(([key, value]) => `${key} eq '${value.replaceAll("'", "''")}'`).join(" and ");
  const found = (await items(filter, asked)).filter(
    (item) => query.isIt(item) && item["type"] !== "Reservation" && item["currencyCode"] === asked.currency,
  );
  const tiers = new Map<string, number[]>();
  for (const item of found) {
    const price = item["retailPrice"];
    if (typeof price === "number")
      tiers.set(text(item, "meterId"), [...(tiers.get(text(item, "meterId")) ?? []), price]);
  }
  const value = onePrice([...tiers.values()]);
  if (value === undefined) return { meter, why: whyNone([...tiers.values()], filter) };
  const units = [...new Set(found.map((item) => text(item, "unitOfMeasure")))];
  const per = units.length === 1 ? perOf[units[0] ?? ""] : undefined;
  if (per === undefined) return { meter, why: `the unit ${units.join(", ")} is not known` };
  const source = `Azure retail prices, ${text(found[0] ?? {}, "serviceName")}: ${text(found[0] ?? {}, "meterName")}`;
  // what serves and what runs has one price; both are asked for by one name
  return {
    meter,
    ...(serves && uses.length > 0 ? { for: "endpoint" as const } : {}),
    value,
    per,
    region: asked.region,
    source,
  };
}

/** Azure's retail prices. */
export const priceList: PriceList = {
  region: ({ resource }) => {
    const groups = isMap(resource) ? resource["azurerm_resource_group"] : undefined;
    const [first] = Object.values(isMap(groups) ? groups : {}).filter(isMap);
    return typeof first?.["location"] === "string" ? first["location"] : undefined;
  },
  find: async (wanted, asked) => {
    const all: Array<Listed | Unlisted> = [];
    for (const each of wanted) all.push(await find(each, asked));
    return all;
  },
};
