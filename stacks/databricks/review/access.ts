/**
 * Coverage on Databricks: a privilege on a catalog or a schema counts for what stands in it, an administrator of the
 * workspace for all of its objects, and whoever may grant counts as one who may have.
 * docs.databricks.com/data-governance/unity-catalog/manage-privileges (2026-11)
 */
import type { Access, AccessOfPlatform, AccessReader, Thing } from "../../readers/access.js";
import type { References } from "../../readers/references.js";
import { blocks, type Resource, type Stack } from "../../readers/stack.js";
import { creatorsRights } from "./creators.js";
import { verbsOfLevel } from "./levels.js";
import { rightsOf } from "./permissions.js";
import { nameOf, resourceIn } from "./principals.js";
import { isAbout, opened, verbsOf } from "./privileges.js";
import type { Right, Scope } from "./rights.js";
import {
  isOpenName,
  kindOfType,
  mayReach,
  nameOfSecurable,
  reaches,
  type Securable,
  securableText,
} from "./securables.js";
import { sharedIn } from "./unity-rights.js";

type What = Thing["kind"];

/** Objects of a workspace that a page answers for, by the argument with which a permission names them. */
const objects: Readonly<Record<string, readonly [kind: What, argument: string, what: string]>> = {
  databricks_job: ["pipeline", "job_id", ""],
  databricks_pipeline: ["pipeline", "pipeline_id", ""],
  databricks_model_serving: ["endpoint", "serving_endpoint_id", ""],
  databricks_model_serving_provisioned_throughput: ["endpoint", "serving_endpoint_id", ""],
  databricks_vector_search_endpoint: ["endpoint", "vector_search_endpoint_id", ""],
  databricks_app: ["endpoint", "app_name", ""],
  databricks_mlflow_experiment: ["store", "experiment_id", "experiment "],
  databricks_mlflow_model: ["registry", "registered_model_id", ""],
  databricks_secret_scope: ["store", "secret_scope", "secrets of "],
  databricks_database_instance: ["store", "database_instance_name", "database "],
};

/** Securables that a page answers for. */
const stores: Readonly<Record<string, What>> = {
  databricks_catalog: "store",
  databricks_schema: "store",
  databricks_sql_table: "store",
  databricks_volume: "store",
  databricks_registered_model: "registry",
};

const identities = new Set(["databricks_service_principal", "databricks_group", "databricks_user"]);

interface Found {
  readonly thing: Thing;
  readonly resource: Resource;
  readonly securable?: Securable;
  /** The argument of permissions that names it. */
  readonly argument?: string;
}

function thingOf(resource: Resource, references: References, stack: Stack): Found | undefined {
  const { type, address, isData } = resource;
  if (identities.has(type)) {
    const name = nameOf(resource, references)?.who ?? resource.path;
    return { thing: { kind: "identity", name, address }, resource };
  }
  if (isData) return undefined;
  const kind = stores[type];
  const name = kind === undefined ? undefined : nameOfSecurable(resource, references, stack);
  const of = kindOfType[type];
  if (kind !== undefined && name !== undefined && of !== undefined) {
    const securable: Securable = { kind: of, name };
    return { thing: { kind, name: securableText(securable), address }, resource, securable };
  }
  const object = objects[type];
  if (object === undefined) return undefined;
  const [what, argument, prefix] = object;
  return { thing: { kind: what, name: `${prefix}${references.name(resource)}`, address }, resource, argument };
}

/** A verb on a thing, under conditions, in Databricks's words. */
type Given = readonly [verb: string, action: string, when: readonly string[]];

const whole: Readonly<Record<What, readonly string[]>> = {
  store: ["read", "write", "delete", "administer"],
  registry: ["read", "write", "approve", "delete", "administer"],
  endpoint: ["invoke", "write", "delete", "administer"],
  pipeline: ["run", "stop", "write", "delete", "administer"],
  identity: ["act as", "administer"],
  key: [],
};

const byItself = "it first grants itself that";
const named = ({ name }: Securable, { name: other }: Securable): string =>
  `${isOpenName(name) ? name : other} is known at the apply, and may be it`;

