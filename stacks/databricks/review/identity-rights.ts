/** Who becomes whom: groups and their members, roles on principals, tokens of other issuers, secrets, cloud roles. */
import type { References } from "../../readers/references.js";
import { blocks, list, type Resource, type Stack } from "../../readers/stack.js";
import { admins, nameOf, principalOf, resourceIn, ruleSetPrincipal } from "./principals.js";
import type { Right, Scope } from "./rights.js";
import { entitled } from "./workspace-rights.js";

type Reader = (resource: Resource, references: References, stack: Stack) => readonly Right[] | undefined;

const become = (who: string): Scope => ({ kind: "identity", who });

/** Users, groups and service principals that the stack makes: their entitlements, and no right on anything. */
const principal: Reader = (resource, references) => {
  const own = nameOf(resource, references);
  return own === undefined ? undefined : entitled(own, resource);
};

/** Whoever is in a group gets what it gets; whoever is in `admins` administers the workspace. */
const member: Reader = ({ arguments: given, address }, references, stack) => {
  const { who: group } = principalOf(given["group_id"], references, stack, "group");
  const who = principalOf(given["member_id"], references, stack);
  const base = { ...who, actions: [`member of ${group}`], address };
  if (group !== admins) return [{ ...base, verbs: ["act as"], on: group, scope: become(group) }];
  const on = "the workspace";
  return [{ ...base, verbs: ["everything"], on, scope: { kind: "workspace" }, wildcards: ["resource"] }];
};

/** A role of a principal: of the account, or an instance profile, which is a role of AWS. */
const role =
  (key: string): Reader =>
  ({ arguments: given, address }, references, stack) => {
    const who = principalOf(given[key], references, stack);
    const text = references.text(given["role"]);
    const base = { ...who, actions: [text], address };
    if (text === "account_admin")
      return [
        { ...base, verbs: ["everything"], on: "the account", scope: { kind: "account" }, wildcards: ["resource"] },
      ];
    if (
      /^arn:|instance_profile|[{}]/.test(text) ||
      resourceIn(given["role"], stack)?.type === "databricks_instance_profile"
    )
      return [{ ...base, verbs: ["act as"], on: `instance profile ${text}`, scope: { kind: "other" } }];
    return [{ ...base, verbs: undefined, on: "the account", scope: { kind: "other" } }];
  };

const instanceProfile =
  (key: string): Reader =>
  ({ arguments: given, address }, references, stack) => [
    {
      ...principalOf(given[key], references, stack),
      verbs: ["act as"],
      actions: ["instance profile"],
      on: `instance profile ${references.text(given["instance_profile_id"])}`,
      scope: { kind: "other" },
      address,
    },
  ];

/** Roles of rule sets. The provider's page databricks_access_control_rule_set (1.99.0) */
const roles: Readonly<Record<string, readonly string[]>> = {
  "roles/servicePrincipal.user": ["act as"],
  // a manager gives the role of a user, to itself as well
  "roles/servicePrincipal.manager": ["administer", "act as"],
  "roles/servicePrincipal.creator": ["create"],
  "roles/group.manager": ["administer", "act as"],
  "roles/group.assumer": ["act as"],
  "roles/group.creator": ["create"],
  "roles/marketplace.admin": ["administer"],
  "roles/billing.admin": ["administer"],
  "roles/budgetPolicy.manager": ["administer"],
  "roles/budgetPolicy.user": ["use"],
  "roles/tagPolicy.creator": ["create"],
  "roles/tagPolicy.manager": ["administer"],
  "roles/tagPolicy.assigner": ["use"],
};

