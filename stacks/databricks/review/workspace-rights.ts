/** Rights in a workspace: permissions on its objects, who is in it, what they may start, secrets, apps, jobs. */
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../readers/stack.js";
import { objectArguments, objectText, verbsOfLevel } from "./levels.js";
import { type Kind, principalOf, resourceIn } from "./principals.js";
import { spelled, verbsOf } from "./privileges.js";
import type { Right } from "./rights.js";
import { type Securable, securableText, wholeName } from "./securables.js";

type Reader = (resource: Resource, references: References, stack: Stack) => readonly Right[] | undefined;

const whoOf: ReadonlyArray<readonly [key: string, kind: Kind]> = [
  ["user_name", "user"],
  ["group_name", "group"],
  ["service_principal_name", "service principal"],
];

/** Who a block names, by the argument that it uses. */
function named(given: Arguments, references: References, stack: Stack) {
  const [key, kind] = whoOf.find(([each]) => given[each] !== undefined) ?? [];
  return key === undefined ? undefined : principalOf(given[key], references, stack, kind);
}

/** A level on an object, as a right. */
function onObject(
  argument: string,
  value: unknown,
  level: string,
  references: References,
  stack: Stack,
): Pick<Right, "verbs" | "actions" | "on" | "scope"> {
  const id = references.text(value);
  const target = resourceIn(value, stack);
  const name = target === undefined ? id : references.name(target);
  return {
    verbs: verbsOfLevel(argument, level),
    actions: [level],
    on: `${objectText(argument)} ${name}`,
    scope: { kind: "object", argument, target, id, level },
  };
}

const permissions: Reader = ({ arguments: given, address }, references, stack) => {
  const argument = objectArguments.find((each) => given[each] !== undefined);
  const entries = blocks(given["access_control"]);
  if (argument === undefined || entries.length === 0) return undefined;
  return entries.map((entry): Right => {
    const level = references.text(entry["permission_level"]);
    return {
      ...(named(entry, references, stack) ?? { who: "not understood", isEverybody: false }),
      ...onObject(argument, given[argument], level, references, stack),
      note:
        argument === "authorization"
          ? "whoever holds a token or a password is its user, from wherever the workspace answers"
          : "replaces every other permission on it",
      ...(argument === "registered_model_id" && references.text(given[argument]) === "root"
        ? { wildcards: ["resource"] as const }
        : {}),
      address,
    };
  });
};

/** Whether a list of workspace permissions makes an administrator; undefined where it holds another word. */
function assigned(value: unknown, references: References): "ADMIN" | "USER" | undefined {
  const given = list(value).map((each) => references.text(each));
  if (given.length === 0 || given.some((each) => each !== "ADMIN" && each !== "USER")) return undefined;
  return given.includes("ADMIN") ? "ADMIN" : "USER";
}

/** Who is in a workspace, and who administers it. */
const assignment: Reader = ({ arguments: given, address }, references, stack) => {
  const who = named(given, references, stack) ?? principalOf(given["principal_id"], references, stack);
  const level = assigned(given["permissions"], references);
  const id = references.text(given["workspace_id"]);
  const on = id === "" ? "the workspace" : `workspace ${id}`;
  const base = { ...who, on, address };
  if (level === "ADMIN")
    return [
      { ...base, verbs: ["everything"], actions: ["ADMIN"], scope: { kind: "workspace" }, wildcards: ["resource"] },
    ];
  const actions = list(given["permissions"]).map((each) => references.text(each));
  return [{ ...base, verbs: level === "USER" ? ["use"] : undefined, actions, scope: { kind: "other" } }];
};

/**
 * What whoever has it may start, whatever permissions on objects say. docs.databricks.com/admin/users-groups (2026-11)
 */
const entitlements: ReadonlyArray<readonly [key: string, verb: string, what: string, note?: string]> = [
  ["allow_cluster_create", "run", "clusters of the workspace", "of any size: no cluster policy holds whoever has it"],
  ["allow_instance_pool_create", "create", "instance pools of the workspace"],
  ["databricks_sql_access", "use", "SQL of the workspace"],
  ["workspace_access", "use", "the workspace"],
];

