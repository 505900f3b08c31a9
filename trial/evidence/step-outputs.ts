/** What probe and evaluation write, as `CONTRACT.md` has it, becomes numbers and facts of records. */
import { isMap } from "../../stacks/is-map.js";
import type { Measurement } from "./schema.js";

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Text that a record may hold: one line without control characters. */
export const clean = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 300);

/** The claims of a `probe.json`, for a record of the network; empty where it holds none. */
export function probeClaims(probe: unknown): Measurement["facts"] {
  if (!isMap(probe)) return [];
  return list(probe["claims"])
    .filter(isMap)
    .map(({ name, verdict }) => ({ name: "claim", subject: clean(String(name)), value: clean(String(verdict)) }));
}

/** What a `probe.json` says of the machine, for a record of the hardware; without numbers where it says nothing. */
export function probeHardware(probe: unknown): Pick<Measurement, "numbers" | "facts"> {
  if (!isMap(probe)) return { numbers: [], facts: [] };
  const { cpus, memoryGiB, startupSeconds, accelerators } = probe;
  const numbers: Measurement["numbers"] = [];
  if (typeof cpus === "number") numbers.push({ name: "cpus", unit: "count", values: [cpus] });
  if (typeof memoryGiB === "number") numbers.push({ name: "memoryGiB", unit: "gibibytes", values: [memoryGiB] });
  if (typeof startupSeconds === "number")
    numbers.push({ name: "startupSeconds", unit: "seconds", values: [startupSeconds] });
  const facts = list(accelerators).map((each) => ({ name: "accelerator", value: clean(String(each)) }));
  return { numbers, facts };
}

/** A metric of an `evaluation.json`; undefined where it holds none. */
export function metricOf(evaluation: unknown, metric: string): number | undefined {
  const metrics = isMap(evaluation) && isMap(evaluation["metrics"]) ? evaluation["metrics"][metric] : undefined;
  const value = isMap(metrics) ? metrics["value"] : undefined;
  return typeof value === "number" ? value : undefined;
}

/** The gate's value and threshold as numbers of a record; none where the evaluation is not known. */
export const gateNumbers = (value: number | undefined, gate: { metric: string; threshold: number }) =>
  value === undefined
    ? []
    : [
        { name: "gateValue", subject: gate.metric, unit: "score" as const, values: [value] },
        { name: "gateThreshold", subject: gate.metric, unit: "score" as const, values: [gate.threshold] },
      ];
