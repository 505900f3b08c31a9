/** Where AWS keeps policies: on identities, on resources, in trusts, at the gates of endpoints, as boundaries. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, list, type Resource } from "../../readers/stack.js";
import { managedStatements, principalOf, type Statement, statementsOf, words } from "./statements.js";

/** A policy and what it is attached to. */
export interface Attached {
  /**
   * `identity`: what `who` may. `resource`: who may on the resource. `trust`: who may become the role.
   * `gate`: what may pass. `boundary`: the most that `who` may.
   */
  readonly kind: "identity" | "resource" | "trust" | "gate" | "boundary";
  /** Undefined: it cannot be read. */
  readonly statements: readonly Statement[] | undefined;
  /** The names of the identities that it belongs to. */
  readonly who: readonly string[];
  /** What `*` or a missing resource means here, as a person reads it. */
  readonly on?: string;
  /** The argument that holds it, or the ARN of a policy that is written elsewhere. */
  readonly source: string;
  readonly address: string;
}

/** Where a type holds its document, and whom it belongs to. */
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

/** A policy by its ARN: of this stack, of AWS, or of somebody else, which cannot be read. */
function byArn(value: unknown, references: References): Pick<Attached, "statements" | "source"> {
  const own = statementsOf(value, references);
  const arn = references.text(value);
  return { statements: own ?? managedStatements(arn), source: own === undefined ? arn : "policy" };
}

/** What somebody is called: a role by its name, also where the reference is to its ARN or id. */
export function identityName(value: unknown, references: References): string {
  return references.text(value).replace(/^\{(.+)\}$/, "$1");
}

function identityPolicies(resource: Resource, references: References): readonly Attached[] {
  const { arguments: given, address } = resource;
  const name = references.name(resource);
  const boundary = given["permissions_boundary"];
  const inline = blocks(given["inline_policy"]);
  const trust: Attached = {
    kind: "trust",
    statements: statementsOf(given["assume_role_policy"], references),
    who: [],
    on: name,
    source: "assume_role_policy",
    address,
  };
  return [
    ...(resource.type === "aws_iam_role" ? [trust] : []),
    ...inline.map(
      ({ policy }): Attached => ({
        kind: "identity",
        statements: statementsOf(policy, references),
        who: [name],
        source: "inline_policy",
        address,
      }),
    ),
    ...list(given["managed_policy_arns"]).map(
      (arn): Attached => ({ kind: "identity", who: [name], address, ...byArn(arn, references) }),
    ),
    ...(boundary === undefined
      ? []
      : [{ kind: "boundary" as const, who: [name], address, ...byArn(boundary, references) }]),
  ];
}

/** A permission that a resource gives one caller: of a function, of a key, of a data lake. */
function permission({ arguments: given, address }: Resource, references: References): Attached {
  const name = given["principal"] ?? given["grantee_principal"];
  const text = references.text(name);
  const principal = principalOf(/\.amazonaws\.com$/.test(text) ? "service" : "AWS", text);
  const on = references.text(given["function_name"] ?? given["key_id"]);
  const actions = [...words(given["action"]), ...words(given["operations"])];
  const test = (key: string, value: unknown) =>
    value === undefined ? [] : [{ operator: "ArnLike", key, values: [references.text(value)] }];
  const statement: Statement = {
    allow: true,
    principals: [principal],
    actions: actions.map((each) => (each.includes(":") ? each : `kms:${each}`)),
    isNotAction: false,
    resources: [],
    isNotResource: false,
    conditions: [
      ...test("aws:SourceArn", given["source_arn"]),
      ...test("aws:SourceAccount", given["source_account"]),
      ...test("aws:PrincipalOrgID", given["principal_org_id"]),
    ],
  };
  return { kind: "resource", statements: [statement], who: [], on, source: "action", address };
}

/** What a policy of a resource is on: the resource that it names, or the one that holds it. */
function subject(resource: Resource, references: References): string {
  const keys = ["bucket", "repository", "key_id", "arn", "topic_arn", "queue_url", "secret_arn"];
  const named = [...keys, "model_package_group_name"]
    .map((key) => resource.arguments[key])
    .find((value) => value !== undefined);
  if (resource.type === "aws_vpc_endpoint") return `through ${references.text(resource.arguments["service_name"])}`;
  return named === undefined ? references.name(resource) : references.text(named);
}

/** Arguments of any AWS resource that hold a policy document. */
const policyArgument = /(^|_)(policy|policy_json|policy_document|resource_policy|access_policy|access_policies)$/;
/** A `policy` that is no document: a name out of a closed list, or the id of a policy. */
const notADocument = /^[\w./:-]+$/;

function heldPolicies(resource: Resource, references: References): readonly Attached[] | undefined {
  const held = Object.entries(resource.arguments as Arguments)
    .filter(([key, value]) => policyArgument.test(key) && value !== undefined)
    .flatMap(([key, value]) => list(value).map((each) => [key, each] as const));
  const found = held.flatMap(([source, value]): readonly Attached[] => {
    if (typeof value !== "string") return [];
    const statements = statementsOf(value, references);
    // a lifecycle policy is JSON with rules, not statements
    if (statements === undefined && (notADocument.test(value) || /"rules"\s*:/.test(value))) return [];
    const kind = resource.type === "aws_vpc_endpoint" ? "gate" : "resource";
    return [{ kind, statements, who: [], on: subject(resource, references), source, address: resource.address }];
  });
  return found.length > 0 ? found : undefined;
}

/** The policies of one AWS resource; undefined where it holds none. */
export function policiesOf(resource: Resource, references: References): readonly Attached[] | undefined {
  const { type, isData, arguments: given, address } = resource;
  if (isData) return type === "aws_iam_policy_document" ? [] : undefined;
  if (type === "aws_iam_role" || type === "aws_iam_user") return identityPolicies(resource, references);
  if (type === "aws_lambda_permission" || type === "aws_kms_grant") return [permission(resource, references)];
  const attachment = attachments[type];
  if (attachment !== undefined) {
    const [document, identity] = attachment;
    const named = identity === "" ? ["roles", "users", "groups"].flatMap((key) => list(given[key])) : [given[identity]];
    const who = named.map((each) => identityName(each, references));
    const policy = document.endsWith("_arn")
      ? byArn(given[document], references)
      : { statements: statementsOf(given[document], references), source: document };
    return [{ kind: "identity", who, address, ...policy }];
  }
  // a managed policy of this stack grants where it is attached
  if (type === "aws_iam_policy") {
    const statements = statementsOf(given["policy"], references);
    return statements === undefined ? [{ kind: "identity", statements, who: [], source: "policy", address }] : [];
  }
  return heldPolicies(resource, references);
}
