/**
 * How a workspace is the half of a mixed pilot that trains. Its files lie in a bucket that exists, so its owner lets
 * the
 * other half read them: models cross by URI and hash.
 */
import type { TerraformStack } from "cdktf";
import type { AdmittedReader, Foundations, Reader } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { PlacedBlock } from "./bucket.js";

/** The bucket of a location as other platforms name it, and the folder of the location in it. */
export function bucketOf({ location: { url } }: Pick<PlacedBlock, "location">): {
  readonly bucketUri: string;
  readonly folder: string;
} {
  const [, container = "", account = "", inContainer = ""] =
    /^abfss:\/\/([^@/]+)@([^./]+)\.dfs\.core\.windows\.net(\/.*)?$/.exec(url) ?? [];
  if (account !== "")
    return { bucketUri: `https://${account}.blob.core.windows.net/${container}`, folder: inContainer };
  const [, bucketUri = url, folder = ""] = /^([a-z0-9]+:\/\/[^/]+)(\/.*)?$/.exec(url) ?? [];
  return { bucketUri, folder };
}

/** The folder of trained models, with a slash at its end. */
export function modelsUri(block: Pick<PlacedBlock, "location">): string {
  const { bucketUri, folder } = bucketOf(block);
  return `${bucketUri}${folder}/models/`;
}

/**
 * The spec of a half. A workspace has one policy and one budget, so they stay those of the platform's own pilot where
 * there is one.
 */
export function specOfHalf(spec: PilotSpec): PilotSpec {
  if (spec.databricks === undefined) throw new Error("databricks: must have a block where half of a mixed pilot is");
  const { account, ...block } = spec.databricks;
  return { ...spec, databricks: block.pilot ? block : { ...block, account } };
}

/** Says how the reader comes to the models. Nothing is made for it: no provider of the bucket's cloud is here. */
export function admitReader(
  _stack: TerraformStack,
  { databricks }: PilotSpec,
  _foundations: Foundations,
  { namespace, serviceAccount }: Reader,
): AdmittedReader {
  if (databricks === undefined) throw new Error("databricks: must have a block where half of a mixed pilot is");
  const { location } = databricks;
  if (location === undefined) throw new Error("databricks.location: must be named where half of a mixed pilot is");
  const { region } = location;
  const place = bucketOf({ location });
  return {
    ...place,
    ...(region === undefined ? {} : { region }),
    reader: { annotations: {}, podLabels: {} },
    by: `what the spec names for the service account ${serviceAccount} of ${namespace}, which the owner of the bucket lets read models/ there`,
    way: `from the pods to ${place.bucketUri} at port 443, through what kubernetes.storageBlocks opens`,
    pays: "the owner of the bucket for what leaves its region; nothing where the cluster stands in it",
  };
}
