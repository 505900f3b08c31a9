/** Coverage on Google Cloud: bindings on a thing, on its project, on a folder or the organization above it. */

import type { Access, AccessOfPlatform, AccessReader, Thing } from "../../readers/access.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource, type Stack } from "../../readers/stack.js";
import { type Binding, googleBindings } from "./bindings.js";
import { permissionsOf, verbOfPermission } from "./roles.js";

type Shape = readonly [kind: Thing["kind"], permissions: RegExp];

/**
 * Types of resources, and the permissions that are on them (cloud.google.com/iam/docs/permissions-reference, 2026-08).
 */
const shapes: Readonly<Record<string, Shape>> = {
  google_storage_bucket: ["store", /^storage\.(buckets|objects|managedFolders|folders|multipartUploads)\./],
  google_bigquery_dataset: ["store", /^bigquery\.(datasets|tables|models|routines|rowAccessPolicies)\./],
  google_artifact_registry_repository: ["store", /^artifactregistry\./],
  google_secret_manager_secret: ["store", /^secretmanager\.(secrets|versions)\./],
  google_logging_project_bucket_config: ["store", /^logging\.(buckets|views|logEntries|privateLogEntries)\./],
  google_kms_crypto_key: ["key", /^cloudkms\.(cryptoKeys|cryptoKeyVersions)\./],
  google_service_account: ["identity", /^iam\.(serviceAccounts|serviceAccountKeys)\./],
  google_vertex_ai_endpoint: ["endpoint", /^aiplatform\.(endpoints|deploymentResourcePools)\./],
  google_cloud_run_v2_service: ["endpoint", /^run\.(services|routes)\./],
  google_workflows_workflow: ["pipeline", /^workflows\.(workflows|executions)\./],
};

/** Whether a type of Google is one of these things. */
const isThing = (type: string): boolean => Object.hasOwn(shapes, type) || type === "google_service_account_key";

/** The models of a project: no resource makes them, and whoever may move their aliases approves. */
const models: Shape = ["registry", /^aiplatform\.models\./];

interface GoogleThing extends Thing {
  readonly permissions: RegExp;
  readonly project: string;
  /** What a condition or an argument calls it. */
  readonly id: string;
  readonly resource: Resource | undefined;
}

/** The project that a provider works in. */
function providerProject(stack: Stack, references: References): string {
  const provider = (stack.json["provider"] as Arguments | undefined)?.["google"];
  return references.text(blocks(provider)[0]?.["project"]);
}

function thingsOf(stack: Stack, references: References): readonly GoogleThing[] {
  const fallback = providerProject(stack, references);
  const project = ({ arguments: given }: Resource) => references.text(given["project"]) || fallback;
  const made = Object.entries(shapes).flatMap(([type, [kind, permissions]]) =>
    (stack.byType.get(type) ?? []).map((resource): GoogleThing => {
      const name = references.name(resource);
      const base = { kind, name, address: resource.address, permissions, id: name, resource };
      return { ...base, project: project(resource) };
    }),
  );
  const vertex = stack.resources.find(({ type, isData }) => !isData && /^google_(vertex_ai|workflows)_/.test(type));
  if (vertex === undefined) return made;
  const [kind, permissions] = models;
  const registry = { kind, name: "models of the project", address: "", permissions, id: "models", resource: undefined };
  return [...made, { ...registry, project: project(vertex) }];
}

/** What of a bucket a condition leaves: objects by their name, and listing by the prefix that is asked for. */
interface Left {
  readonly objects: readonly string[];
  readonly listing: readonly string[];
}

/**
 * The parts that a condition leaves: `resource.name.startsWith("projects/_/buckets/b/objects/data/")`, and for a list
 * the prefix that it asks for. Undefined for any other condition: it stands beside the answer as it is.
 */
