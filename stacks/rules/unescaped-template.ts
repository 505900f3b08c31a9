/**
 * Terraform reads every string as a template, and cdktf does not escape. A `${…}` that is not Terraform's own (a workflow
 * expression, `${{inputs.x}}`) must be written `$${…}`, and `%{` as `%%{`.
 */
import type { TerraformStack } from "cdktf";
import { resourcesOf, type Synthesized, strings } from "./synthesized.js";

const scopes = /^(var|local|each|self|path|terraform|count|module)[.[]|^count\.index$/;
/** The functions that cdktf writes for operators and `Fn`. */
const call = /^[a-z0-9_]+\(/;

/** Names every template that starts with no address of this stack and with no scope or function of Terraform. */
export function unescapedTemplates(_stack: TerraformStack, json: Synthesized): string[] {
  const faults: string[] = [];
  const addresses = new Set(resourcesOf(json).map(({ address }) => address));
  const known = (inner: string): boolean => {
    const expression = inner.replace(/^[\s!(-]+/, "");
    const address = /^(data\.)?[a-z0-9_]+\.[\w-]+/.exec(expression)?.[0];
    return (address !== undefined && addresses.has(address)) || scopes.test(expression) || call.test(expression);
  };
  const parts = { resource: json.resource, data: json.data, output: json.output, locals: json.locals };
  for (const { pointer, text } of strings(parts)) {
    for (const { 0: opening, index } of text.matchAll(/(?<!\$)\$\{|(?<!%)%\{/g)) {
      const inner = text.slice(index + 2);
      if (opening === "%{" || !known(inner)) {
        faults.push(
          `${pointer}: "${text.slice(index, index + 60)}" is no reference of this stack; write ${opening[0]}${opening} to keep it as text`,
        );
      }
    }
  }
  return faults;
}
