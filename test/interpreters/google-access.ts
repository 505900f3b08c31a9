/** What a service account of the synthesized stack may do with Cloud Storage, by the grants that the stack gives it. */
import { resourcesOf, type Synthesized } from "../../stacks/rules/synthesized.js";
import { resolveReferences } from "./references.js";

/** What the roles of the stack allow on objects. */
const roles: Readonly<Record<string, readonly string[]>> = {
  "roles/storage.objectViewer": ["get", "list"],
  "roles/storage.objectUser": ["get", "list", "put", "delete"],
  "roles/storage.objectCreator": ["put"],
};

interface Grant {
  readonly bucket: string;
  readonly may: readonly string[];
  /** All objects where there is no condition. */
  readonly prefix: string;
}

/** The grants of one account on buckets. */
export class GoogleAccess {
  private readonly grants: readonly Grant[];

  constructor(
    json: Synthesized,
    readonly account: string,
  ) {
    this.grants = resourcesOf(json)
      .filter(({ type }) => type === "google_storage_bucket_iam_member")
      .map(({ arguments: given }) => JSON.parse(resolveReferences(json, JSON.stringify(given))))
      .filter(({ member }) => member === `serviceAccount:${account}`)
      .map(({ bucket, role, condition }) => {
        const may = roles[role];
        if (may === undefined) throw new Error(`role ${role} is not read`);
        const expression: string = condition?.expression ?? "";
        const [, prefix = ""] = /startsWith\("projects\/_\/buckets\/[^/]+\/objects\/([^"]+)"\)/.exec(expression) ?? [];
        if (expression !== "" && !expression.includes(`"").startsWith("${prefix}")`)) {
          throw new Error(`condition ${expression} is not read`);
        }
        return { bucket, may, prefix };
      });
    if (this.grants.length === 0) throw new Error(`account ${account} has no grant on a bucket`);
  }

  /** Whether a verb on a `gs://` URI is allowed. */
  allows(verb: "get" | "list" | "put" | "delete", uri: string): boolean {
    const [, bucket = "", key = ""] = /^gs:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
    return this.grants.some(
      (grant) => grant.bucket === bucket && grant.may.includes(verb) && key.startsWith(grant.prefix),
    );
  }

  /** Throws as the platform would fail the job. */
  demand(verb: Parameters<GoogleAccess["allows"]>[0], uri: string): void {
    if (!this.allows(verb, uri)) throw new Error(`403: account ${this.account} may not ${verb} ${uri}`);
  }
}
