/**
 * Names, composed in one place from the pilot's name: explicit, without random suffixes, checked against each vendor's
 * rules before anything is synthesized. Globally unique names end in the account id, the project id, or 8 hex digits of
 * the hash of subscription and pilot.
 */
import { createHash } from "node:crypto";
import type { Fault } from "./check.js";
import { quote } from "./messages.js";
import type { PilotSpec, Vendor } from "./schema.js";

/** What a vendor allows for one kind of name. */
interface NameRule {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly allowed: string;
}

const rules = {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (2026-10)
  s3Bucket: {
    kind: "S3 bucket name",
    pattern: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3)$/,
    allowed: "3 to 63 lower-case letters, digits and -",
  },
  // docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (2026-10)
  iamRole: { kind: "IAM role name", pattern: /^[\w+=,.@-]{1,64}$/, allowed: "1 to 64 characters" },
  // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html (2026-10)
  sageMaker: {
    kind: "SageMaker name",
    pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    allowed: "1 to 63 letters, digits and -",
  },
  // docs.cloud.google.com/storage/docs/buckets#naming (2026-10)
  gcsBucket: {
    kind: "Cloud Storage bucket name",
    pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    allowed: "3 to 63 lower-case letters, digits, - and _, without google",
  },
  // docs.cloud.google.com/iam/docs/service-accounts-create (2026-10)
  serviceAccount: {
    kind: "service account id",
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    allowed: "6 to 30 lower-case letters, digits and -",
  },
  // learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-10)
  storageAccount: {
    kind: "storage account name",
    pattern: /^[a-z0-9]{3,24}$/,
    allowed: "3 to 24 lower-case letters and digits",
  },
  workspace: {
    kind: "Azure ML workspace name",
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
    allowed: "3 to 33 letters, digits, - and _",
  },
  keyVault: {
    kind: "key vault name",
    pattern: /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
    allowed: "3 to 24 letters, digits and single -",
  },
  registry: { kind: "container registry name", pattern: /^[a-zA-Z0-9]{5,50}$/, allowed: "5 to 50 letters and digits" },
  onlineEndpoint: {
    kind: "online endpoint name",
    pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/,
    allowed: "3 to 32 letters, digits and -",
  },
} satisfies Record<string, NameRule>;

/** The first 8 hex digits of a hash: stable, and short enough for every vendor. */
export function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 8);
}

/** A UUID of a hash, for what a platform names by one: the same for the same parts. */
function uuidOf(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("/")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Ten digits of a hash, the first not 0: what Vertex AI takes as the id of an endpoint. */
function numericId(...parts: readonly string[]): string {
  const number = Number.parseInt(createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 12), 16);
  return String(1_000_000_000 + (number % 9_000_000_000));
}

/** Names on AWS. */
export function awsNames(pilot: string, account: string) {
  return {
    prefix: pilot,
    dataBucket: `${pilot}-data-${account}`,
    accessLogBucket: `${pilot}-access-logs-${account}`,
    keyAlias: `alias/${pilot}-data`,
    trainingRole: `${pilot}-training-role`,
    pipelineRole: `${pilot}-pipeline-role`,
    endpointRole: `${pilot}-endpoint-role`,
    exporterRole: `${pilot}-exporter-role`,
    operatorRole: `${pilot}-operator-role`,
    imageRepository: `${pilot}/image`,
    pipeline: `${pilot}-pipeline`,
    batchPipelineRole: `${pilot}-batch-role`,
    batchPipeline: `${pilot}-batch`,
    modelPackageGroup: `${pilot}-models`,
    endpoint: `${pilot}-endpoint`,
    budget: `${pilot}-budget`,
    dashboard: `${pilot}-dashboard`,
  } as const;
}

/** Names on Google. */
export function googleNames(pilot: string, project: string, keyGeneration = 1, generation = 0) {
  // Ids that Google holds back after a destroy.
  const again = generation === 0 ? "" : `_${generation}`;
  return {
    prefix: pilot,
    dataBucket: `${pilot}-data-${project}`,
    accessLogBucket: `${pilot}-access-logs-${project}`,
    keyRing: `${pilot}-data-${keyGeneration}`,
    listRoleId: `${pilot.replaceAll("-", "_")}_data_list${again}`,
    apiForwardingRule: `apis${shortHash(project, pilot)}`,
    trainingAccount: `${pilot}-training`,
    pipelineAccounts: { pipeline: `${pilot}-jobs`, workflow: `${pilot}-runs`, schedule: `${pilot}-clock` },
    batchAccounts: {
      pipeline: `${pilot}-batch-jobs`,
      workflow: `${pilot}-batch-runs`,
      schedule: `${pilot}-batch-clock`,
    },
    endpointAccounts: { serving: `${pilot}-serving`, release: `${pilot}-release` },
    exporterAccount: `${pilot}-exporter`,
    imageRepository: `${pilot}-image`,
    pipeline: `${pilot}-pipeline`,
    batchPipeline: `${pilot}-batch`,
    model: `${pilot}-model`,
    endpoint: `${pilot}-endpoint`,
    endpointId: numericId(project, pilot),
    budget: `${pilot}-budget`,
    dashboard: `${pilot}-dashboard`,
    captureDataset: `${pilot.replaceAll("-", "_")}_capture`,
  } as const;
}

