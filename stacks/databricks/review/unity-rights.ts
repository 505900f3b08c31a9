/** Rights in Unity Catalog: grants, owners, what is shared with other accounts, and grants of the older metastore. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, list, type Resource, type Stack } from "../../readers/stack.js";
import { principalOf } from "./principals.js";
import { isOnContent, spelled, verbsOf } from "./privileges.js";
import type { Right } from "./rights.js";
import { kindOfType, nameOfSecurable, type Securable, securableOf, securableText, wholeName } from "./securables.js";

type Reader = (resource: Resource, references: References, stack: Stack) => readonly Right[] | undefined;

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** The verbs of several privileges; undefined where one of them is not known. */
function verbsOfAll(privileges: readonly string[], { kind }: Securable): readonly string[] | undefined {
  const found = privileges.map((each) => verbsOf(each, kind));
  return found.some((each) => each === undefined) ? undefined : unique(found.flatMap((each) => each ?? []));
}

/** Principals of a share are recipients: another account, or whoever holds a token. */
function grantee(value: unknown, { kind }: Securable, references: References, stack: Stack) {
  if (kind !== "share") return { ...principalOf(value, references, stack), isForeign: false };
  return { who: `recipient ${references.text(value)}`, isEverybody: false, isForeign: true };
}

/** One right for each privilege: what is granted together is still granted one by one. */
function granted(
  principal: unknown,
  privileges: unknown,
  securable: Securable,
  note: string | undefined,
  { address }: Resource,
  references: References,
  stack: Stack,
): Right {
  const { who, isEverybody, isForeign } = grantee(principal, securable, references, stack);
  const given = list(privileges).map((each) => spelled(references.text(each)));
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(given.includes("MANAGE") ? ["it may grant itself every privilege there"] : []),
  ];
  return {
    who,
    isEverybody,
    verbs: verbsOfAll(given, securable),
    actions: given,
    on: securableText(securable),
    scope: { kind: "securable", securable, privileges: given },
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
    ...(isForeign ? { foreign: true as const } : {}),
    wildcards: [
      ...(given.includes("ALL_PRIVILEGES") ? (["action"] as const) : []),
      ...(given.some((each) => isOnContent(each, securable.kind)) ? (["resource"] as const) : []),
    ],
    address,
  };
}

const grant: Reader = (resource, references, stack) => {
  const { arguments: given } = resource;
  const securable = securableOf(given, references, stack);
  if (securable === undefined || given["principal"] === undefined) return undefined;
  return [granted(given["principal"], given["privileges"], securable, undefined, resource, references, stack)];
};

const grants: Reader = (resource, references, stack) => {
  const { arguments: given } = resource;
  const securable = securableOf(given, references, stack);
  const all = blocks(given["grant"]);
  if (securable === undefined || all.length === 0) return undefined;
  const note = "replaces every other grant on it";
  return all.map(({ principal, privileges }) =>
    granted(principal, privileges, securable, note, resource, references, stack),
  );
};

/** Whoever owns a securable has every privilege on it, and grants what stands below. */
export function owner(resource: Resource, references: References, stack: Stack): readonly Right[] {
  const { type, arguments: given, address } = resource;
  const kind = kindOfType[type];
  const name = nameOfSecurable(resource, references, stack);
  if (kind === undefined || name === undefined || given["owner"] === undefined) return [];
  const securable: Securable = { kind, name };
  return [
    {
      ...principalOf(given["owner"], references, stack),
      verbs: ["everything"],
      actions: ["owner"],
      on: securableText(securable),
      scope: { kind: "securable", securable, privileges: ["OWNER"] },
      ...(kind === "catalog" || kind === "schema" || kind === "metastore"
        ? { note: "it may grant itself every privilege on what stands below" }
        : {}),
      address,
    },
  ];
}

/**
 * Words of the older metastore that Unity Catalog does not have. docs.databricks.com/data-governance/table-acls
 * (2026-11)
 */
const ofHive: Readonly<Record<string, readonly string[]>> = {
  CREATE: ["create"],
  USAGE: ["use"],
  READ_METADATA: ["view"],
  CREATE_NAMED_FUNCTION: ["create"],
  MODIFY_CLASSPATH: ["administer"],
};

