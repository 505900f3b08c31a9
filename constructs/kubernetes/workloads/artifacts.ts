/**
 * A folder of the bucket as Argo's artifact drivers name it. They run as the pod's own service account: no key stands
 * anywhere. argo-workflows.readthedocs.io/en/latest/configure-artifact-repository (2026-11)
 */

/** The bucket of a cloud, as a URI, with the region where it is S3. */
export interface Bucket {
  /** `s3://bucket`, `gs://bucket` or `https://account.blob.core.windows.net/container`. */
  readonly uri: string;
  /** Of S3. @default - the bucket is not S3's */
  readonly region?: string;
  /** A stack of the pilot made it, and its own construct says what it costs and keeps. @default false */
  readonly isMade?: boolean;
  /** Who answers for it. @default - the owner of what reads and writes it */
  readonly owner?: string;
}

/** Where a folder lies, in the words of one driver. */
export type ArtifactLocation =
  | { readonly s3: { bucket: string; endpoint: string; region: string; key: string; useSDKCreds: true } }
  | { readonly gcs: { bucket: string; key: string } }
  | { readonly azure: { endpoint: string; container: string; blob: string; useSDKCreds: true } };

/** Returns where a folder of the bucket lies; `key` has no slash at its ends. */
export function locationOf({ uri, region = "" }: Bucket, key: string): ArtifactLocation {
  const [scheme = "", rest = ""] = uri.split("://");
  if (scheme === "s3") {
    return { s3: { bucket: rest, endpoint: `s3.${region}.amazonaws.com`, region, key, useSDKCreds: true } };
  }
  if (scheme === "gs") return { gcs: { bucket: rest, key } };
  const [host = "", container = ""] = rest.split("/");
  return { azure: { endpoint: `https://${host}`, container, blob: key, useSDKCreds: true } };
}
