/** What the export of the billing account holds of a pilot's project, asked by BigQuery. */
import { type Billed, PlatformProblem } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";
import { type Api, scope } from "./api.js";

/** A month of one project is some MB: more is another table. */
const mostBytes = 10 * 1024 ** 3;

const form = /^[a-z][a-z0-9-]{4,28}[a-z0-9]\.\w{1,1024}\.gcp_billing_export_(?:resource_)?v1_[0-9A-F_]{20}$/;

/** @throws UserError where a table is not named as Google names the table of an export */
export function checkTable(table: string | undefined): void {
  if (table !== undefined && !form.test(table))
    throw new UserError([
      "--bill must be the table of the billing export, <project>.<dataset>.gcp_billing_export_v1_<account with _>, " +
        `got ${JSON.stringify(table)}; the export's page of the billing account names it`,
    ]);
}

/**
 * Sums what was charged to the project, with credits. Undefined where no row is there: the export begins when it is
 * switched on, and rows come hours after what they are of.
 * docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage,
 * docs.cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query (2026-11)
 */
export async function billed(
  api: Api,
  project: string,
  table: string | undefined,
  since: Date,
): Promise<Billed | undefined> {
  if (table === undefined)
    throw new PlatformProblem(
      "absent",
      "Google has no API that answers an amount: only the export of the billing account holds one",
      "switch the export to BigQuery on, then run it again with --runs 0 --bill <project>.<dataset>.<table>",
    );
  const what = "show the bill (bigquery.jobs.create, and reading the export)";
  const base = `${api.base("bigquery", "https://bigquery.googleapis.com")}/bigquery/v2/projects/${project}`;
  const credited = "cost + IFNULL((SELECT SUM(credit.amount) FROM UNNEST(credits) AS credit), 0)";
  const query =
    `SELECT currency, SUM(${credited}) AS amount, ` +
    `SUM(IF(EXISTS(SELECT 1 FROM UNNEST(labels) AS label WHERE label.key = 'owner'), ${credited}, 0)) AS owned, ` +
    "UNIX_SECONDS(MAX(usage_end_time)) AS through, COUNT(*) AS charges " +
    `FROM \`${table}\` WHERE project.id = @project AND usage_start_time >= @since GROUP BY currency`;
  const parameter = (name: string, type: string, value: string) => ({
    ...{ name, parameterType: { type }, parameterValue: { value } },
  });
  let answer: Json = await api.rest.json({
    ...{ what, url: `${base}/queries`, method: "POST", scope },
    body: {
      ...{ query, useLegacySql: false, timeoutMs: 30_000, maximumBytesBilled: String(mostBytes) },
      parameterMode: "NAMED",
      queryParameters: [
        parameter("project", "STRING", project),
        parameter("since", "TIMESTAMP", since.toISOString().replace("T", " ").replace("Z", "+00")),
      ],
    },
  });
  const { jobId, location } = answer.jobReference ?? {};
  for (let tries = 0; answer.jobComplete !== true; tries += 1) {
    if (tries === 10)
      throw new PlatformProblem("other", `Google did not ${what}: the query did not end`, "run it again with --runs 0");
    const url = `${base}/queries/${jobId}?timeoutMs=30000&location=${encodeURIComponent(location ?? "")}`;
    answer = await api.rest.json({ what, url, scope });
  }
  const rows: readonly Json[] = (answer.rows ?? []).map(({ f }: Json) => f.map(({ v }: Json) => v));
  if (rows.length > 1)
    throw new PlatformProblem(
      "other",
      `the bill holds ${rows.length} currencies, and an amount has one`,
      "look at it in BigQuery",
    );
  const [[currency = "", amount, owned, through, charges] = []] = rows;
  if (amount === undefined || amount === null || Number(charges) === 0) return undefined;
  return { amount: Number(amount), currency, withOwner: Number(owned), through: new Date(Number(through) * 1000) };
}
