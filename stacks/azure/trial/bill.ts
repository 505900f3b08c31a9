/** What Cost Management holds of a pilot's resource group. */
import type { Billed } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scopes } from "./api.js";

const dayMilliseconds = 86_400_000;

/**
 * Sums what the resource group cost, by the tag `owner`. Undefined where no day has an amount: usage comes 8 to 24
 * hours later. learn.microsoft.com/rest/api/cost-management/query/usage,
 * learn.microsoft.com/azure/cost-management-billing/costs/understand-cost-mgt-data (2026-11)
 */
export async function billed(api: Api, group: string, since: Date, today = new Date()): Promise<Billed | undefined> {
  const what = "show the bill (Microsoft.CostManagement/query/action)";
  const body = {
    type: "ActualCost",
    timeframe: "Custom",
    timePeriod: { from: since.toISOString(), to: today.toISOString() },
    dataset: {
      granularity: "Daily",
      aggregation: { totalCost: { name: "Cost", function: "Sum" } },
      grouping: [{ type: "TagKey", name: "owner" }],
    },
  };
  const rows: Array<Readonly<Record<string, Json>>> = [];
  let url: string | undefined = `${api.arm}${group}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`;
  while (url !== undefined) {
    const { properties = {} }: Json = await api.rest.json({ what, url, method: "POST", scope: scopes.arm, body });
    const names: readonly string[] = (properties.columns ?? []).map(({ name }: Json) => String(name));
    for (const row of properties.rows ?? []) rows.push(Object.fromEntries(names.map((name, at) => [name, row[at]])));
    url = properties.nextLink || undefined;
  }
  const spent = rows.filter((row) => Number(row["Cost"]) !== 0);
  const last = spent
    .map((row) => String(row["UsageDate"]))
    .sort()
    .at(-1);
  if (last === undefined) return undefined;
  const sum = (all: typeof spent) => all.reduce((total, row) => total + Number(row["Cost"]), 0);
  const day = new Date(`${last.slice(0, 4)}-${last.slice(4, 6)}-${last.slice(6, 8)}T00:00:00Z`);
  return {
    amount: sum(spent),
    currency: String(spent[0]?.["Currency"] ?? ""),
    withOwner: sum(spent.filter((row) => String(row["TagValue"] ?? "") !== "")),
    through: new Date(Math.min(day.getTime() + dayMilliseconds, today.getTime())),
  };
}
