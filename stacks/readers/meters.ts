/** What is charged, as data: each meter is read out of a resource's own arguments, and none out of a sentence. */
import type { References } from "./references.js";
import type { Stack } from "./stack.js";

/** One thing that is charged. */
export interface Meter {
  /** What a person calls it. */
  readonly what: string;
  /** What a price book must price: a machine type, or a type of resource that bills by existing. */
  readonly priceKey: string;
  /** How many at least and at most at the same time: pieces, or GiB where the unit says so. */
  readonly least: number;
  readonly most: number;
  /** What is counted. @default - pieces, such as machines */
  readonly unit?: "GiB";
  /** How many on each machine, replica or pod, where a price is for less than the whole of it. @default 1 */
  readonly per?: number;
  /** `always`: as long as it exists. `serving`: while a release is deployed. `running`: in a run, `seconds` at most. */
  readonly when: "always" | "serving" | "running";
  /** How long one run has it at most, with all its retries. Only while running; undefined: nothing stops it. */
  readonly seconds?: number;
  /** Tries in that time. @default 1 */
  readonly attempts?: number;
  /** Which run: the name of the pipeline. Only while running. */
  readonly run?: string;
  /** What runs on it, in the platform's own word. @default - not said */
  readonly use?: string;
  /** Where it stands. */
  readonly address: string;
}

/** A schedule that starts runs. */
export interface Schedule {
  /** Which run: the name of the pipeline. */
  readonly run: string;
  /** When, as the stack writes it. */
  readonly expression: string;
  /** Runs that it starts in a month at most. */
  readonly starts: number;
}

/** A resource whose meters cannot be counted, and why. */
export interface Uncounted {
  readonly what: string;
  readonly why: string;
}

/** What a platform's reader finds. */
export interface Meters {
  readonly meters: readonly Meter[];
  readonly uncounted: readonly Uncounted[];
  /** What may be charged and no limit of the stack bounds, as sentence parts. @default none */
  readonly unbounded?: readonly string[];
  /** What starts runs without being asked. @default none */
  readonly schedules?: readonly Schedule[];
  /** What may be charged and has no size or no price that anybody publishes, as sentence parts. @default none */
  readonly apart?: readonly string[];
}

/** What the readers say of the disks of machines that stand alone. */
export const disksOfMachines = "the disks of virtual machines, databases and notebooks, by the GiB and the hour";

/** The disks of a meter's machines: so many GiB on each of them, as long as they run. */
export const disksOf = (machines: Meter, gib: number, priceKey: string): Meter => ({
  ...machines,
  ...{ what: `${machines.what}, disk`, priceKey, unit: "GiB" },
  ...{ least: machines.least * gib, most: machines.most * gib, per: gib },
});

/** A schedule as meters: how often it starts, or that nothing here can read when. */
export function scheduled(run: string, expression: unknown, starts: number | undefined): Meters {
  const what = `runs of ${run} that a schedule starts`;
  if (typeof expression !== "string" || starts === undefined)
    return { meters: [], uncounted: [{ what, why: "when it is due is not read" }] };
  return { meters: [], uncounted: [], schedules: [{ run, expression, starts }] };
}

/** A whole number of zero or more out of an argument; undefined where an apply or nobody says it. */
export function countOf(value: unknown): number | undefined {
  const read = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof read === "number" && Number.isInteger(read) && read >= 0 ? read : undefined;
}

/** A platform's reader of meters. */
export type MeterReader = (stack: Stack, references: References) => readonly Meters[];
