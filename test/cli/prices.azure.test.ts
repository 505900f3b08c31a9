/** A price book from Azure's retail prices, in their documented shape. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { moneyOf } from "../../review/analysis/money.js";
import { readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { synthesizePilots, variants } from "../synth.js";
import { type Answer, book, make, type Routes } from "./price-list-server.js";

const retail = "prices.azure.com/api/retail/prices?";
const item = (meterName: string, retailPrice: number, unitOfMeasure: string, more: object = {}) => ({
  ...{
    currencyCode: "EUR",
    tierMinimumUnits: 0,
    retailPrice,
    unitPrice: retailPrice,
    armRegionName: "westeurope",
    type: "Consumption",
  },
  ...{
    meterId: `${meterName} ${JSON.stringify(more)}`,
    meterName,
    unitOfMeasure,
    productName: "Dasv4 Series",
    skuName: "D2as v4",
    serviceName: "a service",
  },
  ...more,
});
const page = (Items: readonly object[], NextPageLink: string | null = null, BillingCurrency = "EUR") => ({
  ...{
    BillingCurrency,
    CustomerEntityId: "Default",
    CustomerEntityType: "Retail",
    Items,
    NextPageLink,
    Count: Items.length,
  },
});
/** By what the filter asks for. */
const azure: Routes = {
  [retail]: (request: IncomingMessage, response: ServerResponse) => {
    const query = new URL(request.url ?? "", "http://h").searchParams;
    const filter = query.get("$filter") ?? "";
    const on = (part: string) => filter.includes(part);
    const answer = on("armSkuName eq 'Standard_D2as_v4'")
      ? query.get("$skip") === "100"
        ? page([item("D2as v4", 0.106, "1 Hour")])
        : page(
            [
              item("D2as v4", 0.2, "1 Hour", { productName: "Dasv4 Series Windows" }),
              item("D2as v4 Spot", 0.02, "1 Hour", { skuName: "D2as v4 Spot" }),
              item("D2as v4 Low Priority", 0.03, "1 Hour", { skuName: "D2as v4 Low Priority" }),
            ],
            `https://prices.azure.com/api/retail/prices?$filter=${encodeURIComponent(filter)}&$skip=100`,
          )
      : on("Private Link")
        ? page([
            item("Standard Private Endpoint", 0.009, "1 Hour", { armRegionName: "Global" }),
            item("Standard Data Processed - Ingress", 0.009, "1 GB"),
          ])
        : on("Azure DNS")
          ? page([
              item("Private Zone", 0.46, "1", { armRegionName: "Zone 1" }),
              item("Private Zone", 0.9, "1", { armRegionName: "US Gov Zone 1" }),
            ])
          : on("Container Registry") && on("skuName eq 'Premium'")
            ? page([item("Premium Registry Unit", 1.5, "1/Day"), item("Data Stored", 0.09, "1 GB/Month")])
            : on("Azure Monitor")
              ? page([
                  item("Alerts Metric Monitored", 0, "1", { meterId: "m" }),
                  item("Alerts Metric Monitored", 0.09, "1", { meterId: "m", tierMinimumUnits: 10 }),
                ])
              : page([]);
    response.writeHead(200).end(JSON.stringify(answer));
  },
};

describe("Azure's retail prices", () => {
  test("page by page, without Windows, spot and low priority, by day, in euros", async () => {
    const made = await make("azure", azure, { currency: "EUR" });
    expect(book(made)).toEqual({
      Standard_D2as_v4: [0.106, "hour"],
      "azurerm_container_registry Premium": [1.5, "day"],
      azurerm_monitor_metric_alert: [0.09, "month"],
      azurerm_private_dns_zone: [0.46, "month"],
      azurerm_private_endpoint: [0.009, "hour"],
    });
    expect(made.lines.slice(1)).toEqual([
      expect.stringMatching(
        /^no price: azurerm_monitor_scheduled_query_rules_alert_v2 PT5M: the list has no entry for serviceName eq 'Azure Monitor'/,
      ),
    ]);
    const all = await synthesizePilots(variants["phase 2"]);
    const { idle } = moneyOf(stackOf("s", "f", structuredClone(all.azure?.json)), readPrices(made.file));
    // a day's price: 730 / 24 × 1.5
    expect(idle.find(({ meter }) => meter.endsWith("Premium"))?.money?.toFixed(3)).toBe("45.625");
  });

  test("throttled, it waits as long as it is asked to, and asks again", async () => {
    let first = true;
    const throttled: Answer = (request, response) => {
      if (!first) return (azure[retail] as Answer)(request, response);
      first = false;
      return response.writeHead(429, { "retry-after": "7" }).end();
    };
    const made = await make("azure", { [retail]: throttled }, { currency: "EUR" });
    expect(made.waits).toEqual([7000]);
    expect(readPrices(made.file).prices.length).toBe(5);
  });

  test.each<[string, Routes, RegExp, number]>([
    [
      "throttled for good",
      { [retail]: ((_, response) => response.writeHead(429).end()) as Answer },
      /answered 429 5 times/,
      4,
    ],
    [
      "another currency",
      { [retail]: page([], null, "USD") },
      /must answer in EUR, got "USD"; take a currency that Azure bills in/,
      0,
    ],
    [
      "a next page elsewhere",
      { [retail]: page([], "https://elsewhere.example/x") },
      /the next page must be there, too, got "https:\/\/elsewhere/,
      0,
    ],
    [
      "pages without an end",
      { [retail]: page([], "https://prices.azure.com/api/retail/prices?again") },
      /more than 50 pages/,
      0,
    ],
    [
      "half an answer",
      { [retail]: ((_, response) => response.writeHead(200).end('{"Items": [')) as Answer },
      /must answer whole JSON/,
      0,
    ],
    [
      "a connection that ends too early",
      {
        [retail]: ((_, response) => {
          response.writeHead(200, { "content-length": "1000" }).write('{"Items"');
          setTimeout(() => response.destroy(), 5);
        }) as Answer,
      },
      /cannot be read/,
      4,
    ],
    ["another shape", { [retail]: { error: "x" } }, /must answer an object with Items/, 0],
  ])("%s is a problem, and nothing is written", async (_, routes, problem, waits) => {
    const made = await make("azure", routes, { currency: "EUR" });
    expect(made.problem).toMatch(/^UserError: /);
    expect(made.problem).toMatch(problem);
    expect([made.files, made.waits.length]).toEqual([[], waits]);
  });
});
