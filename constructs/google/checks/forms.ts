/** The forms that Google gives to names, ids and places. Constructs and the spec hold their values to the same ones. */
import { Token } from "cdktf";
import { type FormRule, shown, valueChecks } from "../../pilot/problems.js";

export { shown };

/** The checks of values that every platform has. */
export const checks = valueChecks((value) => Token.isUnresolved(value));

const projectId = "[a-z][a-z0-9-]{4,28}[a-z0-9]";
/** An id or a number; a resource that is named by another's attributes may hold either. */
const ofProject = `projects/(?:${projectId}|\\d{6,14})`;
const name63 = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";
const regionName = "[a-z]+-[a-z]+\\d{1,2}";
const digest = "sha256:[0-9a-f]{64}";
const full = (pattern: string) => new RegExp(`^${pattern}$`);

const forms = {
  // docs.cloud.google.com/resource-manager/docs/creating-managing-projects (2026-11)
  project: {
    pattern: full(projectId),
    must: "be a project id: 6 to 30 lower-case letters, digits and -",
    example: "penguins-pilot",
  },
  projectNumber: { pattern: /^\d{6,14}$/, must: "be a project's number", example: "123456789012" },
  // docs.cloud.google.com/compute/docs/regions-zones (2026-11)
  region: {
    pattern:
      /^(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)(?:1[0-2]|[1-9])$/,
    must: "be a region",
    example: "europe-west4",
  },
  // docs.cloud.google.com/storage/docs/buckets#naming (2026-10); no dots: they need a verified domain
  bucket: {
    pattern: /^(?!goog)(?!.*g[o0]{2}gle)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    must: "have 3 to 63 lower-case letters, digits, - and _, without google",
    example: "penguins-data-penguins-pilot",
  },
  // docs.cloud.google.com/iam/docs/service-accounts-create (2026-10)
  serviceAccountId: {
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    must: "have 6 to 30 lower-case letters, digits and -, a letter first",
    example: "penguins-training",
  },
  serviceAccount: {
    pattern: full(
      `${ofProject}/serviceAccounts/[a-z][a-z0-9-]{4,28}[a-z0-9]@${projectId}\\.iam\\.gserviceaccount\\.com`,
    ),
    must: "be the name of a service account",
    example: "projects/penguins-pilot/serviceAccounts/penguins-training@penguins-pilot.iam.gserviceaccount.com",
  },
  // docs.cloud.google.com/iam/docs/principal-identifiers (2026-11): whom a policy may name; here a person or a group
  principal: {
    pattern: /^(?:user|group|serviceAccount):[\w.+'-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}$/,
    must: "be user:, group: or serviceAccount: and an address",
    example: "group:ml-operators@example.com",
  },
  // What names networks, workflows and roles by adding a word of its own, at most 18 letters, and stays within 63.
  prefix: {
    pattern: /^[a-z](?:[a-z0-9-]{0,43}[a-z0-9])?$/,
    must: "have 1 to 45 lower-case letters, digits and -, a letter first",
    example: "penguins",
  },
  // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.models (2026-10); it stands in filters
  model: {
    pattern: /^[a-z][a-z0-9-]{1,48}$/,
    must: "have 2 to 49 lower-case letters, digits and -",
    example: "penguins-model",
  },
  // docs.cloud.google.com/artifact-registry/docs/repositories/create-repos (2026-11); its name is a role's, too
  repository: {
    pattern: /^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/,
    must: "have 1 to 50 lower-case letters, digits and -, a letter first",
    example: "penguins-image",
  },
  digest: { pattern: full(digest), must: "be sha256: and 64 hex digits", example: `sha256:${"0".repeat(64)}` },
  imageByDigest: {
    pattern: full(`[a-z0-9.-]+(?::\\d+)?(?:/[a-z0-9._-]+)+@${digest}`),
    must: "be an image by digest",
    example: `europe-docker.pkg.dev/project/repository/image@sha256:${"0".repeat(64)}`,
  },
  // docs.cloud.google.com/kms/docs/resource-hierarchy (2026-11)
  keyRing: { pattern: /^[\w-]{1,63}$/, must: "have 1 to 63 letters, digits, _ and -", example: "penguins-data-1" },
  keyId: {
    pattern: full(`${ofProject}/locations/[a-z0-9-]+/keyRings/[\\w-]{1,63}/cryptoKeys/[\\w-]{1,63}`),
    must: "be the id of a key",
    example: "projects/penguins-pilot/locations/europe-west4/keyRings/penguins-data-1/cryptoKeys/data",
  },
  // docs.cloud.google.com/compute/docs/naming-resources (2026-11)
  resourceName: {
    pattern: full(name63),
    must: "have 1 to 63 lower-case letters, digits and -, a letter first",
    example: "penguins-network",
  },
  networkId: {
    pattern: full(`${ofProject}/global/networks/${name63}`),
    must: "be the id of a network",
    example: "projects/penguins-pilot/global/networks/penguins-network",
  },
  subnetworkId: {
    pattern: full(`${ofProject}/regions/${regionName}/subnetworks/${name63}`),
    must: "be the id of a subnetwork",
    example: "projects/penguins-pilot/regions/europe-west4/subnetworks/penguins-subnet-clients",
  },
  networkAttachmentId: {
    pattern: full(`${ofProject}/regions/${regionName}/networkAttachments/${name63}`),
    must: "be the id of a network attachment",
    example: "projects/123456789012/regions/europe-west4/networkAttachments/penguins-jobs",
  },
  serviceAttachment: {
    pattern: full(`projects/[a-z0-9-]+/regions/${regionName}/serviceAttachments/[a-z0-9-]+`),
    must: "be the id of a service attachment",
    example: "projects/u4d1e7-tp/regions/europe-west4/serviceAttachments/gkedpm-0123456789",
  },
  // docs.cloud.google.com/vpc/docs/configure-private-service-connect-apis (2026-10)
  apiRule: {
    pattern: /^[a-z][a-z0-9]{0,19}$/,
    must: "have 1 to 20 lower-case letters and digits, a letter first",
    example: "apispenguins",
  },
  accessPolicy: {
    pattern: /^\d{6,14}$/,
    must: "be the number of the organization's access policy",
    example: "987654321098",
  },
  channel: {
    pattern: full(`${ofProject}/notificationChannels/\\d+`),
    must: "be the name of a notification channel",
    example: "projects/penguins-pilot/notificationChannels/1234567890",
  },
  // docs.cloud.google.com/bigquery/docs/datasets#dataset-naming (2026-11); here ASCII alone
  dataset: {
    pattern: /^[A-Za-z0-9_]{1,1024}$/,
    must: "have 1 to 1024 letters, digits and _",
    example: "penguins_capture",
  },
  // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/create (2026-10)
  endpointId: { pattern: /^[1-9]\d{0,9}$/, must: "have 1 to 10 digits, the first not 0", example: "1234567890" },
  // docs.cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets (2026-10)
  billingAccount: {
    pattern: /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/,
    must: "be a billing account",
    example: "012345-6789AB-CDEF01",
  },
  currency: { pattern: /^[A-Z]{3}$/, must: "have three capital letters", example: "USD" },
  address: {
    pattern: /^[^\s@"<>${}%\\]+@[^\s@"<>${}%\\]+\.[a-zA-Z]{2,}$/,
    must: "be an e-mail address",
    example: "ml@example.com",
  },
  // docs.cloud.google.com/docs/quotas/reference/rest/v1/projects.locations.quotaPreferences (2026-11)
  quotaId: {
    pattern: /^[A-Za-z][A-Za-z0-9-]{2,99}$/,
    must: "be the id of a quota",
    example: "CustomModelServingCPUsPerProjectPerRegion",
  },
  route: { pattern: /^\/[\w./-]{0,99}$/, must: "be a route", example: "/predict" },
  // A word of the image: an entry point, an argument's name, a metric, a directory.
  word: {
    pattern: /^[a-zA-Z][\w-]{0,62}$/,
    must: "have 1 to 63 letters, digits, _ and -, a letter first",
    example: "train",
  },
  release: { pattern: /^[a-zA-Z0-9][\w.-]{0,62}$/, must: "have 1 to 63 letters, digits, _, - and .", example: "r1" },
  stepName: {
    pattern: /^(?!import-|gate$|register$)[a-z][a-z0-9-]{0,29}$/,
    must: "have 1 to 30 lower-case letters, digits and -, and must be none of the pipeline's own (gate, register, import-…)",
    example: "train",
  },
  prefixOfBucket: {
    pattern: /^[a-z][a-z0-9-]{0,40}\/$/,
    must: "be a prefix with one / at its end",
    example: "evaluation/",
  },
  // What Terraform would read as a template, and what a terminal would obey.
  plainText: {
    pattern: /^(?:(?![$%]\{|\p{Cc}|\p{Bidi_Control})[\s\S])+$/u,
    must: "be plain text without ${, %{ and control characters",
    example: "python",
  },
  // docs.cloud.google.com/compute/docs/labeling-resources (2026-11)
  labelKey: {
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
    must: "be a label's key: lower-case letters, digits, - and _, a letter first, at most 63",
    example: "team",
  },
  labelValue: {
    pattern: /^[a-z0-9_-]{0,63}$/,
    must: "be a label's value: lower-case letters, digits, - and _, at most 63",
    example: "ml",
  },
} satisfies Record<string, FormRule>;

/** The name of a form. */
export type Form = keyof typeof forms;

/** What is wrong with one value; a reference and a value that is not there are right. */
export function formMessage(value: unknown, form: Form): string | undefined {
  return checks.formMessage(value, forms[form]);
}
