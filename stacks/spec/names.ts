/** Checks the composed names of a pilot against each cloud's rules, before anything is synthesized. */
import { platforms } from "../platforms.js";
import type { CheckedSections, Fault } from "./check.js";
import { quote } from "./messages.js";
import type { PilotSpec, Vendor } from "./schema.js";

/** What a cloud allows for one kind of name. */
export interface NameRule {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** A name that is composed of the pilot's, with the rule that it must keep. */
export interface ComposedName {
  readonly rule: NameRule;
  readonly name: string;
}

/**
 * The fault of the composed names of one vendor, at the spec's `name`: the longest of them, and how long a name may be.
 */
export function nameFaults(vendor: Vendor, spec: Pick<PilotSpec, "name"> & CheckedSections): Fault[] {
  const broken = (name: string) =>
    platforms[vendor].names({ ...spec, name }).filter((composed) => !composed.rule.pattern.test(composed.name));
  const [worst] = broken(spec.name).sort((one, other) => other.name.length - one.name.length);
  if (worst === undefined) return [];
  const { rule, name: composed } = worst;
  let length = spec.name.length - 1;
  while (length > 0 && (spec.name[length - 1] === "-" || broken(spec.name.slice(0, length)).length > 0)) length -= 1;
  return [
    {
      path: ["name"],
      message:
        `${quote(spec.name)} makes the ${rule.kind} ${quote(composed)} (${composed.length} characters) on ${vendor}; ` +
        `allowed: ${rule.allowed}; take ${length === 0 ? "another name" : `a name of at most ${length} characters`}`,
    },
  ];
}
