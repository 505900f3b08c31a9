/** A physical name of another resource must be reached through a reference. */
import { addressAt, plainNamesOf } from "./plain-names.js";
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
  check: ({ stack, json, nameAttributes, plainNames, allTypesListed }) => {
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
    const listed = [...plainNames, ...plainNamesOf(stack)].map((plain) => ({
      ...plain,
      at: addressAt(stack, plain.path),
    }));
    const used = new Set<string>();
    for (const { address, type, arguments: given } of resources) {
      const own = nameAttributes[type];
      for (const { pointer, text } of strings(given)) {
        if (pointer === `/${own}` || prose.test(pointer)) continue;
        for (const other of named) {
          if (other.address === address) continue;
          // the pattern only says where a name ends, and is the slower question
          if (!text.includes(other.name) || !other.pattern.test(text)) continue;
          const plain = listed.find(({ at, argument }) => at === address && pointer.startsWith(argument));
          if (plain) used.add(`${plain.path} ${plain.argument}`);
          else problems.push({ address, pointer, what: `names ${other.address} by the string "${other.name}"` });
        }
      }
    }
    for (const plain of plainNames) {
      const { path, argument: pointer } = plain;
      if (used.has(`${path} ${pointer}`)) continue;
      const address = addressAt(stack, path) ?? path;
      problems.push({ address, pointer, what: "is listed as a plain name and is none", fix: "remove it" });
    }
    return problems;
  },
};
