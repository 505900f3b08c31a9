/** The forms that Azure gives to names, ids and places. Constructs and the spec hold their values to the same ones. */
import { Token } from "cdktf";
import { type FormRule, shown, valueChecks } from "../../pilot/problems.js";

export { shown };

/** The checks of values that every platform has. */
export const checks = valueChecks((value) => Token.isUnresolved(value));

// RFC 9562, sections 5.9 and 5.10: nobody has the id of zeros, or of Fs
const uuid = "(?!0{8}-|f{8}-)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";
const group = `/subscriptions/${uuid}/resourceGroups/[\\w().-]{0,89}[\\w()-]`;
const within = (type: string) => new RegExp(`^${group}/providers/${type.replace(/\./g, "\\.")}/[\\w.-]{1,260}$`);

/**
 * Words that Azure keeps to itself: two anywhere in a name, two at its beginning, the others as a whole name.
 * learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name (2026-10); Xbox at the
 * beginning: Azure/AppConfiguration issue 1153 (2026-06-08)
 */
const reserved =
  /microsoft|windows|^login|^xbox|^(?:access|azure|bing|bizspark|biztalk|cortana|directx|dotnet|dynamics|excel|exchange|forefront|groove|hololens|hyperv|kinect|lync|msdn|o365|office|office365|onedrive|onenote|outlook|powerpoint|sharepoint|skype|visio|visualstudio)$/i;