/** Entitlements of somebody: those that are on. */
export function entitled(
  who: Pick<Right, "who" | "isEverybody">,
  { arguments: given, address }: Resource,
): readonly Right[] {
  return entitlements.flatMap(([key, verb, on, note]): readonly Right[] => {
    const value = given[key];
    if (value !== true && (typeof value !== "string" || value === "false")) return [];
    return [
      {
        ...who,
        verbs: [verb],
        actions: [key],
        on,
        scope: { kind: "other" },
        ...(note === undefined ? {} : { note, wildcards: ["resource"] as const }),
        address,
      },
    ];
  });
}

const ownEntitlements: Reader = (resource, references, stack) => {
  const { arguments: given } = resource;
  const key = ["user_id", "group_id", "service_principal_id"].find((each) => given[each] !== undefined);
  if (key === undefined) return undefined;
  return entitled(principalOf(given[key], references, stack), resource);
};

const ofSecrets: Readonly<Record<string, readonly string[]>> = {
  READ: ["read"],
  WRITE: ["read", "write", "delete"],
  MANAGE: ["read", "write", "delete", "administer"],
};

function onScope(scope: unknown, permission: string, references: References, stack: Stack) {
  const target = resourceIn(scope, stack);
  const id = target === undefined ? references.text(scope) : references.name(target);
  return {
    verbs: ofSecrets[permission],
    actions: [permission],
    on: `secrets of ${id}`,
    scope: { kind: "object" as const, argument: "secret_scope", target, id, level: permission },
  };
}

const secretAcl: Reader = ({ arguments: given, address }, references, stack) => [
  {
    ...principalOf(given["principal"], references, stack),
    ...onScope(given["scope"], references.text(given["permission"]), references, stack),
    address,
  },
];

const secretScope: Reader = (resource, references, stack) => {
  const { arguments: given, address } = resource;
  if (given["initial_manage_principal"] === undefined) return [];
  const self = `\${${address}.id}`;
  return [
    {
      ...principalOf(given["initial_manage_principal"], references, stack),
      ...onScope(self, "MANAGE", references, stack),
      address,
    },
  ];
};

/** What an app's own service principal may: each resource is a right, given by the platform. */
const app: Reader = ({ arguments: given, address, ...rest }, references, stack) => {
  const name = references.text(given["name"]) || rest.path;
  const who = { who: `app ${name}`, isEverybody: false };
  const levelled: ReadonlyArray<readonly [block: string, argument: string, key: string]> = [
    ["job", "job_id", "id"],
    ["serving_endpoint", "serving_endpoint_id", "name"],
    ["sql_warehouse", "sql_endpoint_id", "id"],
  ];
  const own = blocks(given["resources"]).flatMap((each): readonly Right[] => {
    for (const [block, argument, key] of levelled)
      for (const one of blocks(each[block]))
        return [
          { ...who, ...onObject(argument, one[key], references.text(one["permission"]), references, stack), address },
        ];
    for (const one of blocks(each["secret"]))
      return [{ ...who, ...onScope(one["scope"], references.text(one["permission"]), references, stack), address }];
    for (const one of blocks(each["uc_securable"])) return [ofSecurable(who, one, address, references, stack)];
    const words = Object.keys(each).filter((key) => key !== "name" && key !== "description");
    return [
      {
        ...who,
        verbs: undefined,
        actions: words,
        on: `resource ${references.text(each["name"])}`,
        scope: { kind: "other" },
        address,
      },
    ];
  });
  const scopes = list(given["user_api_scopes"]).map((each) => references.text(each));
  if (scopes.length === 0) return own;
  const on = "whoever signs in to the app";
  return [
    ...own,
    { ...who, verbs: ["act as"], actions: scopes, on, scope: { kind: "other" }, when: ["while they use it"], address },
  ];
};

