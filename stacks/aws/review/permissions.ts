/** Policies of AWS as rows: each statement once for each principal, in the one vocabulary. */

import { type Grant, type GrantReader, notUnderstood } from "../../readers/permissions.js";
import type { References } from "../../readers/references.js";
import { blocks, isMap, list, type Resource, type Stack } from "../../readers/stack.js";
import { awsVerbs, onlyOnAll } from "./actions.js";
import { callerAccounts, narrows } from "./narrowing.js";
import { type Attached, policiesOf } from "./policies.js";
import { conditionText, type Principal, type Statement } from "./statements.js";

/** Whether a principal is another account's: `own` are those that the stack works in, none where nothing says. */
const isOfAnother = ({ account }: Principal, own: ReadonlySet<string>): boolean =>
  account !== undefined && own.size > 0 && !own.has(account);

/** A principal as a person reads it. Another account's says so: `own` are the accounts that the stack works in. */
export function principalText(principal: Principal, own: ReadonlySet<string>): string {
  const { kind, name, account } = principal;
  const isForeign = isOfAnother(principal, own);
  switch (kind) {
    case "service":
    case "federated":
      return `${kind} ${name}`;
    case "account":
      return `account ${name}${isForeign ? " (another account)" : ""}`;
    default:
      return isForeign ? `${name} of account ${account} (another account)` : name;
  }
}

/**
 * Listing a bucket under a prefix is listing that prefix: it stands beside the reading and writing of the same objects.
 */
function listing(statement: Statement): Statement {
  const [bucket, ...others] = statement.resources;
  const [condition, ...conditions] = statement.conditions;
  const isPrefix = condition?.key === "s3:prefix" && condition.operator === "StringLike";
  const isList = statement.actions.length === 1 && statement.actions[0] === "s3:ListBucket" && !statement.isNotAction;
  if (!isList || bucket === undefined || others.length > 0 || !isPrefix || conditions.length > 0) return statement;
  return { ...statement, resources: condition.values.map((prefix) => `${bucket}/${prefix}`), conditions: [] };
}

const except = (is: boolean, values: readonly string[]) => (is ? values.map((value) => `all except ${value}`) : values);

/** Rows of one policy. */
function rows(
  { statements, kind, who, on, address }: Attached,
  resource: Resource,
  references: References,
  own: ReadonlySet<string>,
): readonly Grant[] {
  return (statements ?? []).map(listing).flatMap((statement): readonly Grant[] => {
    const { principals, notPrincipals, allow, conditions } = statement;
    const names = (found: readonly Principal[] | undefined) =>
      found?.map((each) => principalText({ ...each, name: references.text(each.name) }, own));
    const named = names(principals) ?? names(notPrincipals)?.map((each) => `all except ${each}`);
    // whom another issuer vouches for is from outside as well
    const outsiders = new Set(names(principals?.filter((each) => each.kind === "federated" || isOfAnother(each, own))));
    const isEverybody = principals?.some(({ kind: each }) => each === "everybody") ?? notPrincipals !== undefined;
    const actions = except(
      statement.isNotAction,
      statement.actions.map((each) => references.text(each)),
    );
    const resources = except(
      statement.isNotResource,
      statement.resources.map((each) => (each === "*" && on !== undefined ? on : references.text(each))),
    );
    const isAll = (pattern: string) => /^\*$|^[\w-]+:\*$/.test(pattern) || statement.isNotAction;
    const isWide = resources.includes("*") || statement.isNotResource;
    // a key that its own account may not administer is lost (docs.aws.amazon.com/kms/latest/developerguide, 2026-10)
    const isOwnAccount =
      kind === "resource" && principals?.every(({ kind: each, name }) => each === "account" && own.has(name)) === true;
    // AWS takes nothing narrower for some actions, so `*` is no choice there
    const couldBeNarrower = statement.isNotAction || !statement.actions.every((each) => onlyOnAll(each));
    const wildcards: Grant["wildcards"] =
      !allow || kind === "gate" || kind === "boundary" || isOwnAccount
        ? []
        : [
            ...(isEverybody ? (["principal"] as const) : []),
            ...(actions.some(isAll) ? (["action"] as const) : []),
            ...(isWide && couldBeNarrower ? (["resource"] as const) : []),
          ];
    // everybody of another account is from outside, though the statement's principal names nobody
    const callers = conditions.flatMap(callerAccounts);
    const isOutside = allow && kind !== "gate" && isEverybody && own.size > 0 && callers.some((each) => !own.has(each));
    const verbs = statement.isNotAction
      ? ["everything else"]
      : [...new Set(statement.actions.flatMap((each) => awsVerbs(each) ?? ["not understood"]))];
    return (named ?? (who.length > 0 ? who : ["not understood"])).map((each) => ({
      who: each,
      effect: kind === "gate" ? (allow ? "lets through" : "holds back") : allow ? "may" : "may not",
      verbs,
      actions,
      on: resources.length > 0 ? resources : [on ?? references.name(resource)],
      when: conditions.map((condition) => references.text(conditionText(condition))),
      ...(statement.sid === undefined ? {} : { note: statement.sid }),
      address,
      isPublic: allow && kind !== "gate" && isEverybody && !conditions.some(narrows),
      wildcards,
      ...(isOutside || outsiders.has(each) ? { foreign: true as const } : {}),
    }));
  });
}