/** What of a privilege on itself, or on something above, a securable gets. */
function byPrivilege(privilege: string, on: Securable, { thing, securable }: Found): readonly Given[] {
  if (securable === undefined) return [];
  const isOwn = on.kind === securable.kind || (on.kind === "function" && securable.kind === "model");
  if (privilege === "OWNER" && isOwn) return whole[thing.kind].map((verb) => [verb, "owner", []]);
  // whoever owns what it stands in grants it, and has no privilege there until then
  if (privilege === "OWNER" || privilege === "MANAGE") {
    const action = privilege === "OWNER" ? `owner of ${securableText(on)}` : privilege;
    // an alias is set by whoever manages the model: docs.databricks.com/machine-learning/manage-model-lifecycle
    // (2026-11)
    const now = privilege === "OWNER" ? ["administer"] : ["administer", "delete", "approve"];
    return whole[thing.kind].map((verb) => [verb, action, now.includes(verb) ? [] : [byItself]]);
  }
  const isCatalogOrSchema = securable.kind === "catalog" || securable.kind === "schema";
  return opened(privilege, on.kind).flatMap((each): readonly Given[] => {
    if (!isOwn && !isAbout(each, securable.kind)) return [];
    // models of a schema are read by it, and no table or file
    if (isCatalogOrSchema && each === "EXECUTE") return [];
    return (verbsOf(each, securable.kind) ?? ["not understood"]).map((verb) => [verb, privilege, []]);
  });
}

/** A path below a location: its files are read by the location, unless a volume or a table is there. */
function byLocation(
  privilege: string,
  on: Securable,
  found: Found,
  references: References,
  stack: Stack,
): readonly Given[] {
  const path = references.text(found.resource.arguments["storage_location"]);
  if (path === "" || (on.kind !== "external_location" && on.kind !== "storage_credential")) return [];
  const holds = (stack.byType.get("databricks_external_location") ?? []).some((each) => {
    const key = on.kind === "external_location" ? "name" : "credential_name";
    const url = references.text(each.arguments["url"]).replace(/\/$/, "");
    return references.text(each.arguments[key]).toLowerCase() === on.name && `${path}/`.startsWith(`${url}/`);
  });
  if (!holds && !isOpenName(on.name)) return [];
  const when = ["by its path, where the location is asked and not the volume"];
  const all =
    privilege === "OWNER" || privilege === "MANAGE" ? ["READ_FILES", "WRITE_FILES"] : opened(privilege, on.kind);
  return all
    .filter((each) => /^(READ|WRITE)_FILES$/.test(each))
    .flatMap((each) => (verbsOf(each, on.kind) ?? []).map((verb): Given => [verb, privilege, when]));
}

/** What recipients of a share read: what the share lists. */
function byShare(on: Securable, { securable }: Found, references: References, stack: Stack): readonly Given[] {
  if (on.kind !== "share" || securable === undefined) return [];
  const share = (stack.byType.get("databricks_share") ?? []).find(
    (each) => references.text(each.arguments["name"]).toLowerCase() === on.name,
  );
  const isShared = share !== undefined && sharedIn(share, references).some((each) => reaches(each, securable));
  return isShared ? [["read", `share ${on.name}`, []]] : [];
}

function onSecurable(
  { securable: on, privileges }: Extract<Scope, { kind: "securable" }>,
  found: Found,
  references: References,
  stack: Stack,
): readonly Given[] {
  const { securable } = found;
  if (securable === undefined) return [];
  const isCovered = reaches(on, securable);
  const maybe = !isCovered && mayReach(on, securable) ? [named(on, securable)] : [];
  return privileges.flatMap((privilege) => [
    ...(isCovered || maybe.length > 0
      ? byPrivilege(privilege, on, found).map(([verb, action, when]): Given => [verb, action, [...when, ...maybe]])
      : []),
    ...byLocation(privilege, on, found, references, stack),
    ...(privilege === "SELECT" ? byShare(on, found, references, stack) : []),
  ]);
}

/** What a level on an object gives; the object is named by a reference, by its name, or by what an apply tells. */
function onObject(scope: Extract<Scope, { kind: "object" }>, found: Found, references: References): readonly Given[] {
  const { argument, target, id, level } = scope;
  if (found.argument !== argument) return [];
  const isIt = target === found.resource || (target === undefined && id === references.name(found.resource));
  const isOpen = target === undefined && isOpenName(id);
  if (!isIt && !isOpen) return [];
  const verbs =
    argument === "secret_scope"
      ? { READ: ["read"], WRITE: ["read", "write", "delete"], MANAGE: whole.store }[level]
      : verbsOfLevel(argument, level);
  const when = isIt ? [] : [`${id} is known at the apply, and may be it`];
  // whoever manages a database is a superuser of it
  const own = argument === "database_instance_name" && level === "CAN_MANAGE" ? whole.store : verbs;
  return (own ?? ["not understood"]).map((verb) => [verb, level, when]);
}

