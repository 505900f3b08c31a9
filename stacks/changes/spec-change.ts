/**
 * What a change of the spec does to a pilot that is deployed: a row for each key. The page of each platform shows these
 * rows, a review with a baseline says their words, and a test walks each of them there and back.
 */

/** How a change reaches what serves, from the gentlest to the hardest. */
export const ways = {
  "in place": "Nothing that serves is replaced.",
  "beside, then switched": "The new one starts beside the old one; requests move, and then the old one goes.",
  "refused until paused": "The plan refuses the change while something serves; set paused: true, deploy, then change.",
  "stops what serves": "What serves goes, because the spec asks for it.",
  refused: "The check or the plan refuses the change; a new pilot takes it.",
} as const;

/** How a change reaches what serves. */
export type Way = keyof typeof ways;

/** A part of a synthesized stack that a change of the spec changes. */
export interface Part {
  readonly type: string;
  /** An argument as a JSON Pointer, with `*` for any key or position; empty for the whole resource. */
  readonly pointer: string;
  /**
   * Whether the part comes or goes. @default - it goes where it is a whole resource, else in whatever way it changes
   */
  readonly does?: "comes" | "goes";
}

/** Where a reader of two synthesized stacks sees a change. */
export interface SeenAt extends Part {
  /** What changes too, where this part alone changes for another reason as well. @default - nothing else */
  readonly with?: readonly Part[];
  /** What does not change, where it would be another change of the spec. @default - nothing */
  readonly without?: readonly Part[];
}

/** One kind of change to the spec of a pilot that is deployed. */
export interface SpecChange {
  /** The key of the spec, such as `endpoint.hardware`. */
  readonly key: string;
  /** Which change of that key, where two of them behave differently, such as `realtime to batch`. @default any */
  readonly change?: string;
  readonly how: Way;
  /** What happens, in full sentences. */
  readonly words: string;
  /** What it costs in money, time or requests, in a full sentence. */
  readonly costs: string;
  /** Where a reader of two synthesized stacks sees it; one of these is enough. @default - only in the spec */
  readonly seenAt?: readonly SeenAt[];
}

/** What a change costs that costs nothing. */
export const costsNothing = "It costs nothing.";

/** What a change costs that takes the endpoint away before it makes another. */
export const outage = "The endpoint answers nobody between the two deploys.";