/** The policy that bounds somebody, or one that is written where this review cannot look. */
function unread({ kind, who, source, address }: Attached, resource: Resource): readonly Grant[] {
  if (who.length === 0) return [notUnderstood(resource, source)];
  const words = kind === "boundary" ? `is bounded by ${source}` : source;
  return who.map((each) => ({ ...notUnderstood(resource, words), who: each, address }));
}

const accounts = new WeakMap<Stack, ReadonlySet<string>>();

/** The accounts that a stack works in, as its providers say; empty where they do not. */
export function ownAccounts(stack: Stack): ReadonlySet<string> {
  const known = accounts.get(stack);
  if (known !== undefined) return known;
  const providers = isMap(stack.json["provider"]) ? blocks(stack.json["provider"]["aws"]) : [];
  const found = providers.flatMap((each) => [
    ...list(each["allowed_account_ids"]).map(String),
    ...blocks(each["assume_role"]).flatMap(({ role_arn: arn }) => /:iam::(\d{12}):/.exec(String(arn))?.[1] ?? []),
  ]);
  const made = new Set(found);
  accounts.set(stack, made);
  return made;
}

/**
 * A role that EKS gives to the pods of a service account. Whether the role trusts EKS is a row of the role.
 * docs.aws.amazon.com/eks/latest/userguide/pod-identities.html (2026-11)
 */
function podIdentity(resource: Resource, references: References): Grant {
  const {
    namespace,
    service_account: account,
    cluster_name: cluster,
    role_arn: role,
    target_role_arn: target,
  } = resource.arguments;
  const roles = [role, target].filter((each) => each !== undefined).map((each) => references.text(each));
  return {
    who: `system:serviceaccount:${references.text(namespace)}:${references.text(account)}`,
    effect: "may",
    verbs: ["act as"],
    actions: ["sts:AssumeRole", "sts:TagSession"],
    on: roles,
    when: [`a pod of the cluster ${references.text(cluster)}`],
    address: resource.address,
    isPublic: false,
    wildcards: [],
  };
}

/** Rows of one AWS resource. */
export const permissions: GrantReader = (resource, references, stack) => {
  if (!resource.type.startsWith("aws_")) return undefined;
  if (resource.type === "aws_eks_pod_identity_association" && !resource.isData)
    return [podIdentity(resource, references)];
  const attached = policiesOf(resource, references);
  if (attached === undefined) return undefined;
  const own = ownAccounts(stack);
  return attached
    .filter(({ kind, statements }) => kind !== "boundary" || statements === undefined)
    .flatMap((each) =>
      each.statements === undefined ? unread(each, resource) : rows(each, resource, references, own),
    );
};
