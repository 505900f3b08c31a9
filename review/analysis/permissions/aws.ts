/** Policies of AWS: documents in arguments, documents as data sources, managed policies and their attachments. */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../read/stack.js";
import { type Grant, type GrantReader, notUnderstood } from "../permissions.js";
import { verbsOf } from "./verbs.js";

/** A statement in one form, from JSON or from the blocks of a data source. */
interface Statement {
  readonly sid?: string;
  readonly allow: boolean;
  readonly principals?: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly when: readonly string[];
}

const words = (value: unknown) => list(value).map((each) => (typeof each === "string" ? each : JSON.stringify(each)));

/** Conditions that hold out everybody but principals, networks or callers that are named. */
const narrowing = [
  /aws:Principal(Account|Arn|OrgID|OrgPaths)/i,
  /aws:Source(Account|Arn|OrgID|Vpce?|Ip)/i,
  /aws:userid|kms:(CallerAccount|ViaService)/i,
];

function principal(kind: string, name: string): string {
  if (name === "*") return "everybody";
  if (kind.toLowerCase() === "service") return `service ${name}`;
  const account = /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
  if (account !== undefined) return `account ${account}`;
  return name.replace(/^arn:aws[\w-]*:(iam|sts)::\d{12}:(role|user|assumed-role)\//, "");
}

/** The principals of a JSON statement: `"*"`, a map of lists, or none. */
function principals(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!isMap(value)) return words(value).map((name) => principal("AWS", name));
  return Object.entries(value).flatMap(([kind, names]) => words(names).map((name) => principal(kind, name)));
}

const except = (values: readonly string[] | undefined) => values?.map((value) => `all except ${value}`);

function jsonStatement(given: Arguments): Statement {
  const conditions = isMap(given["Condition"]) ? given["Condition"] : {};
  const sid = given["Sid"];
  const found = principals(given["Principal"]) ?? except(principals(given["NotPrincipal"]));
  return {
    ...(typeof sid === "string" && sid !== "" ? { sid } : {}),
    allow: given["Effect"] !== "Deny",
    ...(found === undefined ? {} : { principals: found }),
    actions: "NotAction" in given ? (except(words(given["NotAction"])) ?? []) : words(given["Action"]),
    resources: "NotResource" in given ? (except(words(given["NotResource"])) ?? []) : words(given["Resource"]),
    when: Object.entries(conditions).flatMap(([test, keys]) =>
      Object.entries(isMap(keys) ? keys : { "": keys }).map(
        ([key, value]) => `${key} ${test} ${words(value).join(" or ")}`,
      ),
    ),
  };
}

/** A `statement` block of `data.aws_iam_policy_document`. */
function blockStatement(given: Arguments): Statement {
  const named = (key: string) =>
    given[key] === undefined
      ? undefined
      : blocks(given[key]).flatMap(({ type, identifiers }) =>
          words(identifiers).map((name) => principal(String(type), name)),
        );
  const found = named("principals") ?? except(named("not_principals"));
  return {
    ...(typeof given["sid"] === "string" ? { sid: given["sid"] } : {}),
    allow: given["effect"] !== "Deny",
    ...(found === undefined ? {} : { principals: found }),
    actions: given["not_actions"] === undefined ? words(given["actions"]) : (except(words(given["not_actions"])) ?? []),
    resources:
      given["not_resources"] === undefined ? words(given["resources"]) : (except(words(given["not_resources"])) ?? []),
    when: blocks(given["condition"]).map(
      ({ test, variable, values }) => `${String(variable)} ${String(test)} ${words(values).join(" or ")}`,
    ),
  };
}

/** The statements of a document, or undefined where it is none that can be read. */
function statementsOf(value: unknown, references: References, depth = 0): readonly Statement[] | undefined {
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
  if (data?.type === "aws_iam_policy" && depth < 4)
    return statementsOf(data.arguments["policy"], references, depth + 1);
  if (typeof value !== "string") return undefined;
  try {
    const document: unknown = JSON.parse(value);
    if (!isMap(document) || !("Statement" in document)) return undefined;
    const statements = list(document["Statement"]);
    return statements.every(isMap) ? statements.map(jsonStatement) : undefined;
  } catch {
    return undefined;
  }
}

const isWild = (values: readonly string[]) => values.some((value) => value === "*" || value.startsWith("all except"));

/**
 * Listing a bucket under a prefix is listing that prefix: it stands beside the reading and writing of the same objects.
 */
