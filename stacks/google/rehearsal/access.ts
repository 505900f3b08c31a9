/**
 * What a principal of the synthesized stack may do with Cloud Storage, by the grants that the stack gives it: roles as
 * the permissions that they hold, conditions evaluated as the CEL that they are.
 */
import { CelScalar, celMethod, isCelError, run } from "@bufbuild/cel";
import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";

/**
 * Permissions of predefined roles on what a bucket holds.
 * docs.cloud.google.com/storage/docs/access-control/iam-roles (2026-11)
 */
const predefined: Readonly<Record<string, readonly string[]>> = {
  "roles/storage.objectViewer": [
    "storage.folders.get",
    "storage.folders.list",
    "storage.managedFolders.get",
    "storage.managedFolders.list",
    "storage.objects.get",
    "storage.objects.list",
  ],
  "roles/storage.objectUser": [
    "storage.folders.create",
    "storage.folders.delete",
    "storage.folders.get",
    "storage.folders.list",
    "storage.folders.rename",
    "storage.managedFolders.create",
    "storage.managedFolders.delete",
    "storage.managedFolders.get",
    "storage.managedFolders.list",
    "storage.multipartUploads.abort",
    "storage.multipartUploads.create",
    "storage.multipartUploads.list",
    "storage.multipartUploads.listParts",
    "storage.objects.create",
    "storage.objects.delete",
    "storage.objects.get",
    "storage.objects.list",
    "storage.objects.move",
    "storage.objects.restore",
    "storage.objects.update",
  ],
  "roles/storage.objectCreator": [
    "storage.folders.create",
    "storage.managedFolders.create",
    "storage.multipartUploads.abort",
    "storage.multipartUploads.create",
    "storage.multipartUploads.listParts",
    "storage.objects.create",
  ],
};

/** Requests that are about a bucket, also where they name a prefix; all others are about an object. */
const onBucket = /^storage\.(buckets\.|objects\.list$|multipartUploads\.list$)/;

/** What a request is about. */
export interface StorageTarget {
  readonly bucket: string;
  /** Name of an object. @default - the bucket itself */
  readonly object?: string;
  /** Prefix of a listing. @default - none was named */
  readonly prefix?: string;
}

interface Grant {
  /** All buckets of the project where there is none. */
  readonly bucket?: string;
  readonly permissions: readonly string[];
  readonly condition?: string;
}

/** `api.getAttribute`. docs.cloud.google.com/iam/docs/conditions-attribute-reference (2026-11) */
function getAttribute(prefix: string | undefined) {
  const { DYN, STRING } = CelScalar;
  return celMethod("getAttribute", DYN, [STRING, STRING], STRING, (key, otherwise) =>
    key === "storage.googleapis.com/objectListPrefix" && prefix !== undefined ? prefix : otherwise,
  );
}

function holds(condition: string, permission: string, { bucket, object, prefix }: StorageTarget): boolean {
  const name = `projects/_/buckets/${bucket}`;
  const isBucket = object === undefined || onBucket.test(permission);
  const resource = {
    name: isBucket ? name : `${name}/objects/${object}`,
    type: `storage.googleapis.com/${isBucket ? "Bucket" : "Object"}`,
    service: "storage.googleapis.com",
  };
  const answer = run(condition, { resource, api: {} }, { funcs: [getAttribute(prefix)] });
  if (isCelError(answer) || typeof answer !== "boolean") {
    throw new Error(`condition ${condition} cannot be evaluated: ${String(answer)}`);
  }
  return answer;
}

/** The address of the account with this id, as the references of the stack resolve to it. */
export function emailOf(json: Synthesized, accountId: string): string {
  const account = resourcesOf(json).find(
    ({ type, arguments: given }) => type === "google_service_account" && given["account_id"] === accountId,
  );
  if (account === undefined) throw new Error(`the stack has no service account ${accountId}`);
  return resolveReferences(json, `\${${account.address}.email}`);
}

/** The grants of one account, user or group on buckets and on the project. */
export class GoogleAccess {
  private readonly grants: readonly Grant[];

  /** An account by its address; another member with its kind, such as `group:ml@example.com`. */
  constructor(
    json: Synthesized,
    readonly account: string,
  ) {
    const asMember = account.includes(":") ? account : `serviceAccount:${account}`;
    const resources = resourcesOf(json);
    const given = (type: string) =>
      resources
        .filter((resource) => resource.type === type)
        .map((resource) => JSON.parse(resolveReferences(json, JSON.stringify(resource.arguments))));
    const custom = new Map<string, readonly string[]>(
      given("google_project_iam_custom_role").map(({ project, role_id, permissions }) => [
        `projects/${project}/roles/${role_id}`,
        permissions,
      ]),
    );
    const read = ({
      bucket,
      role,
      condition,
    }: {
      bucket?: string;
      role: string;
      condition?: { expression: string };
    }) => {
      const permissions = custom.get(role) ?? predefined[role];
      const isAboutStorage = bucket !== undefined || role.startsWith("roles/storage.");
      if (permissions === undefined && isAboutStorage) throw new Error(`role ${role} is not read`);
      return { bucket, permissions: permissions ?? [], condition: condition?.expression };
    };
    this.grants = [...given("google_storage_bucket_iam_member"), ...given("google_project_iam_member")]
      .filter(({ member }) => member === asMember)
      .map(read);
    if (!this.grants.some(({ bucket }) => bucket)) throw new Error(`account ${account} has no grant on a bucket`);
  }

  /** Whether a permission is granted on what a request is about. */
  may(permission: string, target: StorageTarget): boolean {
    return this.grants.some(
      ({ bucket, permissions, condition }) =>
        (bucket === undefined || bucket === target.bucket) &&
        permissions.includes(permission) &&
        (condition === undefined || holds(condition, permission, target)),
    );
  }

  /**
   * Throws as a container would fail that reads or writes a `gs://` URI as a file below /gcs. Cloud Storage FUSE lists
   * the bucket when it opens it, and looks for an object and for a folder of the name of each folder on the way: an
   * object that is not there is no file, one that is refused is an error.
   */
  demandMounted(verb: "get" | "create", uri: string): void {
    const [, bucket = "", object = ""] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const demand = (permission: string, target: Omit<StorageTarget, "bucket">) => {
      if (!this.may(permission, { bucket, ...target })) {
        throw new Error(`403: account ${this.account} has no ${permission} on ${uri}: ${JSON.stringify(target)}`);
      }
    };
    demand("storage.objects.list", { prefix: "" });
    const folders = object.split("/").slice(0, -1);
    folders.forEach((_, depth) => {
      const folder = folders.slice(0, depth + 1).join("/");
      demand("storage.objects.get", { object: folder });
      demand("storage.objects.list", { prefix: `${folder}/` });
    });
    demand(`storage.objects.${verb}`, { object });
    // A file that is there is replaced, which Cloud Storage takes as a delete.
    if (verb === "create") demand("storage.objects.delete", { object });
  }
}