/** What a rule set is on, by its name: `accounts/<id>/servicePrincipals/<application id>/ruleSets/default`. */
function ruledBy(
  name: unknown,
  references: References,
  stack: Stack,
): Pick<Right, "on" | "scope"> & { isAll: boolean } {
  const text = references.text(name);
  const [, kind, id = ""] =
    /\/(servicePrincipals|groups|budgetPolicies|tagPolicies)\/(.*)\/ruleSets\//.exec(text) ?? [];
  if (kind === undefined) return { on: "every principal of the account", scope: { kind: "other" }, isAll: true };
  if (kind !== "servicePrincipals" && kind !== "groups")
    return { on: `${kind === "tagPolicies" ? "tag" : "budget"} policy ${id}`, scope: { kind: "other" }, isAll: false };
  const target = resourceIn(String(name).replace(/^.*\/(servicePrincipals|groups)\//, ""), stack);
  const own = target === undefined ? undefined : nameOf(target, references);
  const { who } = own ?? principalOf(id, references, stack, kind === "groups" ? "group" : "service principal");
  return { on: who, scope: become(who), isAll: false };
}

const ruleSet: Reader = ({ arguments: given, address }, references, stack) => {
  const { isAll, ...on } = ruledBy(given["name"], references, stack);
  const rules = blocks(given["grant_rules"]);
  if (rules.length === 0) return undefined;
  return rules.flatMap((rule) => {
    const text = references.text(rule["role"]);
    const verbs = roles[text];
    return list(rule["principals"]).map(
      (each): Right => ({
        ...ruleSetPrincipal(each, references, stack),
        verbs,
        actions: [text],
        ...on,
        note: "replaces every other rule of it",
        ...(isAll && verbs?.includes("act as") === true ? { wildcards: ["resource"] as const } : {}),
        address,
      }),
    );
  });
};

/** Where the keys come from that sign the tokens, where it is not the issuer's own address. */
function keysOf(policy: Readonly<Record<string, unknown>>, references: References): readonly string[] {
  if (policy["jwks_json"] !== undefined) return ["signed by keys that stand in the policy"];
  return policy["jwks_uri"] === undefined ? [] : [`signed by keys of ${references.text(policy["jwks_uri"])}`];
}

/**
 * Tokens of another issuer. A subject is matched as it is written, so that one with a `*` is a mistake or an attempt:
 * it
 * is shown as a wildcard. docs.databricks.com/dev-tools/auth/oauth-federation-policy (2026-11)
 */
const federation =
  (isAccount: boolean): Reader =>
  ({ arguments: given, address }, references, stack) => {
    const [policy] = blocks(given["oidc_policy"]);
    if (policy === undefined) return undefined;
    const issuer = references.text(policy["issuer"]);
    const claim = references.text(policy["subject_claim"]) || "sub";
    const subject = references.text(policy["subject"]);
    const audiences = list(policy["audiences"]).map((each) => references.text(each));
    const when = [
      ...(audiences.length === 0 ? ["audience is the account's id"] : [`audience is ${audiences.join(" or ")}`]),
      ...keysOf(policy, references),
    ];
    const base = {
      isEverybody: false,
      verbs: ["act as"],
      actions: ["oidc_policy"],
      when,
      foreign: true as const,
      address,
    };
    if (isAccount)
      return [
        {
          ...base,
          who: `whoever ${issuer} vouches for`,
          on: `each user and service principal of the account that ${claim} names`,
          scope: { kind: "account" as const },
          wildcards: ["principal", "resource"] as const,
        },
      ];
    const target = resourceIn(given["service_principal_id"], stack);
    const own = target === undefined ? undefined : nameOf(target, references);
    const who = own?.who ?? `service principal ${references.text(given["service_principal_id"])}`;
    const isWide = subject === "" || subject.includes("*") || issuer.includes("*") || audiences.includes("*");
    return [
      {
        ...base,
        who: subject === "" ? `whoever ${issuer} vouches for` : `${claim} ${subject} of ${issuer}`,
        on: who,
        scope: become(who),
        ...(isWide ? { wildcards: ["principal"] as const } : {}),
      },
    ];
  };

/**
 * What is a principal for whoever holds it, and for how long where the stack says that. The provider's pages
 * databricks_token and databricks_obo_token (1.99.0)
 */
const held =
  (what: string, key: string | undefined, without?: string): Reader =>
  ({ arguments: given, address }, references, stack) => {
    const who =
      key === undefined ? "whoever applies" : principalOf(given[key], references, stack, "service principal").who;
    return [
      {
        who: `whoever holds the ${what}`,
        isEverybody: false,
        verbs: ["act as"],
        actions: [`a ${what}, in the state`],
        on: who,
        scope: become(who),
        ...(without === undefined ? {} : { when: [lifeOf(given["lifetime_seconds"], without)] }),
        address,
      },
    ];
  };

/** How long a token lives: a zero is not sent, as if it were not written. */
const lifeOf = (seconds: unknown, without: string): string =>
  seconds === undefined || seconds === null || seconds === 0 ? without : `for ${String(seconds)} s`;

/** A token of a git host, which the state holds where the stack does. */
const gitCredential: Reader = ({ arguments: given, address }, references) => {
  const user = references.text(given["git_username"] ?? given["git_email"]);
  return [
    {
      who: "whoever applies",
      isEverybody: false,
      verbs: ["act as"],
      actions: [`git credential${given["personal_access_token"] === undefined ? "" : ", in the state"}`],
      on: `${user === "" ? "a user" : `user ${user}`} of ${references.text(given["git_provider"])}`,
      scope: { kind: "other" },
      address,
    },
  ];
};

/** An application that users sign in to by OAuth: within its scopes it is whoever signed in. */
const oauthApp: Reader = (resource, references) => {
  const { arguments: given, address } = resource;
  const scopes = list(given["scopes"]).map((each) => references.text(each));
  return [
    {
      who: `application ${references.name(resource)}`,
      isEverybody: false,
      verbs: ["act as"],
      actions: scopes.length === 0 ? ["scopes that are not written"] : scopes,
      on: "each user of the account who signs in to it",
      scope: { kind: "other" },
      when: list(given["redirect_urls"])
        .map((each) => `redirected to ${references.text(each)}`)
        .slice(0, 5),
      foreign: true,
      ...(scopes.length === 0 || scopes.includes("all-apis") ? { wildcards: ["action"] as const } : {}),
      address,
    },
  ];
};

/** Readers by type. */
export const identityRights: Readonly<Record<string, Reader>> = {
  databricks_user: principal,
  databricks_group: principal,
  databricks_service_principal: principal,
  databricks_group_member: member,
  databricks_user_role: role("user_id"),
  databricks_group_role: role("group_id"),
  databricks_service_principal_role: role("service_principal_id"),
  databricks_user_instance_profile: instanceProfile("user_id"),
  databricks_group_instance_profile: instanceProfile("group_id"),
  databricks_access_control_rule_set: ruleSet,
  databricks_service_principal_federation_policy: federation(false),
  databricks_account_federation_policy: federation(true),
  databricks_service_principal_secret: held("secret", "service_principal_id"),
  databricks_obo_token: held("token", "application_id", "without end"),
  databricks_token: held("token", undefined, "for as long as the workspace lets a token live"),
  databricks_git_credential: gitCredential,
  databricks_custom_app_integration: oauthApp,
};