function listing(statement: Statement): Statement {
  const [bucket, ...others] = statement.resources;
  const [condition, ...conditions] = statement.when;
  const prefixes = /^s3:prefix StringLike (.+)$/.exec(condition ?? "")?.[1]?.split(" or ");
  const isList = statement.actions.length === 1 && statement.actions[0] === "s3:ListBucket";
  if (!isList || bucket === undefined || others.length > 0 || prefixes === undefined || conditions.length > 0)
    return statement;
  return { ...statement, resources: prefixes.map((prefix) => `${bucket}/${prefix}`), when: [] };
}

/** Rows of a document. `who` stands where a statement names no principal, `on` where `*` can only mean one thing. */
function rows(
  statements: readonly Statement[],
  resource: Resource,
  references: References,
  { who, on }: { readonly who?: readonly string[]; readonly on?: string },
): readonly Grant[] {
  // the policy of a VPC endpoint grants nothing: it says what may pass
  const isGate = resource.type === "aws_vpc_endpoint";
  return statements.map(listing).flatMap((statement) => {
    const when = statement.when.map((each) => references.text(each));
    const named = (statement.principals ?? who ?? ["not understood"]).map((each) => references.text(each));
    const resources = statement.resources.map((each) =>
      each === "*" && on !== undefined ? on : references.text(each),
    );
    const isEverybody = named.some((each) => each === "everybody" || each.startsWith("all except"));
    const isPublic =
      statement.allow && isEverybody && !when.some((each) => narrowing.some((pattern) => pattern.test(each)));
    const actions = statement.actions.map((each) => references.text(each));
    const wildcards = statement.allow
      ? ([
          ...(isEverybody ? ["principal"] : []),
          ...(actions.some((each) => /^\*$|^[\w-]+:\*$|^all except/.test(each)) ? ["action"] : []),
          ...(isWild(resources) ? ["resource"] : []),
        ] as Grant["wildcards"])
      : [];
    const excepted = actions.every((each) => each.startsWith("all except"));
    return named.map((each) => ({
      who: each,
      effect: statement.allow ? (isGate ? ("lets through" as const) : ("may" as const)) : ("may not" as const),
      verbs: excepted && actions.length > 0 ? ["everything else"] : verbsOf(actions),
      actions,
      on: resources.length > 0 ? resources : [on ?? references.name(resource)],
      when,
      ...(statement.sid === undefined ? {} : { reason: statement.sid }),
      address: resource.address,
      isPublic,
      wildcards,
    }));
  });
}

/** Where a type holds its document, and on what; `identity`: it belongs to whom it names. */
const attachments: Readonly<Record<string, readonly [document: string, identity: string]>> = {
  aws_iam_role_policy: ["policy", "role"],
  aws_iam_user_policy: ["policy", "user"],
  aws_iam_group_policy: ["policy", "group"],
  aws_iam_role_policy_attachment: ["policy_arn", "role"],
  aws_iam_user_policy_attachment: ["policy_arn", "user"],
  aws_iam_group_policy_attachment: ["policy_arn", "group"],
  aws_iam_policy_attachment: ["policy_arn", ""],
  aws_ssoadmin_managed_policy_attachment: ["managed_policy_arn", "permission_set_arn"],
  aws_ssoadmin_permission_set_inline_policy: ["inline_policy", "permission_set_arn"],
};

/** A managed policy that AWS or another stack writes: its name says what is known of it. */
function managed(policyArn: unknown, who: string, resource: Resource, references: References): Grant {
  const arn = references.text(policyArn);
  const name = /:policy\/(.+)$/.exec(arn)?.[1] ?? arn;
  const isAll = /(^|\/)(AdministratorAccess|PowerUserAccess)$|FullAccess$/.test(name);
  return {
    who,
    effect: "may",
    verbs: [isAll ? "everything" : `managed policy ${name}`],
    actions: [arn],
    on: ["whatever the managed policy names"],
    when: [],
    address: resource.address,
    isPublic: false,
    wildcards: isAll ? ["action", "resource"] : [],
  };
}

