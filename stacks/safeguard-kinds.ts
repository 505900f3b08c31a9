/**
 * What each kind of safeguard is called, the same words on every platform. Plain data: the review takes it without
 * cdktf.
 */
import type { SafeguardKind } from "../constructs/pilot/record.js";

/** Every kind of safeguard, in the order of a page. */
export const safeguardKinds: Readonly<Record<SafeguardKind, string>> = {
  "public-access": "public access",
  "network-isolation": "network isolation",
  "encryption-key": "encryption key",
  "key-rotation": "key rotation",
  versioning: "versioning",
  "deletion-protection": "deletion protection",
  "immutable-tags": "tags that cannot be moved",
  "alarm-actions": "who an alarm alerts",
  "rollback-alarms": "alarms that take a rollout back",
  recipients: "who the budget alerts",
};

/** The names of the kinds. */
export const safeguardKindNames = Object.keys(safeguardKinds) as [SafeguardKind, ...SafeguardKind[]];

/** A safeguard in words, such as `public access: new policies`. */
export const safeguardWords = (kind: SafeguardKind, subject?: string): string =>
  subject === undefined ? safeguardKinds[kind] : `${safeguardKinds[kind]}: ${subject}`;
