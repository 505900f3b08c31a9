/**
 * A physical name of another resource must be reached through a reference. A plain string is just as readable and carries no
 * dependency: Terraform then creates and destroys in any order, and no emulator minds.
 */
import type { TerraformStack } from "cdktf";
import { resourcesOf, type Synthesized, strings } from "./synthesized.js";

/** Resource type → the argument that holds its physical name, or null where the platform names it. */
export type NameAttributes = Readonly<Record<string, string | null>>;

/** A name that must be a plain string: a reference would be a cycle, or the platform makes the thing itself. */
export interface PlainName {
  readonly address: string;
  /** JSON Pointer to the argument, or the beginning of one. */
  readonly argument: string;
  readonly reason: string;
}

/** What a reader sees and Terraform does not act on may name anything. */
const prose = /^\/(tags|tags_all|labels|description|display_name|alarm_description)(\/|$)/;

/** Names every dangling edge, every type on no list, and every plain name that is no longer needed. */
export function danglingNames(
  _stack: TerraformStack,
  json: Synthesized,
  nameAttributes: NameAttributes,
  plainNames: readonly PlainName[],
): string[] {
  const faults: string[] = [];
  const resources = resourcesOf(json);
  const named: { address: string; name: string; pattern: RegExp }[] = [];
  for (const { address, type, arguments: given } of resources) {
    if (type.startsWith("data.")) continue;
    const attribute = nameAttributes[type];
    if (attribute === undefined) {
      faults.push(
        `${address}: type ${type} is on no list of name attributes; add it, with null where the platform names it`,
      );
      continue;
    }
    const name = attribute === null ? undefined : given[attribute];
    if (typeof name !== "string" || name.includes("${")) continue;
    const literal = name.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&");
    named.push({ address, name, pattern: new RegExp(`(?<![\\w-])${literal}(?![\\w-])`) });
  }
  const used = new Set<PlainName>();
  for (const { address, type, arguments: given } of resources) {
    const own = nameAttributes[type];
    for (const { pointer, text } of strings(given)) {
      if (pointer === `/${own}` || prose.test(pointer)) continue;
      for (const other of named) {
        if (other.address === address || !other.pattern.test(text)) continue;
        const plain = plainNames.find((entry) => entry.address === address && pointer.startsWith(entry.argument));
        if (plain) used.add(plain);
        else {
          faults.push(
            `${address} ${pointer}: names ${other.address} by the string "${other.name}"; ` +
              "use a reference to that resource's name attribute, or list it with a reason",
          );
        }
      }
    }
  }
  for (const plain of plainNames) {
    if (!used.has(plain))
      faults.push(`${plain.address} ${plain.argument}: listed as a plain name and is none; remove it`);
  }
  return faults;
}
