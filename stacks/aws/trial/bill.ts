/** What Cost Explorer holds of a pilot, by its tag. Each page of it is charged 0.01 USD. */

import type { Billed } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { platformProblem, type Sdk } from "./clients.js";

const day = (date: Date): string => date.toISOString().slice(0, 10);
const dayMilliseconds = 86_400_000;

/**
 * Sums what carries the tag `pilot`, by the tag `owner`. Undefined where no day has an amount: a tag is on the bill
 * up to
 * a day after it was activated, and what was spent up to a day after that.
 * docs.aws.amazon.com/cost-management/latest/userguide/ce-api.html,
 * docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html (2026-11)
 */
export async function billed(
  client: Json,
  sdk: Sdk["costExplorer"],
  pilot: string,
  since: Date,
  today: Date = new Date(),
): Promise<Billed | undefined> {
  const days: Json[] = [];
  try {
    let next: string | undefined;
    do {
      const page = await client.send(
        new sdk.GetCostAndUsageCommand({
          // the end is exclusive
          TimePeriod: { Start: day(since), End: day(new Date(today.getTime() + dayMilliseconds)) },
          Granularity: "DAILY",
          Metrics: ["UnblendedCost"],
          Filter: { Tags: { Key: "pilot", Values: [pilot], MatchOptions: ["EQUALS"] } },
          GroupBy: [{ Type: "TAG", Key: "owner" }],
          ...(next === undefined ? {} : { NextPageToken: next }),
        }),
      );
      days.push(...(page.ResultsByTime ?? []));
      next = page.NextPageToken;
    } while (next !== undefined);
  } catch (error) {
    throw platformProblem(error, "show the bill (ce:GetCostAndUsage)");
  }
  const groups = days.flatMap(({ Groups = [], TimePeriod }) =>
    Groups.map(({ Keys = [], Metrics = {} as Json }: Json) => ({
      through: TimePeriod?.End ?? "",
      hasOwner: !(Keys[0] ?? "").endsWith("$"),
      amount: Number(Metrics["UnblendedCost"]?.Amount ?? 0),
      currency: Metrics["UnblendedCost"]?.Unit ?? "",
    })),
  );
  const spent = groups.filter(({ amount }) => amount !== 0);
  const last = spent
    .map(({ through }) => through)
    .sort()
    .at(-1);
  if (last === undefined) return undefined;
  const sum = (all: typeof spent) => all.reduce((total, { amount }) => total + amount, 0);
  return {
    amount: sum(spent),
    currency: spent[0]?.currency ?? "USD",
    withOwner: sum(spent.filter(({ hasOwner }) => hasOwner)),
    through: new Date(`${last}T00:00:00Z`),
  };
}