/**
 * Names on Azure. Azure holds some of them back after a destroy: a vault's for 90 days, a workspace's and a log
 * workspace's for 14. Those follow the generation; 0 names them as they always were.
 */
export function azureNames(pilot: string, subscription: string, generation = 0) {
  const hash = shortHash(subscription, pilot);
  const vaultHash = generation === 0 ? hash : shortHash(subscription, pilot, String(generation));
  const later = generation === 0 ? "" : `-${generation}`;
  const compact = pilot.replaceAll("-", "");
  return {
    prefix: pilot,
    resourceGroup: pilot,
    network: pilot,
    dataBucket: `${compact}${hash}`,
    flowLogAccount: `${compact}net${hash}`,
    workspaceAccount: `${compact}ws${hash}`,
    keyVault: `${compact}${vaultHash}`,
    keyRoleId: uuidOf(subscription, pilot, "key"),
    importRoleId: uuidOf(subscription, pilot, "import"),
    approveRoleId: uuidOf(subscription, pilot, "approve"),
    invokeRoleId: uuidOf(subscription, pilot, "invoke"),
    workspaceVault: `${compact}ws${vaultHash}`,
    accessLogWorkspace: `${pilot}-access-logs${later}`,
    logWorkspace: `${pilot}-logs${later}`,
    registry: `${compact}${hash}`,
    workspace: `${pilot}${later}`,
    pipeline: `${pilot}-pipeline`,
    batchPipeline: `${pilot}-batch`,
    model: `${pilot}-models`,
    endpoint: `${pilot}-${hash}`,
    exporter: `${pilot}-exporter`,
    dashboard: `${pilot}-dashboard`,
  } as const;
}

const checks: Record<Vendor, (spec: PilotSpec) => ReadonlyArray<readonly [NameRule, string]>> = {
  aws: (spec) => {
    const names = awsNames(spec.name, spec.aws?.account ?? "");
    return [
      [rules.s3Bucket, names.dataBucket],
      [rules.s3Bucket, names.accessLogBucket],
      [rules.iamRole, names.trainingRole],
      [rules.sageMaker, names.batchPipeline],
    ];
  },
  google: (spec) => {
    const names = googleNames(spec.name, spec.google?.project ?? "");
    return [
      [rules.gcsBucket, names.dataBucket],
      [rules.gcsBucket, names.accessLogBucket],
      // the longest of its service accounts
      [rules.serviceAccount, names.batchAccounts.schedule],
    ];
  },
  azure: (spec) => {
    const names = azureNames(spec.name, spec.azure?.subscription ?? "", spec.azure?.generation);
    return [
      [rules.storageAccount, names.dataBucket],
      [rules.storageAccount, names.flowLogAccount],
      [rules.storageAccount, names.workspaceAccount],
      [rules.keyVault, names.keyVault],
      [rules.keyVault, names.workspaceVault],
      [rules.registry, names.registry],
      [rules.workspace, names.workspace],
      [rules.onlineEndpoint, names.endpoint],
    ];
  },
};

/**
 * The fault of the composed names of one vendor, at the spec's `name`: the longest of them, and how long a name may be.
 */
export function nameFaults(vendor: Vendor, spec: Pick<PilotSpec, "name" | Vendor>): Fault[] {
  const broken = (name: string) =>
    checks[vendor]({ ...spec, name } as PilotSpec).filter(([rule, composed]) => !rule.pattern.test(composed));
  const [worst] = broken(spec.name).sort(([, one], [, other]) => other.length - one.length);
  if (worst === undefined) return [];
  const [rule, composed] = worst;
  let length = spec.name.length - 1;
  while (length > 0 && (spec.name[length - 1] === "-" || broken(spec.name.slice(0, length)).length > 0)) length -= 1;
  return [
    {
      path: ["name"],
      message:
        `${quote(spec.name)} makes the ${rule.kind} ${quote(composed)} (${composed.length} characters) on ${vendor}; ` +
        `allowed: ${rule.allowed}; take ${length === 0 ? "another name" : `a name of at most ${length} characters`}`,
    },
  ];
}