function partsIn(condition: string, { id }: GoogleThing): Left | undefined {
  const [objects, listing]: [string[], string[]] = [[], []];
  for (const test of condition.split("||").map((each) => each.trim())) {
    const [, name] = /^\(?resource\.name\.startsWith\(["']([^"']*)["']\)\)?$/.exec(test) ?? [];
    const [, exact] = /^\(?resource\.name ?== ?["']([^"']*)["']\)?$/.exec(test) ?? [];
    const [, bucket, prefix] = /^projects\/_\/buckets\/([^/]+)\/objects\/(.*)$/.exec(name ?? exact ?? "") ?? [];
    const [, asked] =
      /^api\.getAttribute\("storage\.googleapis\.com\/objectListPrefix", ""\)\.startsWith\("([^"]*)"\)$/.exec(test) ??
      [];
    const [, alone] = /^projects\/_\/buckets\/([^/]+)$/.exec(exact ?? "") ?? [];
    // the bucket itself: its settings and its list, and no object
    if (alone !== undefined && alone.replace(/^\{(.+)\}$/, "$1") === id) listing.push("*");
    else if (asked !== undefined) listing.push(`${asked}*`);
    else if (bucket !== undefined && bucket.replace(/^\{(.+)\}$/, "$1") === id)
      objects.push(name === undefined ? `${prefix}` : `${prefix}*`);
    else return undefined;
  }
  return { objects, listing };
}

