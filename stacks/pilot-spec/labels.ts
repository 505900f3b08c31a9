/** Labels: each cloud has rules of its own for tags, and only those of the clouds that a spec names count. */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { quote } from "./messages.js";
import type { PlatformId } from "./schema.js";

/** What a cloud takes as a key or a value. */
export interface LabelRule {
  readonly key: RegExp;
  readonly keyMust: string;
  readonly value: RegExp;
  readonly valueMust: string;
}

/** The problems of the labels on the clouds that a spec names. */
export function labelProblems(spec: CheckedSections, named: readonly PlatformId[]): readonly Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(spec.labels ?? {})) {
    const path = ["labels", key];
    const lower = key.toLowerCase();
    if (lower === "pilot") {
      problems.push({
        path,
        message: "must not be set: every resource carries the pilot's name there; remove it",
        atKey: true,
      });
    } else if (seen.has(lower)) {
      // IAM and Azure compare keys without their case
      const message = `must differ from ${quote(seen.get(lower))} in more than its case; remove one of them`;
      problems.push({ path, message, atKey: true });
    }
    seen.set(lower, key);
    for (const platform of named) {
      const rule = platforms[platform].labels;
      const on = `on ${platform}, which this spec names`;
      if (!rule.key.test(key))
        problems.push({ path, message: `the key ${quote(key)} ${rule.keyMust} ${on}`, atKey: true });
      else if (!rule.value.test(value)) problems.push({ path, message: `${quote(value)} ${rule.valueMust} ${on}` });
    }
  }
  return problems;
}
