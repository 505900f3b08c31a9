/**
 * Amounts as Kubernetes writes them. kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity (2026-11)
 */

const factors: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** The number that an amount is, such as 0.5 for `500m`; undefined for anything else. */
export function amount(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  const [, number = "", exponent, unit = ""] =
    /^(\d+(?:\.\d*)?|\.\d+)(?:[eE](-?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(value) ?? [];
  const factor = exponent === undefined ? factors[unit] : 10 ** Number(exponent);
  return number === "" || factor === undefined ? undefined : Number(number) * factor;
}

/** GiB in a number of bytes. */
export const gibibytes = (bytes: number): number => bytes / 2 ** 30;
