/** Checks the composed names of a pilot against each cloud's rules, before anything is synthesized. */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { quote } from "./messages.js";
import type { PilotSpec, PlatformId } from "./schema.js";

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
 * The problem of the composed names of one platform, at the spec's `name`: the longest of them, and how long a name
 * may be.
 */
export function nameProblems(platform: PlatformId, spec: Pick<PilotSpec, "name"> & CheckedSections): Problem[] {
  const broken = (name: string) =>
    platforms[platform].names({ ...spec, name }).filter((composed) => !composed.rule.pattern.test(composed.name));
  const [worst] = broken(spec.name).sort((one, other) => other.name.length - one.name.length);
  if (worst === undefined) return [];
  const { rule, name: composed } = worst;
  // a word that the cloud keeps to itself is in every shorter name too, down to none or a few letters
  const isTooLong = broken("x".repeat(spec.name.length)).length > 0;
  let length = isTooLong ? spec.name.length - 1 : 0;
  while (length > 0 && (spec.name[length - 1] === "-" || broken(spec.name.slice(0, length)).length > 0)) length -= 1;
  return [
    {
      path: ["name"],
      message:
        `${quote(spec.name)} makes the ${rule.kind} ${quote(composed)} (${composed.length} characters) on ${platform}; ` +
        `allowed: ${rule.allowed}; take ${length === 0 ? "another name" : `a name of at most ${length} characters`}`,
    },
  ];
}
