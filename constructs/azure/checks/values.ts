/**
 * What is wrong with the values of props: names and ids by their forms, numbers, words and tags. A reference (a token)
 * passes: its value is known to Terraform only.
 */
import { Token } from "cdktf";
import { gather, type Problem, wordProblems } from "../../pilot/problems.js";
import { checks, type Form, formMessage } from "./forms.js";

export const { numberProblems } = checks;
export { gather, type Problem, wordProblems };

/** What is wrong with some values, each with its prop and its form; a list is held to it entry by entry. */
export function formProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
): Array<Problem<Prop>> {
  return checks.formProblems(values, formMessage);
}

/**
 * What is wrong with the tags that go onto everything.
 * @param most how many a resource of the construct takes
 */
export function tagProblems<Prop>(
  prop: Prop,
  tags: Readonly<Record<string, unknown>> | undefined,
  most = 50,
): Array<Problem<Prop>> {
  const keys = Object.keys(tags ?? {});
  const problems = gather(keys, (key) =>
    formProblems<Prop>([
      [prop, key, "tagKey"],
      [prop, tags?.[key], "tagValue"],
    ]),
  );
  if (keys.length > most) {
    problems.push({ prop, message: `must be at most ${most} tags, got ${keys.length}; leave some out` });
  }
  return problems;
}

/** Where everything of a pilot lies. */
export interface Place {
  readonly subscription?: string;
  readonly tenant?: string;
  readonly location?: string;
  readonly resourceGroupName?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const placeForms = {
  subscription: "uuid",
  tenant: "uuid",
  location: "location",
  resourceGroupName: "resourceGroup",
} as const;

/** What is wrong with the place of a construct, of the props that it has. */
export function placeProblems<Props extends Place>(
  props: Props,
  mostTags = 50,
): Array<Problem<keyof Props & keyof Place>> {
  const given = Object.keys(placeForms).filter((prop) => prop in props) as Array<keyof Props & keyof typeof placeForms>;
  return [
    ...formProblems(given.map((prop) => [prop, props[prop], placeForms[prop]] as const)),
    ...tagProblems("tags" as keyof Props & "tags", props.tags, mostTags),
  ];
}

/** What is wrong with whoever gets a right: one principal by its id, and a name that ids are made of. */
export const identityProblems = (identity: {
  readonly name: string;
  readonly principalId: string;
}): Array<Problem<"identity">> =>
  formProblems([
    ["identity", identity.name, "identityName"],
    ["identity", identity.principalId, "uuid"],
  ]);

/**
 * Whom a role assignment is for. The id is a reference where it is an identity of the pilot, a service principal;
 * somebody of a spec may be a user, a group or another service principal, and Azure finds out which.
 */
export const principalOf = ({ principalId }: { readonly principalId: string }) => ({
  principalId,
  ...(Token.isUnresolved(principalId) ? { principalType: "ServicePrincipal" } : {}),
});

/** Throws what is wrong with the props of a construct, all at once. */
export function refuse(path: string, problems: ReadonlyArray<Problem<PropertyKey>>): void {
  if (problems.length === 0) return;
  throw new Error(problems.map(({ prop, message }) => `${path}: ${String(prop)}: ${message}`).join("\n"));
}