const forms = {
  // ids of subscriptions, tenants, principals and role definitions: Azure gives them back in lower case, and an id in
  // another spelling would be replaced on every plan (hashicorp/terraform-provider-azurerm issue 24434, 2024-01-09)
  uuid: {
    pattern: new RegExp(`^${uuid}$`),
    must: "be a UUID in lower case",
    example: "11111111-2222-4333-8444-555555555555",
  },
  // learn.microsoft.com/azure/reliability/regions-list (2026-10); suffixes of names are those of the public cloud
  location: {
    pattern: /^(?!global$|china|usgov|usdod|germany(?:central|northeast)$)[a-z]+\d?(?:euap)?$/,
    must: "be a location of Azure's public cloud",
    example: "westeurope",
  },
  // learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-10), and so on below
  resourceGroup: {
    pattern: /^[\w().-]{0,89}[\w()-]$/,
    must: "have 1 to 90 letters, digits and _().-, no dot at the end",
    example: "penguins",
  },
  storageAccount: {
    pattern: /^[a-z0-9]{3,24}$/,
    must: "have 3 to 24 lower-case letters and digits",
    example: "penguinsdata0a1b2c3d",
  },
  keyVault: {
    pattern: /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
    must: "have 3 to 24 letters, digits and single -, a letter first",
    example: "penguinskey0a1b2c3d",
  },
  registry: { pattern: /^[a-zA-Z0-9]{5,50}$/, must: "have 5 to 50 letters and digits", example: "penguins0a1b2c3d" },
  workspace: {
    pattern: /^[a-zA-Z0-9][\w-]{2,32}$/,
    must: "have 3 to 33 letters, digits, - and _",
    example: "penguins",
  },
  logWorkspace: {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
    must: "have 4 to 63 letters, digits and -, neither first nor last a -",
    example: "penguins-logs",
  },
  // learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10); azapi lets any name pass
  onlineEndpoint: {
    pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/,
    must: "have 3 to 32 letters, digits and -, a letter first",
    example: "penguins-0a1b2c3d",
  },
  // the name pattern of a model, a schedule and a component in ARM's types of Azure ML, 2025-06-01
  asset: {
    pattern: /^[a-zA-Z0-9][\w-]{0,254}$/,
    must: "have 1 to 255 letters, digits, - and _",
    example: "penguins-models",
  },
  // what names identities, groups, budgets and alerts by adding a word of its own; the shortest of those limits is 63
  prefix: { pattern: /^[a-zA-Z0-9][\w-]{0,46}$/, must: "have 1 to 47 letters, digits, - and _", example: "penguins" },
  // learn.microsoft.com/azure/virtual-machines/vm-naming-conventions (2026-10)
  vmSize: {
    pattern: /^Standard_[A-Z][A-Za-z]{0,5}\d{1,3}[A-Za-z0-9_-]{0,40}$/,
    must: "be a VM size",
    example: "Standard_D2as_v4",
  },
  digest: {
    pattern: /^sha256:[0-9a-f]{64}$/,
    must: "be sha256: and 64 hex digits",
    example: `sha256:${"0".repeat(64)}`,
  },
  storageAccountId: {
    pattern: within("Microsoft.Storage/storageAccounts"),
    must: "be the ARM id of a storage account",
    example: "/subscriptions/…/resourceGroups/penguins/providers/Microsoft.Storage/storageAccounts/penguinsdata",
  },
  workspaceId: {
    pattern: within("Microsoft.MachineLearningServices/workspaces"),
    must: "be the ARM id of an Azure ML workspace",
    example: "/subscriptions/…/resourceGroups/penguins/providers/Microsoft.MachineLearningServices/workspaces/penguins",
  },
  logWorkspaceId: {
    pattern: within("Microsoft.OperationalInsights/workspaces"),
    must: "be the ARM id of a Log Analytics workspace",
    example:
      "/subscriptions/…/resourceGroups/penguins/providers/Microsoft.OperationalInsights/workspaces/penguins-logs",
  },
  identityId: {
    pattern: within("Microsoft.ManagedIdentity/userAssignedIdentities"),
    must: "be the ARM id of a user-assigned identity",
    example: "/subscriptions/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/penguins-jobs",
  },
  actionGroupId: {
    pattern: within("Microsoft.Insights/actionGroups"),
    must: "be the ARM id of an action group",
    example: "/subscriptions/…/resourceGroups/penguins/providers/Microsoft.Insights/actionGroups/penguins-told",
  },
  networkId: {
    pattern: within("Microsoft.Network/virtualNetworks"),
    must: "be the ARM id of a virtual network",
    example: "/subscriptions/…/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub",
  },
  subnetId: {
    pattern: new RegExp(`^${group}/providers/Microsoft\\.Network/virtualNetworks/[\\w.-]{1,80}/subnets/[\\w.-]{1,80}$`),
    must: "be the ARM id of a subnet",
    example: "/subscriptions/…/providers/Microsoft.Network/virtualNetworks/hub/subnets/private-endpoints",
  },
  zoneId: {
    pattern: within("Microsoft.Network/privateDnsZones"),
    must: "be the ARM id of a private DNS zone",
    example: "/subscriptions/…/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net",
  },
  groupId: {
    pattern: new RegExp(`^${group}$`),
    must: "be the ARM id of a resource group",
    example: "/subscriptions/11111111-2222-4333-8444-666666666666/resourceGroups/hub",
  },
  watcherId: {
    pattern: within("Microsoft.Network/networkWatchers"),
    must: "be the ARM id of a network watcher",
    example:
      "/subscriptions/…/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope",
  },
  // what a metric is read from: any resource
  resourceId: {
    pattern: new RegExp(`^${group}/providers/[A-Z][\\w.]+(?:/[\\w.-]+){2,8}$`),
    must: "be the ARM id of a resource",
    example: "/subscriptions/…/resourceGroups/penguins/providers/Microsoft.Storage/storageAccounts/penguinsdata",
  },
  metric: {
    pattern: /^[A-Za-z][\w /.-]{0,127}$/,
    must: "have 1 to 128 letters, digits, spaces and _/.-",
    example: "RequestLatency_P95",
  },
  // learn.microsoft.com/azure/quotas and the names that Microsoft.Quota answers with (2026-10)
  quota: {
    pattern: /^[A-Za-z](?:[\w.-]| (?=\w)){2,99}$/,
    must: "be the name of a quota of Azure ML, such as a VM family's",
    example: "standardDASv4Family",
  },
  identityName: {
    pattern: /^[A-Za-z][\w.-]{0,126}$/,
    must: "have 1 to 127 letters, digits, _, . and -, a letter first",
    example: "training-job",
  },
  address: { pattern: /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/, must: "be an e-mail address", example: "ml@example.com" },
  // what is a word of a command line and the name of a folder, in Azure ML's own expressions too
  word: {
    pattern: /^[a-z][a-z0-9_]{0,62}$/,
    must: "have 1 to 63 lower-case letters, digits and _, a letter first",
    example: "prepare",
  },
  parameter: {
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
    must: "have 1 to 63 lower-case letters, digits, - and _, a letter first",
    example: "max-iterations",
  },
  folder: {
    pattern: /^(?:[a-z][a-z0-9-]{1,61}[a-z0-9]\/)$/,
    must: "be a prefix of the bucket: a word and a / at the end",
    example: "artifacts/",
  },
  container: {
    pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    must: "have 3 to 63 lower-case letters, digits and single -",
    example: "artifacts",
  },
  // learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online (2026-10); a path, no query
  route: {
    pattern: /^\/[\w~.-]+(?:\/[\w~.-]+)*$/,
    must: "be the path of a route: / and letters, digits, _, ~, . and -",
    example: "/score",
  },
  // a word of the image's command: it is quoted for the shell and escaped for Terraform
  command: {
    pattern: /^(?:(?!\p{Cc}|\p{Bidi_Control})[\s\S]){1,4096}$/u,
    must: "be a word without control characters",
    example: "python",
  },
  // what Terraform would read as a template, and what a terminal would obey
  plainText: {
    pattern: /^(?:(?![$%]\{|\p{Cc}|\p{Bidi_Control})[\s\S]){1,4096}$/u,
    must: "be plain text without ${, %{ and control characters",
    example: "python",
  },
  // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources (2026-10); storage accounts take 128
  tagKey: {
    pattern: /^(?!microsoft|azure|windows)(?:(?![<>%&\\?/]|[$%]\{|\p{Cc}|\p{Bidi_Control})[\s\S]){1,128}$/iu,
    must: "be a tag's key: 1 to 128 characters without <>%&\\?/ and ${, not beginning with microsoft, azure or windows",
    example: "team",
  },
  tagValue: {
    pattern: /^(?:(?![$%]\{|\p{Cc}|\p{Bidi_Control})[\s\S]){0,256}$/u,
    must: "be a tag's value: at most 256 characters without ${, %{ and control characters",
    example: "ml",
  },
} satisfies Record<string, FormRule>;

/** The name of a form. */
export type Form = keyof typeof forms;

/** Forms of names that Azure reserves words in: what has an address of its own, and what is called like one. */
const named: readonly Form[] = ["storageAccount", "keyVault", "registry", "workspace", "onlineEndpoint"];

/** What is wrong with one value; a reference and a value that is not there are right. */
export function formMessage(value: unknown, form: Form): string | undefined {
  const message = checks.formMessage(value, forms[form]);
  if (message !== undefined || typeof value !== "string" || Token.isUnresolved(value)) return message;
  const word = named.indexOf(form) >= 0 ? reserved.exec(value)?.[0] : undefined;
  if (word === undefined) return undefined;
  return `must not hold the word "${word}", which Azure keeps to itself, got ${shown(value)}; take another name`;
}
