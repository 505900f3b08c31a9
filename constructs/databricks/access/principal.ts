/** Who gets a right in a workspace or in Unity Catalog. */
import type { ITerraformDependable } from "cdktf";
import { formProblems, type Problem, wordProblems } from "../checks/values.js";

/** What a principal is. */
export type PrincipalKind = "service principal" | "user" | "group";

/** Who gets a right. */
export interface Principal {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
}

/** The same, with what it was granted. What runs as it waits for all of its policies. */
export interface Grantee extends Principal {
  readonly policies: ITerraformDependable[];
}

/** The form of each kind's name. */
const formOf = { "service principal": "applicationId", user: "address", group: "group" } as const;
const kinds: readonly string[] = Object.keys(formOf);

/** What is wrong with who gets a right: its form, and that it is everybody. */
export const principalProblems = <Prop>(prop: Prop, who: Partial<Principal> | undefined): Array<Problem<Prop>> => {
  if (who === undefined) return [];
  const { kind } = who;
  return [
    ...wordProblems<Prop>([[prop, kind, kinds]]),
    ...formProblems<Prop>([
      [prop, who.name, "identityName"],
      // a word that every object knows, such as toString, is not a kind
      [prop, who.principal, kind === undefined || kinds.indexOf(kind) < 0 ? "group" : formOf[kind]],
    ]),
  ];
};
