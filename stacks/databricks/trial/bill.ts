/** What the workspace's own account of usage holds of a pilot, by list prices. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Billed, PlatformProblem } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";
import { type Api, scope } from "./api.js";

/** @throws UserError where a warehouse is not named as the workspace names one */
export function checkWarehouse(warehouse: string | undefined): void {
  if (warehouse !== undefined && !/^[0-9a-f]{16}$/.test(warehouse))
    throw new UserError([
      `--bill must be the id of a SQL warehouse, 16 hex digits, got ${JSON.stringify(warehouse)}; ` +
        "databricks warehouses list names it",
    ]);
}

/**
 * Usage times list price, by the tag `pilot` of the job and the endpoint, in each currency.
 * docs.databricks.com/admin/system-tables/billing, docs.databricks.com/admin/system-tables/pricing (2026-11)
 */
const statement = `
SELECT p.currency_code AS currency,
  CAST(SUM(u.usage_quantity * p.pricing.effective_list.default) AS STRING) AS amount,
  CAST(SUM(CASE WHEN u.custom_tags['owner'] IS NULL THEN 0
    ELSE u.usage_quantity * p.pricing.effective_list.default END) AS STRING) AS owned,
  CAST(MAX(u.usage_end_time) AS STRING) AS through
FROM system.billing.usage AS u
JOIN system.billing.list_prices AS p
  ON u.sku_name = p.sku_name AND u.cloud = p.cloud AND u.usage_unit = p.usage_unit
  AND u.usage_end_time >= p.price_start_time AND (p.price_end_time IS NULL OR u.usage_end_time < p.price_end_time)
WHERE u.custom_tags['pilot'] = :pilot AND u.usage_date >= :since
GROUP BY p.currency_code`.trim();

/** A warehouse that sleeps takes minutes to start: docs.databricks.com/compute/sql-warehouse (2026-11) */
const waits = { tries: 40, mostMilliseconds: 15_000 } as const;

/** What is asked. */
export interface BillProps {
  readonly pilot: string;
  /** The SQL warehouse that asks. @default - none is known */
  readonly warehouse?: string | undefined;
  readonly since: Date;
}

/** Sums what was used. Undefined where no row is there: usage comes hours later. */
export async function billed(api: Api, props: BillProps): Promise<Billed | undefined> {
  const { pilot, warehouse, since } = props;
  const what = "show the bill (SELECT on system.billing, CAN_USE on the warehouse)";
  if (warehouse === undefined)
    throw new PlatformProblem(
      "absent",
      "the bill is a table of the workspace, which a SQL warehouse reads, and the stack names none",
      "run it again with --runs 0 --bill <id of a SQL warehouse>, which bills while it runs",
    );
  const base = `${api.host}/api/2.0/sql/statements`;
  let answer: Json = await api.rest.json({
    ...{ what, url: base, method: "POST", scope },
    body: {
      ...{ warehouse_id: warehouse, statement, wait_timeout: "30s", on_wait_timeout: "CONTINUE" },
      ...{ disposition: "INLINE", format: "JSON_ARRAY" },
      parameters: [
        { name: "pilot", value: pilot, type: "STRING" },
        { name: "since", value: since.toISOString().slice(0, 10), type: "DATE" },
      ],
    },
  });
  for (let tries = 0; ["PENDING", "RUNNING"].includes(answer.status?.state); tries += 1) {
    if (tries === waits.tries) throw api.rest.problem("other", what, "the query did not end");
    await sleep(Math.min(waits.mostMilliseconds, 500 * 2 ** tries));
    answer = await api.rest.json({ what, scope, url: `${base}/${answer.statement_id}` });
  }
  const { state, error } = answer.status ?? {};
  if (state !== "SUCCEEDED")
    throw api.rest.problem(
      /PERMISSION/i.test(String(error?.message)) ? "rights" : "other",
      what,
      `${state} ${error?.error_code ?? ""}: ${error?.message ?? ""}`,
    );
  const rows: readonly (readonly string[])[] = answer.result?.data_array ?? [];
  if (rows.length > 1)
    throw api.rest.problem("other", what, `the bill holds ${rows.length} currencies, and an amount has one`);
  const [[currency = "", amount, owned, through] = []] = rows;
  if (amount === undefined || amount === null) return undefined;
  // the platform writes a time without its zone, which is UTC
  const until = new Date(`${String(through).slice(0, 19).replace(" ", "T")}Z`);
  return { amount: Number(amount), currency, withOwner: Number(owned), through: until };
}
