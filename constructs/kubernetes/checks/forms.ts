/** The forms that Kubernetes gives to names, labels and places. Constructs and specs hold values to the same ones. */
import { Token } from "cdktf";
import { type FormRule, valueChecks } from "../../pilot/problems.js";

/** The checks of values that every platform has. */
export const checks = valueChecks((value) => Token.isUnresolved(value));

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const digest = "sha256:[0-9a-f]{64}";
/** The prefix and the name of a key of labels and annotations. */
const prefix = `${label}(?:\\.${label})*/`;
const keyName = "[A-Za-z0-9](?:[\\w.-]{0,61}[A-Za-z0-9])?";
const noAddress = "(?!(?:\\d+\\.){3}\\d+(?:/|$))(?![a-z0-9._-]*\\.\\.)";
/**
 * Buckets and containers as their clouds name them:
 * docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
 * docs.cloud.google.com/storage/docs/buckets#naming and
 * learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata (2026-11)
 */
const bucket = [
  `s3://${noAddress}(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`,
  `gs://${noAddress}(?!goog)(?![a-z0-9._-]*g(?:oo|00)gle)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]`,
  "https://[a-z0-9]{3,24}\\.blob\\.core\\.windows\\.net/[a-z0-9](?:-?[a-z0-9]){2,62}",
].join("|");

const forms = {
  // kubernetes.io/docs/concepts/overview/working-with-objects/names and …/namespaces (2026-11): kube- is the system's
  namespace: {
    pattern: new RegExp(`^(?!kube-|default$)${label}$`),
    must: "be a namespace of its own: 1 to 63 lower-case letters, digits and -, not default and not beginning with kube-",
    example: "penguins",
  },
  // an operator or a Prometheus stands where somebody has put it: without another one, helm takes default
  othersNamespace: {
    pattern: new RegExp(`^(?!kube-)${label}$`),
    must: "be a namespace of the cluster: 1 to 63 lower-case letters, digits and -, not beginning with kube-",
    example: "monitoring",
  },
  // a Service is the shortest of them, and releases are added to some: kubernetes.io/docs/concepts/services-networking
  name: {
    pattern: /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    must: "have 1 to 40 lower-case letters, digits and -, a letter first",
    example: "penguins-endpoint",
  },
  release: {
    pattern: /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
    must: "have 1 to 20 lower-case letters, digits and -, a letter first",
    example: "r1",
  },
  serviceAccount: {
    pattern: new RegExp(`^(?!default$)${label}$`),
    must: "be a service account of its own, not default: 1 to 63 lower-case letters, digits and -",
    example: "penguins-training",
  },
  secret: {
    pattern: new RegExp(`^${label}(?:\\.${label})*$`),
    must: "be the name of a Secret: lower-case letters, digits, - and .",
    example: "mlflow-postgres",
  },
  storageClass: {
    pattern: new RegExp(`^${label}(?:\\.${label})*$`),
    must: "be the name of a storage class",
    example: "retained",
  },
  // github.com/distribution/reference (2026-11): a registry, a path and no tag
  repository: {
    pattern:
      /^(?=.{3,200}$)[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}(?::\d{2,5})?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$/,
    must: "be a repository with its registry and without a tag",
    example: "registry.example.com/penguins/image",
  },
  digest: {
    pattern: new RegExp(`^${digest}$`),
    must: "be sha256: and 64 hex digits",
    example: `sha256:${"0".repeat(64)}`,
  },
  imageByDigest: {
    pattern: new RegExp(
      `^(?=.{3,300}$)[a-z0-9]+(?:[.-][a-z0-9]+)*\\.[a-z]{2,}(?::\\d{2,5})?(?:/[a-z0-9._-]+)+@${digest}$`,
    ),
    must: "be an image by digest",
    example: `registry.example.com/mlflow@sha256:${"0".repeat(64)}`,
  },
  sha256: { pattern: /^[0-9a-f]{64}$/, must: "be 64 hex digits", example: "0".repeat(64) },
  // the three that the image's client and Argo read; neither a query nor a folder upwards
  bucketUri: {
    pattern: new RegExp(`^(?:${bucket})$`),
    must: "be s3://bucket, gs://bucket or https://account.blob.core.windows.net/container without a slash at its end",
    example: "s3://penguins-data-123456789012",
  },
  modelUri: {
    pattern: new RegExp(`^(?!.*/\\.{1,2}(?:/|$))(?:${bucket})(?:/[\\w.=@+-]+)+$`),
    must: "be the URI of a model's folder in s3, gs or Azure Blob Storage, without a slash at its end",
    example: "s3://penguins-data-123456789012/models/penguins-x7k2p/approved",
  },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, must: "be a region of S3", example: "eu-west-1" },
  // kubernetes.io/docs/concepts/overview/working-with-objects/labels (2026-11); the prefix is a DNS name
  labelKey: {
    pattern: new RegExp(`^(?:(?!kubernetes\\.io/|k8s\\.io/)${prefix})?${keyName}$`),
    must: "be a label's key: at most 63 letters, digits, -, _ and ., with or without a domain in front other than kubernetes.io and k8s.io",
    example: "team",
  },
  // …/annotations (2026-11), and of labels that others set, such as those of nodes: the cluster's own prefixes, too
  qualifiedKey: {
    pattern: new RegExp(`^(?:${prefix})?${keyName}$`),
    must: "be a key: at most 63 letters, digits, -, _ and ., with or without a domain in front",
    example: "node.kubernetes.io/instance-type",
  },
  labelValue: {
    pattern: /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/,
    must: "be a label's value: at most 63 letters, digits, -, _ and .",
    example: "ml",
  },
  // kubernetes.io/docs/reference/access-authn-authz/rbac (2026-11): system: is the cluster's own, everybody included
  subject: {
    pattern: /^(?!system:)[\w@.:/+=-]{1,253}$/,
    must: "be one user, group or service account that is not the system's",
    example: "ml-operators@example.com",
  },
  identityName: {
    pattern: /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    must: "have 1 to 40 lower-case letters, digits and -, a letter first",
    example: "operator",
  },
  address: { pattern: /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/, must: "be an e-mail address", example: "ml@example.com" },
  // what is a word of a command line and the name of a folder
  word: {
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
    must: "have 1 to 63 lower-case letters, digits, - and _, a letter first",
    example: "prepare",
  },
  folder: {
    pattern: /^[a-z][a-z0-9-]{1,61}[a-z0-9]\/$/,
    must: "be a prefix of the bucket: a word and a / at the end",
    example: "artifacts/",
  },
  route: {
    pattern: /^\/[\w~.-]+(?:\/[\w~.-]+)*$/,
    must: "be the path of a route: / and letters, digits, _, ~, . and -",
    example: "/predict",
  },
  // what Terraform and Argo would read as a template, and what a terminal would obey
  plainText: {
    pattern: /^(?:(?![$%]\{|\{\{|\p{Cc}|\p{Bidi_Control})[\s\S]){1,4096}$/u,
    must: "be plain text without ${, %{, {{ and control characters",
    example: "python",
  },
} satisfies Record<string, FormRule>;

/** The name of a form. */
export type Form = keyof typeof forms;

/** What is wrong with one value; a reference and a value that is not there are right. */
export function formMessage(value: unknown, form: Form): string | undefined {
  return checks.formMessage(value, forms[form]);
}
