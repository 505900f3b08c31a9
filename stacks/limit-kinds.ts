/**
 * What each kind of limit is called, the same words on every platform, and whether a higher number lets more through.
 * Plain data: the review takes it without cdktf.
 */
import type { LimitKind } from "../constructs/pilot/record.js";

/** How a kind of limit reads. */
export interface KindOfLimit {
  /** What follows the subject, or stands alone where there is none. */
  readonly words: string;
  /** Whether more or less of it lets more through. */
  readonly looser: "more" | "less";
  /** Kinds, or subjects of one kind, that a page shows in one row. @default - those of one subject */
  readonly group?: string;
}

/** Every kind of limit. */
export const limitKinds: Readonly<Record<LimitKind, KindOfLimit>> = {
  runtime: { words: "stops after", looser: "more" },
  "runtime-cap": { words: "may not be started for longer than", looser: "more" },
  "run-runtime": { words: "a whole run is cancelled after", looser: "more" },
  wait: { words: "waits for capacity at most", looser: "more" },
  "wait-and-run": { words: "waits and runs at most", looser: "more" },
  retries: { words: "is retried", looser: "more" },
  nodes: { words: "nodes", looser: "more" },
  "nodes.further": { words: "nodes beside the first", looser: "more" },
  "nodes.cluster": { words: "nodes of its cluster", looser: "more" },
  "nodes.idle": { words: "an idle node goes after", looser: "more" },
  volume: { words: "volume", looser: "more" },
  concurrency: { words: "at once", looser: "more" },
  gate: { words: "at least", looser: "less" },
  images: { words: "images kept", looser: "more" },
  "replicas.min": { words: "replicas at least", looser: "more", group: "replicas" },
  "replicas.max": { words: "replicas at most", looser: "more", group: "replicas" },
  watch: { words: "a release is watched for", looser: "less", group: "rollout" },
  canary: { words: "a release starts on", looser: "more", group: "rollout" },
  "live-share": { words: "share of the live release", looser: "more" },
  p95: { words: "p95 latency at most", looser: "more" },
  errors: { words: "server errors at most", looser: "more" },
  idle: { words: "no request for", looser: "more" },
  retention: { words: "kept for", looser: "more" },
  "deletion-wait": { words: "deletion waits", looser: "less" },
  "logs-per-day": { words: "per day", looser: "more" },
  "flow-interval": { words: "a flow is logged within", looser: "more" },
  quota: { words: "", looser: "more" },
  budget: { words: "a month costs", looser: "more" },
  "budget-alert": { words: "alert at", looser: "more", group: "alerts" },
  other: { words: "", looser: "more" },
  "budget-brake": { words: "new jobs and endpoints are denied at", looser: "more" },
};

/** The names of the kinds. */
export const limitKindNames = Object.keys(limitKinds) as [LimitKind, ...LimitKind[]];

/** How steps are called in words, where it is not by their own name. */
const called: Readonly<Record<string, string>> = { train: "training" };

/** What a limit is about, in words; empty where the kind says it all. */
export const subjectWords = (subject: string | undefined): string =>
  subject === undefined ? "" : (called[subject] ?? subject);

/** A limit in words, such as `training stops after`. An alert of a budget names its percent at the end. */
export function limitWords(kind: LimitKind, subject?: string): string {
  const { words } = limitKinds[kind];
  if (kind === "budget-alert") return `${words} ${subject ?? ""}`;
  return `${subjectWords(subject)} ${words}`.trim();
}
