/**
 * The ledger entries of a construct, as data. `record(this, …)` is the last statement of a constructor: it hangs an
 * entry on the construct tree, and the pilot stack gathers all entries into the ledger inside `cdk.tf.json`
 * (`"//".pilot`).
 *
 * A row carries no value. It names a resource and a JSON Pointer into that resource's synthesized arguments
 * (Terraform's snake_case; a pointer enters strings that hold JSON), and synth reads the value back from there. So a
 * row cannot say anything that the stack does not say. Without a pilot stack around it an entry is inert: a copied
 * construct works the same with the `record` statement and its imports deleted, and nothing is left over.
 */
import type { TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";

/** The five places of the common path, always in this order. */
export type BoxName = "data bucket" | "pipeline" | "training job" | "model registry" | "endpoint";

/** What the boxes stand on. */
export type FoundationName = "private network" | "quotas" | "budget";

/**
 * What a row's number means. One reader each: seconds and milliseconds understand `7200`, `"7200"`, `"7200s"` and
 * `"PT2H"`; a share of 1 is shown as percent. A score is a plain number on a metric's own scale, such as a gate's
 * threshold.
 */
export type Unit =
  | "seconds"
  | "milliseconds"
  | "hours"
  | "days"
  | "count"
  | "score"
  | "percent"
  | "share"
  | "GiB"
  | "money";

/**
 * What happens at the number: `hard` the platform stops, `request` a quota is asked for, `alert` somebody is told,
 * `none` nothing does.
 */
export type Enforcement = "hard" | "request" | "alert" | "none";

/** A resource and a JSON Pointer into its synthesized arguments, such as `[lifecycle, "/rule/0/expiration/0/days"]`. */
export type Place = readonly [resource: TerraformElement, pointer: string];

/** The phase in which a row that has no place yet gets one. */
export type Phase = "image digest" | "first release" | "paused: false";

/** Where the value of a row stands, or what it waits for. */
export type At = { readonly at: Place; readonly when?: undefined } | { readonly at: null; readonly when: Phase };

/**
 * What a limit is about. Programs read this and never the words, which stand in one table for every platform:
 * `stacks/limit-kinds.ts` of the library.
 */
export type LimitKind =
  | "runtime"
  | "runtime-cap"
  | "run-runtime"
  | "wait"
  | "wait-and-run"
  | "retries"
  | "nodes"
  | "nodes.further"
  | "nodes.cluster"
  | "nodes.idle"
  | "volume"
  | "concurrency"
  | "gate"
  | "images"
  | "replicas.min"
  | "replicas.max"
  | "watch"
  | "canary"
  | "live-share"
  | "p95"
  | "errors"
  | "idle"
  | "retention"
  | "deletion-wait"
  | "logs-per-day"
  | "flow-interval"
  | "quota"
  | "budget"
  | "budget-alert"
  | "budget-brake"
  | "other";

/** A number that stops something: with a unit, an owner (one of the spec's addresses) and an enforcement. */
export type Limit = At & {
  readonly kind: LimitKind;
  /** The step, prefix, metric, quota or percent that it is about. @default - the box itself */
  readonly subject?: string;
  readonly unit: Unit;
  readonly owner: string;
  readonly enforcement: Enforcement;
  /** The command that brings the number into force. @default - Terraform does */
  readonly appliedBy?: string;
};

/** What an argument protects. Programs read this and never the words, which stand in one table for every platform. */
export type SafeguardKind =
  | "encryption-key"
  | "key-rotation"
  | "public-access"
  | "versioning"
  | "deletion-protection"
  | "network-isolation"
  | "immutable-tags"
  | "alarm-actions"
  | "rollback-alarms"
  | "recipients";

/** An argument that must keep its value: a *Never* of the file's head as data. */
export interface Safeguard {
  readonly kind: SafeguardKind;
  /** What of the box it is about. @default - the box itself */
  readonly subject?: string;
  readonly at: Place;
}

/** How a bad rollout is taken back. */
export interface Rollback {
  /** Who does it: a service, a workflow, or `an operator`. */
  readonly by: string;
  /** By which mechanism, as a sentence part: `while it shifts the traffic`, `by hand`. */
  readonly how: string;
  /** What fails when it is done without being asked for. @default - nothing: it is only done by hand */
  readonly fails?: string;
  /** The command that follows a deploy which names an earlier release. @default - none: the deploy is enough */
  readonly command?: string;
  /**
   * Where the stack says so: what it acts on, the step that decides. All of it must be there. @default - nowhere: it is
   * done by hand
   */
  readonly at?: readonly Place[];
}

/** What expires in a store, and after how long. */
export type Expiry = At & { readonly unit: Unit };

/** What is metered in a box, and whether it is while nobody uses the box. */
export interface Meter {
  readonly what: string;
  readonly whileIdle: boolean;
}

/** The one metric that stands beside a box. An endpoint's is p95 latency, never an average. */
export interface Metric {
  readonly name: string;
  /** For example `p95`, `sum`, `max`. */
  readonly statistic: string;
  /** Where the alarm on it names its threshold. @default - no alarm */
  readonly alarm?: Place;
}

/** What stays after destroy, what that costs, and the command that removes it. */
export interface Survivor {
  readonly what: string;
  readonly costs: string;
  readonly remove: string;
}

/** What passes from one box to the next, and who retries it. A platform that does not retry says `nobody`. */
export interface Arrow {
  readonly from: BoxName;
  readonly to: BoxName;
  readonly what: string;
  /** Who retries: a service, a person's address, or `nobody`. */
  readonly retriedBy: string;
  /** Where their number stands. @default - 1 attempt, nobody retries */
  readonly attempts?: At;
  /** Where the first wait stands. @default - no back-off */
  readonly backoff?: At & { readonly unit: Unit };
}

/** What one construct records of a box or a foundation. Several constructs may record about the same one. */
export interface Entry {
  readonly box: BoxName | FoundationName;
  /** One of the spec's owner addresses. */
  readonly owner: string;
  /** @default - said by another entry on this box, or nothing is metered */
  readonly meter?: Meter;
  /** @default - said by another entry on this box, or none */
  readonly metric?: Metric;
  /** Where the name of what the box runs as stands. @default - it runs as nobody */
  readonly identity?: Place;
  /** One row per kind and subject. @default - none */
  readonly limits?: readonly Limit[];
  /** One row per kind and subject. @default - none */
  readonly safeguards?: readonly Safeguard[];
  /** How what the box serves goes back. @default - said by another entry on this box, or it serves nothing */
  readonly rollback?: Rollback;
  /** By what expires. @default - nothing expires */
  readonly expiry?: Readonly<Record<string, Expiry>>;
  /** @default - nothing survives destroy */
  readonly survives?: readonly Survivor[];
  /** The four arrows; only the pipeline records them. @default - none */
  readonly arrows?: readonly Arrow[];
  /** Where to look when it fails: a command. @default - said by another entry */
  readonly debug?: string;
  /** Where lineage is recorded: the command that shows it. @default - said by another entry */
  readonly lineage?: string;
  /** Commands that take what the box holds off the platform. @default - none */
  readonly export?: readonly string[];
}

/** The metadata type under which an entry hangs on its construct. */
export const RECORD = "ml-pilot:record";

/**
 * Hangs an entry on a construct. It creates nothing and changes nothing in what is synthesized for the construct. What
 * only the entry needs stands inside of the function that makes it, so that the statement can be deleted whole.
 */
export function record(construct: IConstruct, entry: Entry | (() => Entry)): void {
  construct.node.addMetadata(RECORD, typeof entry === "function" ? entry() : entry);
}

/** Returns the element under an id: a row names by it what no other statement needs. @throws where it is missing */
export const child = (construct: IConstruct, id: string) => construct.node.findChild(id) as TerraformElement;

/** The same; undefined where nothing stands there. */
export const tryChild = (construct: IConstruct, id: string) =>
  construct.node.tryFindChild(id) as TerraformElement | undefined;
