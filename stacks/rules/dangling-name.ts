/** A physical name of another resource must be reached through a reference. */
import type { Rule, RuleProblem } from "./rule.js";
import { resourcesOf, strings } from "./synthesized.js";

/** What a reader sees and Terraform does not act on may name anything. */
const prose = /^\/(tags|tags_all|labels|description|display_name|alarm_description|title)(\/|$)/;

/**
 * Names every dangling edge, every plain name that is no longer needed and, where all must be listed, every unlisted
 * type.
 */
export const danglingName: Rule = {
  id: "dangling-name",
  why:
    "a plain string carries no dependency: Terraform then creates and destroys in any order, and a rename leaves the " +
    "string behind",
  fix: "use a reference to that resource's name attribute, or list it with a reason",
  check: ({ json, nameAttributes, plainNames, allTypesListed }) => {
    const problems: RuleProblem[] = [];
    const resources = resourcesOf(json);
    const named: { address: string; name: string; pattern: RegExp }[] = [];
    for (const { address, type, arguments: given } of resources) {
      if (type.startsWith("data.")) continue;
      const attribute = nameAttributes[type];
      if (attribute === undefined && allTypesListed) {
        const fix = "add it, with null where the platform names it";
        problems.push({ address, what: `type ${type} is on no list of name attributes`, fix });
      }
      const name = typeof attribute === "string" ? given[attribute] : undefined;
      if (typeof name !== "string" || name === "" || name.includes("${")) continue;
      const literal = name.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&");
      named.push({ address, name, pattern: new RegExp(`(?<![\\w-])${literal}(?![\\w-])`) });
    }
    const used = new Set<(typeof plainNames)[number]>();
    for (const { address, type, arguments: given } of resources) {
      const own = nameAttributes[type];
      for (const { pointer, text } of strings(given)) {
        if (pointer === `/${own}` || prose.test(pointer)) continue;
        for (const other of named) {
          if (other.address === address || !other.pattern.test(text)) continue;
          const plain = plainNames.find((entry) => entry.address === address && pointer.startsWith(entry.argument));
          if (plain) used.add(plain);
          else problems.push({ address, pointer, what: `names ${other.address} by the string "${other.name}"` });
        }
      }
    }
    for (const plain of plainNames) {
      if (used.has(plain)) continue;
      const { address, argument: pointer } = plain;
      problems.push({ address, pointer, what: "is listed as a plain name and is none", fix: "remove it" });
    }
    return problems;
  },
};
