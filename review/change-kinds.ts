/** The kinds of changes between two versions of a stack: plain data, for every room of the review. */

/**
 * The kinds of changes, the gravest first. `--fail-on` takes them, and `public`, `foreign` and `wildcard` for what a
 * change opens.
 */
export const changeKinds = [
  "ledger",
  "destroy",
  "replace",
  "left",
  "state",
  "program",
  "module",
  "provider",
  "credential",
  "not-read",
  "safeguard-off",
  "permission-gained",
  "reach-opened",
  "recipients",
  "gate-lowered",
  "owner",
  "image",
  "machine",
  "release-changed",
  "limit-raised",
  "expiry-dropped",
  "expiry-changed",
  "other",
  "move",
  "permission-lost",
  "reach-closed",
  "safeguard-on",
  "limit-lowered",
  "limit-set",
  "release-live",
  "rollback",
  "money",
  "make",
  "harmless",
] as const;

/** One of them. */
export type ChangeKind = (typeof changeKinds)[number];

/** What a change opens, the gravest first. */
export const changeFlags = ["public", "foreign", "wildcard"] as const;

/** Kinds that somebody must agree to before they are merged: all but those that hold back more, say less or go live. */
export const graveKinds: readonly ChangeKind[] = changeKinds.slice(0, changeKinds.indexOf("other") + 1);
