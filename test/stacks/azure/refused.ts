/** What Azure refuses of a spec, row by row. */
import { all, at, batch, image, many, type RefusedRow } from "../refused/row.js";

const hub = "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/hub/providers/Microsoft.Network";
const vnet = `${hub}/virtualNetworks`;
const releases = (count: number) =>
  all(
    image,
    at(
      "azure.releases",
      many(count, (index) => [`r${index}`, `${index + 1}`]),
    ),
  );

/** The rows. */
export const rows: readonly RefusedRow[] = [
  ...(
    [
      ["login-risk", "login"],
      ["microsoft-ml", "microsoft"],
      ["windows-ml", "windows"],
      ["xbox-churn", "xbox"],
    ] as const
  ).map(
    ([name, word]): RefusedRow => [
      `the name ${name}`,
      at("name", name),
      `name: must not hold the word "${word}", which Azure keeps to itself, got "${name}"; take another name`,
    ],
  ),
  [
    "a name that is too long",
    at("name", "abcdefghijklmnop"),
    'name: "abcdefghijklmnop" makes the storage account name "abcdefghijklmnopnetfe7c06e7" (27 characters) on azure; allowed: 3 to 24 lower-case letters and digits; take a name of at most 13 characters',
  ],
  [
    "a budget before there were budgets",
    at("budget.start", "1999-01-01"),
    'budget.start: must be 2017-06-01 or later, got "1999-01-01"; take this month\'s first day',
  ],
  [
    "half a coin",
    at("budget.monthly", 0.5),
    "budget.monthly: must be money from 1 to 1000000000, got 0.5; take one in that range",
  ],
  [
    "clients within clients",
    at("network.allowedClients", ["10.100.0.0/16", "10.100.4.0/24"]),
    'network.allowedClients: "10.100.4.0/24" overlaps "10.100.0.0/16", and Azure takes no rule with both; keep the wider one',
  ],
  [
    "Docker's own network",
    at("network.cidr", "172.17.0.0/16"),
    'network.cidr: "172.17.0.0/16" holds addresses of 172.17.0.0/16, which Docker uses on the machines of Azure ML; take another block',
  ],
  [
    "a minute, an hour and a day out of range",
    batch("99 25 * * 9"),
    'endpoint.schedule: "99 25 * * 9" has the minute 99; it must be from 0 to 59, such as 0 3 * * *',
  ],
  [
    "Sunday as 7",
    batch("0 3 * * 7"),
    'endpoint.schedule: "0 3 * * 7" has the day of the week 7; it must be from 0 to 6, such as 0 3 * * *',
  ],
  [
    "a date",
    batch("0 3 1 * *"),
    'endpoint.schedule: must be minutes, hours, * * and days of the week, such as 0 3 * * *, got "0 3 1 * *"; Azure ML ignores dates',
  ],
  [
    "15 labels",
    at(
      "labels",
      many(15, (index) => [`l${index}`, "x"]),
    ),
    "labels: must be at most 15 tags, got 16; leave some out; one more tag is the pilot's name",
  ],
  [
    "a label that Azure keeps to itself",
    at("labels", { "microsoft-team": "ml" }),
    'labels.microsoft-team: the key "microsoft-team" must be 1 to 128 characters without < > % & \\ ? /, and not begin with microsoft, azure or windows on azure, which this spec names',
  ],
  [
    "labels that differ in their case",
    at("labels", { Team: "a", team: "b" }),
    'labels.team: must differ from "Team" in more than its case; remove one of them',
  ],
  [
    "21 releases",
    releases(21),
    "azure.releases: must be at most 20, the deployments of one endpoint, got 21; drop old ones",
  ],
  [
    "a location that does not exist",
    at("azure.location", "westeurop"),
    'azure.location: "westeurop" was not a location of azure in November 2026; did you mean "westeurope"? Where it opened later, set azure.regionCheck: false',
  ],
  [
    "a location of the moon",
    at("azure.location", "moonbase"),
    'azure.location: "moonbase" was not a location of azure in November 2026; take one that was. Where it opened later, set azure.regionCheck: false',
  ],
  [
    "the location of everything",
    at("azure.location", "global"),
    'azure.location: "global" was not a location of azure in November 2026; take one that was. Where it opened later, set azure.regionCheck: false',
  ],
  [
    "a location of 21Vianet",
    at("azure.location", "chinaeast2"),
    'azure.location: "chinaeast2" is a location of Azure operated by 21Vianet, and a pilot is made for the public cloud of Azure; take another location',
  ],
  [
    "a location of Azure Government",
    at("azure.location", "usgovvirginia"),
    'azure.location: "usgovvirginia" is a location of Azure Government, and a pilot is made for the public cloud of Azure; take another location',
  ],
  [
    "a subnet of another network",
    at("azure.existingNetwork", { virtualNetworkId: `${vnet}/a`, privateEndpointSubnetId: `${vnet}/b/subnets/s` }),
    'azure.existingNetwork: privateEndpointSubnetId must be a subnet of virtualNetworkId, got "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/b/subnets/s": names are linked to "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/a" and would not resolve; name a subnet of it',
  ],
  [
    "a resource group that ends in a dot",
    at("azure.networkWatcherId", `${hub.replace("/hub/", "/hub./")}/networkWatchers/w`),
    'azure.networkWatcherId: "/subscriptions/22222222-3333-4444-8555-666666666666/reso…" must be the ARM id of a network watcher: /subscriptions/…/providers/Microsoft.Network/networkWatchers/…',
  ],
  [
    "the watcher of another location",
    at(
      "azure.networkWatcherId",
      `${hub.replace("/hub/", "/NetworkWatcherRG/")}/networkWatchers/NetworkWatcher_northeurope`,
    ),
    "azure.networkWatcherId: must be a watcher of westeurope, got one of northeurope; take its NetworkWatcher_westeurope, or leave it out",
  ],
  [
    "the subscription of nobody",
    at("azure.subscription", "00000000-0000-0000-0000-000000000000"),
    'azure.subscription: "00000000-0000-0000-0000-000000000000" must be a subscription id (a UUID) that somebody has',
  ],
  [
    "an operator twice, in two spellings",
    at("operators.azure", ["aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"]),
    'operators.azure.1: "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE" must not stand twice; remove it here or at 0',
  ],
  [
    "a canary that is live",
    all(releases(1), at("azure.live", "r0"), at("azure.canary", "r0")),
    'azure.canary: must be another release than the live one, got "r0"; set live to that one, or remove canary',
  ],
  [
    "a canary of nothing",
    all(releases(1), at("azure.live", "r0"), at("azure.canary", "r9")),
    'azure.canary: must be one of the releases (r0), got "r9"; list it first',
  ],
  [
    "a release that is not a version",
    all(image, at("azure.releases", { r1: "latest" })),
    'azure.releases: r1: must be the number of a registered version, got "latest"; write it such as "3"',
  ],
  [
    "hyperparameters of the image's own name",
    at("training.hyperparameters", { image_digest: "x" }),
    'training.hyperparameters: must have no parameter of the image\'s own name, got "image-digest"; give it another name',
  ],
  [
    "a hyperparameter that sends the step elsewhere",
    at("training.hyperparameters", { model: "xgboost" }),
    'training.hyperparameters: must have no parameter of the step\'s own name, got "model"; give it another name',
  ],
  [
    "eight days of spot capacity",
    all(at("training.interruptible", true), at("training.nodes", 65)),
    "training.nodes: 65 must be a whole number from 1 to 64",
  ],
  [
    "seven days of access logs",
    at("data.retentionDays.accessLogs", 7),
    "data.retentionDays: accessLogs: must be a whole number from 30 to 730, got 7; take one in that range, because every store expires",
  ],
  [
    "flow logs for more than a year",
    at("network.flowLogRetentionDays", 366),
    "network.flowLogRetentionDays: must be a whole number from 1 to 365, got 366; take one in that range",
  ],
  [
    "five percents and the forecast",
    at("budget.alertPercents", [10, 20, 30, 50, 100]),
    "budget.alertPercents: must make 1 to 5 alerts, and 100 makes two (one by forecast), got 10, 20, 30, 50, 100; take four percents",
  ],
  [
    "a VM size of no endpoint",
    all(
      at("endpoint.hardware", "cpu-large"),
      at("azure.machines", { "cpu-large": { vmSize: "Standard_D4ds_v4", vCpus: 4, quota: "standardDDSv4Family" } }),
    ),
    'azure.machines.cpu-large.vmSize: must be a size that Azure ML took for an endpoint in November 2026, got "Standard_D4ds_v4"; take one such as Standard_D4as_v4 or Standard_NC8as_T4_v3. Where it came later, set typeCheck: false beside it',
  ],
  [
    "a location of the Department of Defense",
    at("azure.location", "usdodcentral"),
    'azure.location: "usdodcentral" is a location of Azure Government, and a pilot is made for the public cloud of Azure; take another location',
  ],
  [
    "60 labels",
    at(
      "labels",
      many(60, (index) => [`l${index}`, "x"]),
    ),
    "labels: must be at most 15 tags, got 61; leave some out; one more tag is the pilot's name",
  ],
  [
    "microsoft in the middle of the name",
    at("name", "my-microsoft-x"),
    'name: must not hold the word "microsoft", which Azure keeps to itself, got "my-microsoft-x"; take another name',
  ],
  [
    "an operator twice",
    at("operators.azure", ["aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"]),
    'operators.azure.1: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" must not stand twice; remove it here or at 0',
  ],
  ["a location without zones, which gets storage without them", all(at("needs", {}), at("azure.location", "westus"))],
  [
    "a label with a bracket in its key",
    at("labels", { "a<b": "x" }),
    'labels.a<b: the key "a<b" must be 1 to 128 characters without < > % & \\ ? /, and not begin with microsoft, azure or windows on azure, which this spec names',
  ],
  [
    "a subscription in capitals, which is read in small letters",
    at("azure.subscription", "22222222-AAAA-4444-8555-666666666666"),
  ],
  [
    "a machine with another number of vCPUs",
    all(
      at("training.hardware", "cpu-large"),
      at("azure.machines", { "cpu-large": { vmSize: "Standard_F16s_v2", vCpus: 8, quota: "standardFSv2Family" } }),
    ),
    "azure.machines.cpu-large.vCpus: must be 16, the vCPUs of Standard_F16s_v2, got 8; the quota is counted by them",
  ],
  [
    "a class that Azure ML lacks, of a release",
    all(image, at("azure.releases", { r1: { version: "1", hardware: "tpu-small" } })),
    "azure.releases.r1.hardware: must be a class that Azure ML has: cpu-small, cpu-large, gpu-small, gpu-large; remove it",
  ],
];
