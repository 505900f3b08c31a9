/**
 * A token that string operations have changed (`token.toLowerCase()`) reaches the JSON as text that nobody resolves.
 */
import type { Rule } from "./rule.js";
import { placeOf, strings } from "./synthesized.js";

/** Names every string that holds what is left of a token. */
export const mangledToken: Rule = {
  id: "mangled-token",
  why: "a reference that was changed as if it were text is no reference any more, and its text is deployed",
  fix: "do not change a token as if it were text; use Fn, such as Fn.lower",
  check: ({ json }) =>
    strings(json)
      .filter(({ text }) => /tftoken\[/i.test(text))
      .map(({ pointer, text }) => ({ ...placeOf(pointer), what: `"${text.slice(0, 80)}" holds a mangled token` })),
};