/** Whether a condition names another thing than this one, so that it never holds here. */
function isElsewhere(condition: string, { id, kind }: GoogleThing): boolean {
  const named = [...condition.matchAll(/projects\/_\/buckets\/([^/"']+)/g)].map(([, bucket = ""]) => bucket);
  const isOnlyNames = /^\(?resource\.name(\.startsWith\(| ?== ?)["'][^"']*["']\)?\)?$/.test(condition.trim());
  if (named.length === 0 || !isOnlyNames) return false;
  return kind !== "store" || named.every((name) => name.replace(/^\{(.+)\}$/, "$1") !== id);
}

/** What a condition leaves of one permission: a permission on the bucket itself meets no condition on objects. */
function leftFor(permission: string, { objects, listing }: Left): readonly string[] {
  if (permission === "storage.objects.list") return listing;
  return permission.startsWith("storage.objects.") ? objects : [];
}

/** Permissions that read what is in a store; the others of the kind read what it is set to. */
const reads =
  /^(storage\.objects\.get|bigquery\.tables\.(getData|export)|artifactregistry\.(repositories\.(downloadArtifacts|readViaVirtualRepository)|files\.(get|download)|dockerimages\.get)|secretmanager\.versions\.access|logging\.(views\.access|logEntries\.list|privateLogEntries\.list|buckets\.copyLogEntries))$/;

/**
 * What a bucket grants to the basic roles of its project when it is made
 * (cloud.google.com/storage/docs/access-control/iam-roles, basic roles, 2026-10).
 */
const byDefault: Readonly<Record<string, readonly string[]>> = {
  "roles/owner": ["roles/storage.legacyBucketOwner", "roles/storage.legacyObjectOwner"],
  "roles/editor": ["roles/storage.legacyBucketOwner", "roles/storage.legacyObjectOwner"],
  "roles/viewer": ["roles/storage.legacyBucketReader", "roles/storage.legacyObjectReader"],
};
const defaults = "by the bucket's default bindings, unless they were removed";

/** What a permission does with a thing: only some of what reads a store reads what is in it. */
function verbOn({ kind }: GoogleThing, permission: string): string {
  const verb = verbOfPermission(permission) ?? "not understood";
  const isContent = kind !== "store" || reads.test(permission);
  return verb === "read" && !isContent ? "view" : reads.test(permission) ? "read" : verb;
}

/** The permissions of a binding on a thing, those that only a bucket's defaults give with that beside them. */
function permissionsOn(
  { role, scope }: Binding,
  { resource, permissions }: GoogleThing,
  references: References,
  stack: Stack,
): ReadonlyArray<readonly [permission: string, when: readonly string[]]> {
  const own = (permissionsOf(role, references, stack) ?? []).filter((each) => permissions.test(each));
  const isBucket = resource?.type === "google_storage_bucket" && scope.kind === "project";
  const further = (isBucket ? (byDefault[references.text(role)] ?? []) : [])
    .flatMap((each) => permissionsOf(each, references, stack) ?? [])
    .filter((each) => !own.includes(each));
  return [...own.map((each) => [each, []] as const), ...further.map((each) => [each, [defaults]] as const)];
}

/** Who may what with each thing of a Google stack. */
function find(stack: Stack, references: References): AccessOfPlatform {
  const things = thingsOf(stack, references);
  if (things.length === 0) return { things: [], access: [] };
  const access: Access[] = [];
  const byProject = new Map<string, GoogleThing[]>();
  for (const thing of things) byProject.set(thing.project, [...(byProject.get(thing.project) ?? []), thing]);
  const byAddress = new Map(things.map((thing) => [thing.address, thing]));
  const keysOfRing = (ring: string) =>
    things.filter(({ resource }) => {
      const given = resource?.type === "google_kms_crypto_key" ? resource.arguments["key_ring"] : undefined;
      return given !== undefined && references.text(given).split("/").at(-1) === ring;
    });
  for (const resource of stack.resources) {
    for (const binding of googleBindings(resource, references, stack)) {
      const { scope } = binding;
      const covered =
        scope.kind === "project"
          ? (byProject.get(scope.name) ?? (byProject.size === 1 && /[{}]/.test(scope.name) ? things : []))
          : scope.kind === "above"
            ? things
            : scope.kind === "ring"
              ? keysOfRing(scope.name)
              : things.filter(
                  (thing) =>
                    thing.address === scope.address ||
                    (thing.resource?.type === scope.type &&
                      (thing.id === scope.name || `{${thing.id}}` === scope.name)),
                );
      for (const thing of new Set(covered)) {
        const parts = binding.condition === undefined ? undefined : partsIn(binding.condition, thing);
        if (binding.condition !== undefined && parts === undefined && isElsewhere(binding.condition, thing)) continue;
        for (const [permission, when] of permissionsOn(binding, thing, references, stack)) {
          const own = parts === undefined ? [] : leftFor(permission, parts);
          if (parts !== undefined && own.length === 0) continue;
          access.push({
            thing: { kind: thing.kind, name: thing.name, address: thing.address },
            verb: verbOn(thing, permission),
            who: binding.who,
            parts: own,
            when: [...(binding.condition === undefined || parts !== undefined ? [] : [binding.condition]), ...when],
            actions: [permission],
            addresses: [binding.address],
            isPublic: binding.isPublic,
          });
        }
      }
    }
    access.push(...keysFor(resource, byAddress, references));
  }
  return { things: things.map(({ kind, name, address }) => ({ kind, name, address })), access };
}

/** Reads who may what on Google Cloud. */
export const access: AccessReader = { isThing, dataStores: ["google_storage_bucket", "google_bigquery_dataset"], find };

/** A key of a service account: whoever holds it is the account, from anywhere, for as long as the key lives. */
function keysFor(
  { type, isData, arguments: given, address }: Resource,
  things: ReadonlyMap<string, GoogleThing>,
  references: References,
): readonly Access[] {
  if (type !== "google_service_account_key" || isData) return [];
  const target = references.target(given["service_account_id"]);
  const thing = target === undefined ? undefined : things.get(target.address);
  if (thing === undefined) return [];
  return [
    {
      thing: { kind: thing.kind, name: thing.name, address: thing.address },
      verb: "act as",
      who: "whoever holds the key",
      parts: [],
      when: [],
      actions: ["a service account key, in the state"],
      addresses: [address],
      isPublic: false,
    },
  ];
}
