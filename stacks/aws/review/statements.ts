/** Policy documents of AWS: as JSON, as data sources, as managed policies of this stack or of AWS. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, list } from "../../readers/stack.js";
import { parsedJson, remembered } from "../../remembered.js";

import managedPolicies from "./managed-policies.json";

/** Whom a statement is about. */
export interface Principal {
  /** `*` where it is everybody. */
  readonly kind: "everybody" | "service" | "account" | "identity" | "federated" | "other";
  /** As it is written, but for what surrounds a name. */
  readonly name: string;
  /** The account of an ARN. */
  readonly account?: string;
}

/** One test of a condition. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement in one form, from JSON or from the blocks of a data source. */
export interface Statement {
  readonly sid?: string;
  readonly allow: boolean;
  readonly principals?: readonly Principal[];
  readonly notPrincipals?: readonly Principal[];
  /** Patterns; with `isNotAction` everything but these. */
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  readonly resources: readonly string[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

export const words = (value: unknown): readonly string[] =>
  list(value).map((each) => (typeof each === "string" ? each : JSON.stringify(each)));

/** A principal out of its kind in a policy and its name. */
export function principalOf(kind: string, name: string): Principal {
  const word = kind.toLowerCase();
  if (name === "*") return { kind: "everybody", name: "everybody" };
  if (word === "service") return { kind: "service", name };
  if (word === "federated") return { kind: "federated", name };
  if (word !== "aws") return { kind: "other", name };
  const account = /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
  if (account !== undefined) return { kind: "account", name: account, account };
  const [, of, identity] = /^arn:aws[\w-]*:(?:iam|sts)::(\d{12}|\*):(?:role|user|assumed-role)\/(.+)$/.exec(name) ?? [];
  return { kind: "identity", name: identity ?? name, ...(of === undefined ? {} : { account: of }) };
}

/** The principals of a JSON statement: `"*"`, a map of lists, or none. */
function principals(value: unknown): readonly Principal[] | undefined {
  if (value === undefined) return undefined;
  if (!isMap(value)) return words(value).map((name) => principalOf("AWS", name));
  return Object.entries(value).flatMap(([kind, names]) => words(names).map((name) => principalOf(kind, name)));
}

function jsonStatement(given: Arguments): Statement {
  const conditions = isMap(given["Condition"]) ? given["Condition"] : {};
  const sid = given["Sid"];
  const [found, excepted] = [principals(given["Principal"]), principals(given["NotPrincipal"])];
  const [isNotAction, isNotResource] = ["NotAction" in given, "NotResource" in given];
  return {
    ...(typeof sid === "string" && sid !== "" ? { sid } : {}),
    allow: given["Effect"] !== "Deny",
    ...(found === undefined ? {} : { principals: found }),
    ...(excepted === undefined ? {} : { notPrincipals: excepted }),
    actions: words(given[isNotAction ? "NotAction" : "Action"]),
    isNotAction,
    resources: words(given[isNotResource ? "NotResource" : "Resource"]),
    isNotResource,
    conditions: Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(isMap(keys) ? keys : { "": keys }).map(([key, value]) => ({
        operator,
        key,
        values: words(value),
      })),
    ),
  };
}

/** A `statement` block of `data.aws_iam_policy_document`. */
function blockStatement(given: Arguments): Statement {
  const named = (key: string) =>
    given[key] === undefined
      ? undefined
      : blocks(given[key]).flatMap(({ type, identifiers }) =>
          words(identifiers).map((name) => principalOf(String(type), name)),
        );
  const [found, excepted] = [named("principals"), named("not_principals")];
  const [isNotAction, isNotResource] = [given["not_actions"] !== undefined, given["not_resources"] !== undefined];
  return {
    ...(typeof given["sid"] === "string" ? { sid: given["sid"] } : {}),
    allow: given["effect"] !== "Deny",
    ...(found === undefined ? {} : { principals: found }),
    ...(excepted === undefined ? {} : { notPrincipals: excepted }),
    actions: words(given[isNotAction ? "not_actions" : "actions"]),
    isNotAction,
    resources: words(given[isNotResource ? "not_resources" : "resources"]),
    isNotResource,
    conditions: blocks(given["condition"]).map(({ test, variable, values }) => ({
      operator: String(test),
      key: String(variable),
      values: words(values),
    })),
  };
}

/** The statements of a policy that AWS writes, by its ARN; undefined where this review has none of it. */
export function managedStatements(arn: string): readonly Statement[] | undefined {
  const name = /^arn:aws[\w-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? "";
  const table: Readonly<Record<string, readonly Arguments[]>> = managedPolicies.policies;
  return Object.hasOwn(table, name) ? table[name]?.map(jsonStatement) : undefined;
}

/** The statements of a document that stands in a string. */
const writtenStatements = remembered((text): readonly Statement[] | undefined => {
  try {
    const document = parsedJson(text);
    if (!isMap(document) || !("Statement" in document)) return undefined;
    const statements = list(document["Statement"]);
    return statements.every(isMap) ? statements.map(jsonStatement) : undefined;
  } catch {
    return undefined;
  }
});

/** The statements of a document, or undefined where it is none that can be read. */
export function statementsOf(value: unknown, references: References, depth = 0): readonly Statement[] | undefined {
  const data = references.target(value);
  if (data?.type === "aws_iam_policy_document" && depth < 4) {
    const {
      source_json: source,
      override_json: override,
      source_policy_documents: sources,
      override_policy_documents: overrides,
    } = data.arguments;
    const others = [source, override, sources, overrides].flatMap((each) => list(each));
    const inherited = others.map((each) => statementsOf(each, references, depth + 1));
    if (inherited.includes(undefined)) return undefined;
    return [...inherited.flatMap((each) => each ?? []), ...blocks(data.arguments["statement"]).map(blockStatement)];
  }
  if (data?.type === "aws_iam_policy" && depth < 4) {
    const { policy, arn, name } = data.arguments;
    if (!data.isData) return statementsOf(policy, references, depth + 1);
    return managedStatements(typeof arn === "string" ? arn : `arn:aws:iam::aws:policy/${String(name)}`);
  }
  return typeof value === "string" ? writtenStatements(value) : undefined;
}

/** A condition as one line. */
export const conditionText = ({ key, operator, values }: Condition): string =>
  `${key} ${operator} ${values.join(" or ")}`;
