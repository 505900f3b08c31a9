/**
 * The whole-stack rules, for the pilot stacks and for any other cdktf stack:
 *
 *     stack.node.addValidation(checks(stack));
 *
 * They are the few that no scanner has, because they need the construct tree, the records or the way cdktf writes
 * strings.
 */
import type { TerraformStack } from "cdktf";
import type { IValidation } from "constructs";
import { danglingName } from "./dangling-name.js";
import { doubleAddress } from "./double-address.js";
import { mangledToken } from "./mangled-token.js";
import { nameAttributes as knownNameAttributes } from "./name-attributes.js";
import { notebookInstance } from "./notebook-instance.js";
import type { CheckedStack, NameAttributes, PlainName, Rule, RuleProblem } from "./rule.js";
import { storeWithoutExpiry } from "./store-without-expiry.js";
import type { Synthesized } from "./synthesized.js";
import { unescapedTemplate } from "./unescaped-template.js";
import { unownedLimit } from "./unowned-limit.js";

export { plainName } from "../../constructs/pilot/plain-name.js";
export { plainNamesOf } from "./plain-names.js";
export type { CheckedStack, NameAttributes, PlainName, Rule, RuleProblem } from "./rule.js";

/** All rules, in the order in which their problems are printed. */
export const rules: readonly Rule[] = [
  danglingName,
  doubleAddress,
  mangledToken,
  unescapedTemplate,
  storeWithoutExpiry,
  unownedLimit,
  notebookInstance,
];

/** A problem that somebody accepts, in writing. It stands in the synthesized stack, and the review shows it. */
export interface Suppression {
  /** The rule's id. */
  readonly id: string;
  /** The address that the problem names, such as `aws_s3_bucket.logs`. */
  readonly address: string;
  /** Why it is right here: a sentence for the reviewer. */
  readonly why: string;
}

/** What a stack says to the rules. */
export interface CheckOptions {
  /** Problems that are accepted. One that no longer occurs is a problem itself. @default none */
  readonly suppress?: readonly Suppression[];
  /** Names that must be plain strings, besides those that a construct says of itself. @default none */
  readonly plainNames?: readonly PlainName[];
  /** Name attributes of further resource types. @default - those of the types that the pilots use */
  readonly nameAttributes?: NameAttributes;
}

/** What a platform's `rules.ts` says of its resource types: every type of a pilot stack is listed. */
export interface StackRules {
  readonly nameAttributes: NameAttributes;
  /** @default - those that the constructs say of themselves */
  readonly plainNames?: readonly PlainName[];
  /** @default none */
  readonly suppress?: readonly Suppression[];
}

function lineOf({ id, fix }: Rule, problem: RuleProblem): string {
  const place = problem.pointer === undefined ? problem.address : `${problem.address} ${problem.pointer}`;
  return `${id}: ${place}: ${problem.what}; ${problem.fix ?? fix}`;
}

function problemsOf(checked: CheckedStack, suppress: readonly Suppression[]): string[] {
  const lines: string[] = [];
  const used = new Set<Suppression>();
  for (const rule of rules) {
    for (const problem of rule.check(checked)) {
      const accepted = suppress.find(({ id, address }) => id === rule.id && address === problem.address);
      if (accepted) used.add(accepted);
      else lines.push(lineOf(rule, problem));
    }
  }
  const ids = rules.map(({ id }) => id);
  for (const suppression of suppress) {
    const { id, address, why } = suppression;
    const place = `suppression of ${id} at ${address}`;
    if (!ids.includes(id)) lines.push(`${place}: no such rule; allowed: ${ids.join(", ")}`);
    else if (why.trim() === "") lines.push(`${place}: why is empty; write the reason for the reviewer`);
    else if (!used.has(suppression)) lines.push(`${place}: there is no such problem; remove it`);
  }
  return lines;
}

function validation(
  stack: TerraformStack,
  { suppress = [], plainNames = [], nameAttributes }: StackRules,
  allTypesListed: boolean,
): IValidation {
  // the review reads nothing but the synthesized JSON
  if (suppress.length > 0) stack.addOverride("//.checks", { suppressed: suppress });
  return {
    validate: () => {
      const json = stack.toTerraform() as Synthesized;
      return problemsOf({ stack, json, plainNames, nameAttributes, allTypesListed }, suppress);
    },
  };
}

/**
 * Checks any cdktf stack; problems fail its synth, each with the rule's id, the place and the fix. Resource types that
 * the rules do not know are passed over.
 */
export function checks(stack: TerraformStack, options: CheckOptions = {}): IValidation {
  const { suppress = [], plainNames = [], nameAttributes = {} } = options;
  return validation(
    stack,
    { suppress, plainNames, nameAttributes: { ...knownNameAttributes, ...nameAttributes } },
    false,
  );
}

/** Makes a pilot stack fail validation on every problem of the rules, and on every resource type that is on no list. */
export function addRules(stack: TerraformStack, stackRules: StackRules): void {
  stack.node.addValidation(validation(stack, stackRules, true));
}