function roleGrants(resource: Resource, references: References): readonly Grant[] {
  const name = references.name(resource);
  const trust = statementsOf(resource.arguments["assume_role_policy"], references);
  const inline = blocks(resource.arguments["inline_policy"]);
  return [
    ...(trust === undefined
      ? [notUnderstood(resource, "assume_role_policy")]
      : rows(trust, resource, references, { on: name })),
    ...inline.flatMap(({ policy }) => {
      const statements = statementsOf(policy, references);
      return statements === undefined
        ? [notUnderstood(resource, "inline_policy")]
        : rows(statements, resource, references, { who: [name] });
    }),
    ...list(resource.arguments["managed_policy_arns"]).map((arn) => managed(arn, name, resource, references)),
  ];
}

function attachmentGrants(resource: Resource, references: References): readonly Grant[] {
  const [document, identity] = attachments[resource.type] as readonly [string, string];
  const given = resource.arguments;
  const named =
    identity === ""
      ? [given["roles"], given["users"], given["groups"]].flatMap((each) => list(each))
      : [given[identity]];
  const who = named.map((each) => references.text(each));
  const statements = statementsOf(given[document], references);
  if (statements !== undefined) return rows(statements, resource, references, { who });
  return document.endsWith("_arn")
    ? who.map((each) => managed(given[document], each, resource, references))
    : [notUnderstood(resource, document)];
}

function permissionGrant(resource: Resource, references: References): Grant {
  const {
    principal: name,
    action,
    function_name: on,
    source_arn: arn,
    source_account: account,
    operations,
    grantee_principal: grantee,
  } = resource.arguments;
  const who = principal(/\.amazonaws\.com$/.test(String(name)) ? "service" : "AWS", references.text(name ?? grantee));
  const actions = [...words(action), ...words(operations)].map((each) => (each.includes(":") ? each : `kms:${each}`));
  const when = [arn, account].filter((each) => each !== undefined).map((each) => `called for ${references.text(each)}`);
  return {
    who,
    effect: "may",
    verbs: verbsOf(actions),
    actions,
    on: [references.text(on ?? resource.arguments["key_id"])],
    when,
    address: resource.address,
    isPublic: who === "everybody" && when.length === 0,
    wildcards: who === "everybody" ? ["principal"] : [],
  };
}

/** What a policy of a resource is on: the resource that it names, or the one that holds it. */
function subject(resource: Resource, references: References): string {
  const named = [
    "bucket",
    "repository",
    "key_id",
    "arn",
    "topic_arn",
    "queue_url",
    "secret_arn",
    "model_package_group_name",
  ]
    .map((key) => resource.arguments[key])
    .find((value) => value !== undefined);
  if (resource.type === "aws_vpc_endpoint") return `through ${references.text(resource.arguments["service_name"])}`;
  return named === undefined ? references.name(resource) : references.text(named);
}

/** Arguments of any AWS resource that hold a policy document. */
const policyArgument = /(^|_)(policy|policy_json|policy_document|resource_policy|access_policy|access_policies)$/;
/** A `policy` that is no document: a name out of a closed list, or the id of a policy. */
const notADocument = /^[\w./:-]+$/;

/** Rows of one AWS resource. */
export const awsGrants: GrantReader = (resource: Resource, references: References, _stack: Stack) => {
  if (!resource.type.startsWith("aws_")) return undefined;
  if (resource.isData) return resource.type === "aws_iam_policy_document" ? [] : undefined;
  if (resource.type === "aws_iam_role") return roleGrants(resource, references);
  if (resource.type in attachments) return attachmentGrants(resource, references);
  if (resource.type === "aws_lambda_permission" || resource.type === "aws_kms_grant") {
    return [permissionGrant(resource, references)];
  }
  // a managed policy of this stack grants where it is attached
  if (resource.type === "aws_iam_policy") {
    return statementsOf(resource.arguments["policy"], references) === undefined
      ? [notUnderstood(resource, "policy")]
      : [];
  }
  const held = Object.entries(resource.arguments).filter(
    ([key, value]) => policyArgument.test(key) && value !== undefined,
  );
  const grants: Grant[] = [];
  let found = false;
  for (const [key, value] of held) {
    for (const each of list(value)) {
      if (typeof each !== "string") continue;
      const statements = statementsOf(each, references);
      if (statements === undefined && notADocument.test(each)) continue;
      // a lifecycle policy is JSON with rules, not statements
      if (statements === undefined && /"rules"\s*:/.test(each)) continue;
      found = true;
      grants.push(
        ...(statements === undefined
          ? [notUnderstood(resource, key)]
          : rows(statements, resource, references, { on: subject(resource, references) })),
      );
    }
  }
  return found ? grants : undefined;
};