/** Grants on tables of the older metastore. */
const sqlPermissions: Reader = ({ arguments: given, address }, references, stack) => {
  const everything = given["any_file"] === true || given["catalog"] === true;
  const [key, value] = ["database", "table", "view"]
    .map((each) => [each, given[each]] as const)
    .find(([, each]) => each !== undefined) ?? ["", undefined];
  const on =
    given["any_file"] === true
      ? "every file that a cluster reaches"
      : given["catalog"] === true
        ? "every table of the older metastore"
        : given["anonymous_function"] === true
          ? "anonymous functions"
          : `${key} ${references.text(value)} of the older metastore`;
  const all = blocks(given["privilege_assignments"]);
  if (all.length === 0) return undefined;
  return all.map(({ principal, privileges }): Right => {
    const own = list(privileges).map((each) => spelled(references.text(each)));
    const verbs = own.map((each) => ofHive[each] ?? verbsOf(each, "table"));
    return {
      ...principalOf(principal, references, stack),
      verbs: verbs.some((each) => each === undefined) ? undefined : unique(verbs.flatMap((each) => each ?? [])),
      actions: own,
      on,
      scope: { kind: "other" },
      note: "replaces every other grant on it",
      wildcards: [
        ...(own.includes("ALL_PRIVILEGES") ? (["action"] as const) : []),
        ...(everything ? (["resource"] as const) : []),
      ],
      address,
    };
  });
};

/** What each kind of policy takes from a table. docs.databricks.com/data-governance/unity-catalog/abac (2026-11) */
const policies: Readonly<Record<string, readonly [what: string, block: string]>> = {
  POLICY_TYPE_ROW_FILTER: ["rows", "row_filter"],
  POLICY_TYPE_COLUMN_MASK: ["columns", "column_mask"],
};

/**
 * A policy by tags: it takes rows or columns from those it is for, and whoever is excepted sees them all. Who may read
 * the tables at all is granted apart.
 */
const policyInfo: Reader = ({ arguments: given, address }, references, stack) => {
  const known = policies[references.text(given["policy_type"])];
  const to = list(given["to_principals"]);
  const kind = references.text(given["on_securable_type"]).toLowerCase();
  const name = wholeName(given["on_securable_fullname"], references, stack);
  if (known === undefined || to.length === 0 || kind === "" || name === "") return undefined;
  const [what, block] = known;
  const [by = {}] = blocks(given[block]);
  const functionName = wholeName(by["function_name"], references, stack);
  const conditions = [given["when_condition"], ...blocks(given["match_columns"]).map(({ condition }) => condition)]
    .filter((each) => each !== undefined)
    .map((each) => references.text(each));
  const base = {
    verbs: ["read"],
    on: `${what} of ${kind} ${name} that ${functionName} hides`,
    scope: { kind: "other" as const },
    when: unique(conditions),
    address,
  };
  return [
    ...to.map(
      (each): Right => ({ ...base, ...principalOf(each, references, stack), effect: "may not", actions: [block] }),
    ),
    ...list(given["except_principals"]).map(
      (each): Right => ({ ...base, ...principalOf(each, references, stack), actions: ["except_principals"] }),
    ),
  ];
};

/** Cloud identities by which Unity Catalog reads and writes: what a credential holds, and how it is called. */
const cloudIdentities: ReadonlyArray<readonly [block: string, key: string, what: string]> = [
  ["aws_iam_role", "role_arn", "role"],
  ["azure_managed_identity", "access_connector_id", "access connector"],
  ["azure_service_principal", "application_id", "application"],
  ["databricks_gcp_service_account", "email", "service account"],
  ["gcp_service_account_key", "email", "service account"],
  ["cloudflare_api_token", "access_key_id", "access key"],
];

/** Whoever uses a credential acts as an identity of the cloud, which the cloud must trust. */
const credential: Reader = (resource, references, stack) => {
  const { arguments: given, address } = resource;
  const name = nameOfSecurable(resource, references, stack) ?? resource.path;
  const identities = cloudIdentities.flatMap(([block, key, what]) =>
    blocks(given[block]).map((each): Right => {
      const text = references.text(each[key]);
      return {
        who: `whoever may use credential ${name}`,
        isEverybody: false,
        verbs: ["act as"],
        actions: [block],
        on: text === "" ? `a ${what} of the cloud` : `${what} ${text}`,
        scope: { kind: "other" },
        when: ["the cloud trusts Databricks with it"],
        address,
      };
    }),
  );
  return [...identities, ...owner(resource, references, stack)];
};

/** A share holds what its recipients read; who they are is granted apart. */
const onlyOwner: Reader = (resource, references, stack) => owner(resource, references, stack);

/** Readers by type. */
export const unityRights: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(Object.keys(kindOfType).map((type) => [type, onlyOwner])),
  databricks_grant: grant,
  databricks_grants: grants,
  databricks_sql_permissions: sqlPermissions,
  databricks_policy_info: policyInfo,
  databricks_storage_credential: credential,
  databricks_metastore_data_access: credential,
  databricks_credential: credential,
};

/** What a share gives to whoever may read it. */
export const sharedIn = (
  { arguments: given }: { readonly arguments: Arguments },
  references: References,
): readonly Securable[] =>
  blocks(given["object"]).map((each) => {
    const kind = references.text(each["data_object_type"]).toLowerCase();
    const name = references.text(each["name"]).toLowerCase();
    return { kind: kind === "schema" || kind === "volume" || kind === "model" ? kind : "table", name };
  });
