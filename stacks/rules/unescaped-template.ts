/** A `${…}` or `%{…}` that is not Terraform's own, such as a workflow expression or `${{inputs.x}}`. */
import { Fn } from "cdktf";
import type { Rule, RuleProblem } from "./rule.js";
import { placeOf, resourcesOf, strings } from "./synthesized.js";

const scopes = /^(var|local|each|self|path|terraform|count|module)[.[]|^count\.index$/;
/** Terraform's functions, as cdktf knows them. */
const functions = new Set([
  ...Object.getOwnPropertyNames(Fn),
  ...Object.getOwnPropertyNames(Object.getPrototypeOf(Fn)),
]);

/** Names every template that starts with no address of this stack and with no scope or function of Terraform. */
export const unescapedTemplate: Rule = {
  id: "unescaped-template",
  why: "Terraform reads every string as a template, and cdktf does not escape: the plan fails, or the text is replaced",
  fix: "write $${ or %%{ to keep it as text",
  check: ({ json }) => {
    const problems: RuleProblem[] = [];
    const addresses = new Set(resourcesOf(json).map(({ address }) => address));
    const known = (inner: string): boolean => {
      const expression = inner.replace(/^[\s!(-]+/, "");
      const address = /^(data\.)?[a-z0-9_]+\.[\w-]+/.exec(expression)?.[0];
      const called = /^([a-z0-9]+)\(/.exec(expression)?.[1];
      const isOwn = address !== undefined && addresses.has(address);
      return isOwn || scopes.test(expression) || (called !== undefined && functions.has(called));
    };
    const parts = { resource: json.resource, data: json.data, output: json.output, locals: json.locals };
    for (const { pointer, text } of strings(parts)) {
      for (const { 0: opening, index } of text.matchAll(/(?<!\$)\$\{|(?<!%)%\{/g)) {
        const inner = text.slice(index + 2);
        const isMangled = /^tftoken\[/i.test(inner); // a rule of its own
        if (opening === "${" && (isMangled || known(inner))) continue;
        const what = `"${text.slice(index, index + 60)}" is no reference of this stack`;
        problems.push({ ...placeOf(pointer), what });
      }
    }
    return problems;
  },
};
