/** What the namespace lets one container have is what the largest container of the pilot has. */
import type { Json } from "../../../stacks/rehearsal/contract.js";
import { synthesizePilot, variants } from "../../synth.js";

/** Amounts of a quantity, such as `500m` or `2Gi`. */
function amount(quantity: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factors: Readonly<Record<string, number>> = { "": 1, m: 1e-3, Mi: 2 ** 20, Gi: 2 ** 30 };
  const factor = factors[unit];
  if (factor === undefined || number === "") throw new Error(`${quantity} is not read here`);
  return Number(number) * factor;
}

/** Limits of every container that a stack declares, in pods and in workflows. */
function limitsOf(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  const own = value.resources?.limits === undefined ? [] : [value.resources.limits];
  return [...own, ...Object.values<Json>(value).flatMap(limitsOf)];
}

test("the most of a LimitRange is the largest container, and not the sum of an endpoint's pods", async () => {
  const stack = await synthesizePilot("kubernetes", (input) => {
    variants["phase 2"]?.(input);
    input.endpoint = { ...input.endpoint, minReplicas: 2, maxReplicas: 6 };
  });
  if (stack === undefined) throw new Error("the example lacks a kubernetes block");
  const [{ max }] = stack.one("kubernetes_limit_range_v1").spec.limit;
  const limits = limitsOf(stack.json.resource);
  expect(limits.length).toBeGreaterThan(5);
  for (const key of ["cpu", "memory"])
    expect([key, amount(max[key])]).toEqual([key, Math.max(...limits.map((each) => amount(each[key])))]);
});
