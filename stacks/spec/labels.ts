/** Labels: each cloud has rules of its own for tags, and only those of the clouds that a spec names count. */
import type { CheckedSections, Fault } from "./check.js";
import { quote } from "./messages.js";
import type { Vendor } from "./schema.js";

/** What a cloud takes as a key or a value. */
interface LabelRule {
  readonly key: RegExp;
  readonly keyMust: string;
  readonly value: RegExp;
  readonly valueMust: string;
}

const rules: Readonly<Record<Vendor, LabelRule>> = {
  // docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (2026-11): roles have the narrowest rule
  aws: {
    key: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/iu,
    keyMust: "must be 1 to 128 letters, digits, spaces and _ . : / = + - @, and not begin with aws:",
    value: /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u,
    valueMust: "must be at most 256 letters, digits, spaces and _ . : / = + - @",
  },
  // docs.cloud.google.com/compute/docs/labeling-resources (2026-11)
  google: {
    key: /^[a-z][a-z0-9_-]{0,62}$/,
    keyMust: "must be lower-case letters, digits, - and _, a letter first, at most 63",
    value: /^[a-z0-9_-]{0,63}$/,
    valueMust: "must be lower-case letters, digits, - and _, at most 63",
  },
  // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources (2026-11); storage accounts allow 128
  azure: {
    key: /^(?!microsoft|azure|windows)[^<>%&\\?/\p{Cc}]{1,128}$/iu,
    keyMust: "must be 1 to 128 characters without < > % & \\ ? /, and not begin with microsoft, azure or windows",
    value: /^[^\p{Cc}]{0,256}$/u,
    valueMust: "must be at most 256 characters",
  },
};

/** The faults of the labels on the clouds that a spec names. */
export function labelFaults(spec: CheckedSections, named: readonly Vendor[]): readonly Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(spec.labels ?? {})) {
    const path = ["labels", key];
    const lower = key.toLowerCase();
    if (lower === "pilot") {
      faults.push({
        path,
        message: "must not be set: every resource carries the pilot's name there; remove it",
        atKey: true,
      });
    } else if (seen.has(lower)) {
      // IAM and Azure compare keys without their case
      const message = `must differ from ${quote(seen.get(lower))} in more than its case; remove one of them`;
      faults.push({ path, message, atKey: true });
    }
    seen.set(lower, key);
    for (const vendor of named) {
      const rule = rules[vendor];
      const on = `on ${vendor}, which this spec names`;
      if (!rule.key.test(key))
        faults.push({ path, message: `the key ${quote(key)} ${rule.keyMust} ${on}`, atKey: true });
      else if (!rule.value.test(value)) faults.push({ path, message: `${quote(value)} ${rule.valueMust} ${on}` });
    }
  }
  return faults;
}