/** Whoever may change a job may change what runs as the identity of that job. */
function throughJobs(
  { argument, target, level }: Extract<Scope, { kind: "object" }>,
  { thing }: Found,
  references: References,
  stack: Stack,
): readonly Given[] {
  if ((argument !== "job_id" && argument !== "pipeline_id") || !/^(CAN_MANAGE|IS_OWNER)$/.test(level)) return [];
  const [as] = target === undefined ? [] : blocks(target.arguments["run_as"]);
  const who = Object.values(as ?? {}).map((each) => resourceIn(each, stack));
  const isIt = who.some((each) => each !== undefined && nameOf(each, references)?.who === thing.name);
  return isIt ? [["act as", `${level} of a job that runs as it`, []]] : [];
}

/** Whether administrators of the workspace may become its service principals: a setting of the stack says not. */
const isRestricted = (stack: Stack): boolean =>
  (stack.byType.get("databricks_restrict_workspace_admins_setting") ?? []).some(({ arguments: given }) =>
    blocks(given["restrict_workspace_admins"]).some(({ status }) => status === "RESTRICT_TOKENS_AND_JOB_RUN_AS"),
  );

function given(right: Right, found: Found, references: References, stack: Stack): readonly Given[] {
  const { scope } = right;
  const [action = ""] = right.actions;
  const { thing, argument, resource } = found;
  if (scope.kind === "securable") return onSecurable(scope, found, references, stack);
  if (scope.kind === "identity")
    return thing.kind === "identity" && thing.name === scope.who
      ? (right.verbs ?? ["not understood"]).map((verb) => [verb, action, []])
      : [];
  if (scope.kind === "object")
    return thing.kind === "identity"
      ? throughJobs(scope, found, references, stack)
      : onObject(scope, found, references);
  const isPrincipal = resource.type === "databricks_service_principal";
  if (scope.kind === "workspace") {
    if (argument !== undefined) return whole[thing.kind].map((verb) => [verb, action, []]);
    return isPrincipal && !isRestricted(stack) ? [["act as", action, []]] : [];
  }
  if (scope.kind === "account")
    return right.verbs?.includes("everything") === true
      ? whole[thing.kind].map((verb) => [verb, action, thing.kind === "identity" ? [] : [byItself]])
      : thing.kind === "identity" && resource.type !== "databricks_group"
        ? [["act as", action, right.when ?? []]]
        : [];
  return [];
}

/** Rows without those that hold only under conditions, where the same somebody may the same without any. */
function withoutWeaker(rows: readonly Access[]): readonly Access[] {
  const key = ({ thing, verb, who }: Access) => JSON.stringify([thing.address, verb, who]);
  const always = new Set(rows.filter(({ when }) => when.length === 0).map(key));
  return rows.filter((row) => row.when.length === 0 || !always.has(key(row)));
}

/** Who may what with each thing of a stack on Databricks. */
function find(stack: Stack, references: References): AccessOfPlatform {
  const all = stack.resources.flatMap((each) => thingOf(each, references, stack) ?? []);
  // data sources are principals that somebody may become, and nothing is granted on the others
  if (all.every(({ resource }) => resource.isData)) return { things: [], access: [] };
  const rights = stack.resources.flatMap((each) => {
    const found = rightsOf(each, references, stack);
    const written = found === undefined || found === "unread" ? [] : found;
    return [...written, ...creatorsRights(each, references, stack)];
  });
  const access = rights.flatMap((right) =>
    all.flatMap((found) =>
      given(right, found, references, stack).map(([verb, action, when]): Access => {
        const own = right.scope.kind === "identity" ? (right.when ?? []) : [];
        return {
          thing: found.thing,
          verb,
          who: right.who,
          parts: [],
          when: [...own, ...when],
          actions: [action],
          addresses: [right.address],
          isPublic: false,
          ...(right.scope.kind === "identity" && right.scope.isService === true ? { isService: true as const } : {}),
        };
      }),
    ),
  );
  const isUsed = new Set(access.map(({ thing }) => thing.address));
  const things = all.filter(({ resource, thing }) =>
    resource.isData || resource.type === "databricks_user" ? isUsed.has(thing.address) : true,
  );
  return { things: things.map(({ thing }) => thing), access: withoutWeaker(access) };
}

const types: ReadonlySet<string> = new Set([...Object.keys(objects), ...Object.keys(stores), ...identities]);

/** Reads who may what on Databricks. */
export const access: AccessReader = {
  isThing: (type) => types.has(type),
  dataStores: [
    "databricks_volume",
    "databricks_sql_table",
    "databricks_schema",
    "databricks_catalog",
    "databricks_database_instance",
  ],
  find,
};
