/** The platform's bill of the pilot: what was spent in the last 31 days, as far as the bill knows it. */
import { type Context, measured, patiently } from "./context.js";

const billDays = 31;

/** Reads the bill, and records it. A bill without an amount is not a bill of nothing: it is not there yet. */
export async function measureBill(context: Context): Promise<void> {
  const { state, recorder, driver, said, stack, problems } = context;
  if (state.done.includes("bill")) return;
  await measured(context, "bill", async (when) => {
    said(`${stack.name}: reads the bill`);
    const since = new Date(when.getTime() - billDays * 86_400_000);
    const found = await patiently(context, () => driver.billed(since));
    const facts = [{ name: "billedSince", value: since.toISOString().slice(0, 10) }];
    if (found === undefined) {
      recorder.record("bill", when, { ended: "not measured", problem: "the bill does not hold the pilot yet", facts });
      problems.push(
        `${stack.name}: the bill does not hold the pilot yet; run it again with --runs 0, a day after a run`,
      );
      return;
    }
    const { amount, currency, withOwner, through } = found;
    const money = (name: string, value: number) => ({
      name,
      subject: currency,
      unit: "money" as const,
      values: [value],
    });
    recorder.record("bill", when, {
      numbers: [
        money("billed", amount),
        ...(withOwner === undefined ? [] : [money("billedWithOwner", withOwner)]),
        { name: "billLate", unit: "seconds", values: [Math.max(0, (when.getTime() - through.getTime()) / 1000)] },
      ],
      facts: [...facts, { name: "billedThrough", value: through.toISOString() }],
    });
  });
  state.done.push("bill");
  context.save();
}
