/**
 * What a release serves: an approved version of the registry, or a model that another platform trained, which is listed
 * by where its files lie and by the hash of its manifest.
 */
import type { SagemakerModelPrimaryContainer } from "@cdktf/provider-aws/lib/sagemaker-model/index.js";
import { Token } from "cdktf";
import { formProblems, gather, type Problem } from "../checks/values.js";
import { type VersionPlace, versionMessage, versionOf } from "./version.js";

/** A model that may serve, from wherever it was trained. */
export interface ListedRelease {
  /** The model's folder in the data bucket, such as `s3://penguins-data-123456789012/models/run/approved`. */
  readonly uri: string;
  /** SHA-256 of its `manifest.json`, in hex. The image compares it before it is ready. */
  readonly sha256: string;
  /** The image that serves it, by digest, in a repository of ECR. */
  readonly image: string;
}

/** The variable by which the image learns which model may serve: `examples/penguins/image/CONTRACT.md`. */
const expected = "PILOT_MODEL_SHA256";

/**
 * Text that says which model and which image a release is: another one is another model of SageMaker's. Bucket and
 * repository are references, which name nothing in a first plan; folder and digest are what differs.
 */
const textOf = ({ uri, sha256, image }: ListedRelease): string =>
  `${uri.replace(/^s3:\/\/[^/]*\//, "")}@sha256:${sha256} ${image.replace(/^.*@/, "")}`;

/**
 * What is wrong with a listed release.
 * @param place the bucket that the endpoint's role may read, where a reference passes, and the kind of endpoint
 */
function listedProblems(
  { uri, sha256, image }: ListedRelease,
  { bucket, kind }: { readonly bucket?: { readonly bucketName: string }; readonly kind?: string },
): Array<Problem<"releases">> {
  const problems = formProblems<"releases">([["releases", uri, "plainText"]]);
  const add = (message: string) => void problems.push({ prop: "releases", message });
  // docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html (2026-11): characters that are safe everywhere. One
  // folder below models/ or artifacts/, which the role may read.
  const form = /^s3:\/\/([a-z0-9-]{3,63})\/(?:models|artifacts)(?:\/(?!\.{1,2}(?:\/|$))[\w.!*'()-]+)+$/;
  // a reference passes; what follows it is text
  const text = Token.isUnresolved(uri) ? uri.replace(/^s3:\/\/[^/]*\//, "s3://reference/") : uri;
  const found = form.exec(text);
  const bucketName = bucket?.bucketName;
  const must = "must be a folder below s3://<bucket>/models/ without a / at the end";
  if (found === null) add(`uri: ${must}, got ${JSON.stringify(uri)}; copy the model there`);
  else if (bucketName !== undefined && !Token.isUnresolved(bucketName) && found[1] !== bucketName && text === uri) {
    const got = JSON.stringify(uri);
    add(`uri: must lie in ${bucketName}, which the endpoint's role may read, got ${got}; copy the model there`);
  }
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    add(`sha256: must be 64 hex digits, got ${JSON.stringify(sha256)}; take the SHA-256 of the model's manifest.json`);
  }
  if (!/@sha256:[0-9a-f]{64}$/.test(image)) {
    add(`image: must be an image by digest, got ${JSON.stringify(image)}; end it in @sha256: and 64 hex digits`);
  }
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html, ModelDataSource (2026-11)
  if (kind === "serverless") {
    add('must not be listed by its URI with kind "serverless", which takes no folder of S3; take realtime or async');
  }
  return problems;
}

/**
 * The container of a listed release. SageMaker copies every object below the prefix to /opt/ml/model, and a prefix ends
 * with a slash: docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html (2026-11).
 */
const containerOf = ({ uri, sha256, image }: ListedRelease): SagemakerModelPrimaryContainer => ({
  image,
  environment: { [expected]: sha256 },
  modelDataSource: { s3DataSource: [{ s3Uri: `${uri}/`, s3DataType: "S3Prefix", compressionType: "None" }] },
});

/** A name as it stands between quotes. */
export const escaped = (name: string): string => JSON.stringify(name).slice(1, -1);

/** What is wrong with releases, one entry per problem, each with the release's name in front. */
export function releaseProblems(
  releases: Readonly<Record<string, string | ListedRelease>>,
  place: VersionPlace & { readonly bucket?: { readonly bucketName: string }; readonly kind?: string },
): Array<Problem<"releases">> {
  return gather(Object.entries(releases), ([release, listed]) => {
    const found =
      typeof listed === "string"
        ? [Token.isUnresolved(listed) ? undefined : versionMessage(listed, place)]
        : listedProblems(listed, place).map(({ message }) => message);
    return gather(found, (message) =>
      message === undefined ? [] : [{ prop: "releases" as const, message: `${escaped(release)}: ${message}` }],
    );
  });
}

/**
 * Returns which model a release is, and the container that serves it.
 * @param path what an error begins with
 * @throws Error where it is a version and its registry is not known
 */
export function modelOf(
  path: string,
  listed: string | ListedRelease,
  { account, region, modelRegistry }: VersionPlace,
): { readonly version: string; readonly primaryContainer: SagemakerModelPrimaryContainer } {
  if (typeof listed !== "string") return { version: textOf(listed), primaryContainer: containerOf(listed) };
  if (modelRegistry === undefined) throw new Error(`${path}: must be given, because a release is a version; add it`);
  const version = versionOf(listed) ?? listed;
  const group = `arn:aws:sagemaker:${region}:${account}:model-package/${modelRegistry.modelPackageGroup}`;
  return { version, primaryContainer: { modelPackageName: `${group}/${version}` } };
}