function ofSecurable(
  who: Pick<Right, "who" | "isEverybody">,
  given: Arguments,
  address: string,
  references: References,
  stack: Stack,
): Right {
  const kind = references.text(given["securable_type"]).toLowerCase();
  const kinds: Readonly<Record<string, Securable["kind"]>> = {
    volume: "volume",
    table: "table",
    function: "function",
    connection: "foreign_connection",
  };
  const securable: Securable = {
    kind: kinds[kind] ?? "table",
    name: wholeName(given["securable_full_name"], references, stack),
  };
  const privilege = spelled(references.text(given["permission"]));
  return {
    ...who,
    verbs: verbsOf(privilege, securable.kind),
    actions: [privilege],
    on: securableText(securable),
    scope: { kind: "securable", securable, privileges: [privilege] },
    address,
  };
}

/** As whom code runs that others start: whoever is named, or whoever applies, who made it. */
function runsAs(what: string, why: string): Reader {
  return (resource, references, stack) => {
    const { arguments: given, address } = resource;
    const [block] = blocks(given["run_as"]);
    const self = { who: `${what} ${references.name(resource)}`, isEverybody: false };
    const as = block === undefined ? undefined : named(block, references, stack);
    if (block !== undefined && as === undefined) return undefined;
    const on = as?.who ?? "whoever applies";
    const actions = [as === undefined ? why : "run_as"];
    return [
      { ...self, verbs: ["act as"], actions, on, scope: { kind: "identity", who: on, isService: true }, address },
    ];
  };
}

/** A dashboard that is published with its publisher's rights shows what those read to whoever may view it. */
const dashboard: Reader = (resource, references) => {
  const { arguments: given, address } = resource;
  // the provider's default is true (1.99.0)
  if (given["embed_credentials"] === false) return [];
  return [
    {
      who: `whoever may view dashboard ${references.name(resource)}`,
      isEverybody: false,
      verbs: ["read"],
      actions: ["embed_credentials"],
      on: "what whoever applies may read",
      scope: { kind: "other" },
      address,
    },
  ];
};

/**
 * What administrators of a workspace may beside its objects: with `ALLOW_ALL` they become any service principal of it.
 */
const adminsSetting: Reader = ({ arguments: given, address }, references) => {
  const [block] = blocks(given["restrict_workspace_admins"]);
  const status = references.text(block?.["status"]);
  if (status === "RESTRICT_TOKENS_AND_JOB_RUN_AS") return [];
  return [
    {
      who: "group admins",
      isEverybody: false,
      verbs: status === "ALLOW_ALL" ? ["act as"] : undefined,
      actions: [status],
      on: "every service principal of the workspace",
      scope: { kind: "workspace" },
      wildcards: ["resource"],
      address,
    },
  ];
};

/** Settings of a workspace: the one of IP lists is reach; what the others let is not known here. */
const workspaceConf: Reader = ({ arguments: given, address }) => {
  const keys = Object.keys(isMap(given["custom_config"]) ? given["custom_config"] : {});
  const others = keys.filter((key) => key !== "enableIpAccessLists");
  if (others.length === 0) return [];
  const who = { who: "every user of the workspace (users)", isEverybody: true };
  return [{ ...who, verbs: undefined, actions: others, on: "the workspace", scope: { kind: "other" }, address }];
};

/** Readers by type. */
export const workspaceRights: Readonly<Record<string, Reader>> = {
  databricks_permissions: permissions,
  databricks_permission_assignment: assignment,
  databricks_mws_permission_assignment: assignment,
  databricks_entitlements: ownEntitlements,
  databricks_secret_acl: secretAcl,
  databricks_secret_scope: secretScope,
  databricks_app: app,
  databricks_job: runsAs("job", "its creator"),
  databricks_pipeline: runsAs("pipeline", "its creator"),
  databricks_model_serving: runsAs("serving endpoint", "its creator, for as long as it exists"),
  databricks_model_serving_provisioned_throughput: runsAs("serving endpoint", "its creator, for as long as it exists"),
  databricks_dashboard: dashboard,
  databricks_restrict_workspace_admins_setting: adminsSetting,
  databricks_workspace_conf: workspaceConf,
};
