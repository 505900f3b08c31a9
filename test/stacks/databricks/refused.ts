/** What a workspace refuses of a spec, row by row. */
import { all, at, batch, image, many, type RefusedRow } from "../refused/row.js";

const uuid = "77777777-8888-4999-8aaa-bbbbbbbbbbbb";
const versions = at("databricks.releases", { r1: "1@731", r2: "2" });

/** The rows. */
export const rows: readonly RefusedRow[] = [
  ["the example", () => {}],
  [
    "a workspace of another cloud",
    at("databricks.cloud", "azure"),
    'databricks.host: "https://example.cloud.databricks.com" must be the URL of a workspace on azure, because databricks.cloud says so, without a / at its end, such as https://adb-1234567890123456.7.azuredatabricks.net',
    'databricks.location.url: "s3://penguins-databricks-123456789012/pilot" must begin with abfss://, because databricks.cloud is azure; correct one of them',
    'databricks.classicCompute.nodeTypes.0: "m6i.xlarge" must be a machine of azure, because databricks.cloud says so, such as Standard_D4s_v5',
    "databricks.account.privateEndpoints.data: must have resourceId on azure, because databricks.cloud says so, got endpointService and resourceNames; write that",
    'databricks.account.region: "eu-west-1" was not a location of azure in November 2026; take one that was. Where it opened later, set regionCheck: false in a platform\'s block',
  ],
  [
    "a host with a path",
    at("databricks.host", "https://example.cloud.databricks.com/"),
    'databricks.host: "https://example.cloud.databricks.com/" must be the URL of a workspace on aws, because databricks.cloud says so, without a / at its end, such as https://example.cloud.databricks.com',
  ],
  [
    "a location that is the root of nothing",
    at("databricks.location.url", "https://penguins/x"),
    'databricks.location.url: must be s3://bucket, gs://bucket or abfss://container@account.dfs.core.windows.net, with a folder or without, and without a slash at its end, got "https://penguins/x"; write it such as "s3://penguins-data-123456789012/databricks"',
  ],
  [
    "a location with a slash at its end",
    at("databricks.location.url", "s3://penguins-databricks-123456789012/"),
    'databricks.location.url: must be s3://bucket, gs://bucket or abfss://container@account.dfs.core.windows.net, with a folder or without, and without a slash at its end, got "s3://penguins-databricks-123456789012/" (38 characters); write it such as "s3://penguins-data-123456789012/databricks"',
  ],
  [
    "a catalog that every metastore has",
    at("name", "system"),
    'name: "system" makes the name of a catalog "system" (6 characters) on databricks; allowed: 1 to 63 lower-case letters, digits and _, and not system, samples, hive_metastore or main; take another name',
  ],
  [
    "everybody as an approver",
    at("databricks.approvers", "account users"),
    'databricks.approvers: must be one group, and not users, account users or admins, got "account users"; write it such as "ml-operators"',
  ],
  [
    "everybody as an operator",
    at("operators.databricks", ["group:users"]),
    'operators.databricks.0: "group:users" must be group: and a name other than users, account users and admins, user: and an address, or service-principal: and an application id, such as group:ml-operators',
  ],
  [
    "admins as clients",
    at("databricks.clients", ["group:admins"]),
    'databricks.clients.0: "group:admins" must be group: and a name other than users, account users and admins, user: and an address, or service-principal: and an application id, such as group:ml-operators',
  ],
  [
    "the deployer as an operator",
    at("operators.databricks", ["service-principal:44444444-5555-4666-8777-888888888888"]),
    'operators.databricks.0: "service-principal:44444444-5555-4666-8777-888888888888" must not be the deployer, who owns what it makes; take it out',
  ],
  [
    "the deployer as a client",
    at("databricks.clients", ["service-principal:44444444-5555-4666-8777-888888888888"]),
    'databricks.clients.0: "service-principal:44444444-5555-4666-8777-888888888888" must not be the deployer, who owns what it makes; take it out',
  ],
  [
    "the deployer as what the steps run as",
    at("databricks.trainingPrincipal", "44444444-5555-4666-8777-888888888888"),
    'databricks.trainingPrincipal: "44444444-5555-4666-8777-888888888888" must not be the deployer, who could approve what it trains; name another service principal',
  ],
  [
    "what the steps run as, as an operator",
    all(at("databricks.trainingPrincipal", uuid), at("operators.databricks", [`service-principal:${uuid}`])),
    'operators.databricks.0: "service-principal:77777777-8888-4999-8aaa-bbbbbbbbbbbb" must not be what the steps run as, which gets its rights by itself; take it out',
  ],
  [
    "two operators of one id",
    at("operators.databricks", ["group:ml ops", "group:ml.ops"]),
    'operators.databricks.1: "group:ml.ops" and "group:ml ops" get the same id; put both into a group and name the group',
  ],
  ["one digest where there is one platform, which is right", all(image, at("databricks.wheelDigest", undefined))],
  [
    "a wheel that is not pure Python",
    at("databricks.wheelFile", "pilot_image-1.0.0-cp312-cp312-linux_x86_64.whl"),
    'databricks.wheelFile: must be the file name of a pure Python 3 wheel, got "pilot_image-1.0.0-cp312-cp312-linux_x86_64.whl" (46 characters); write it such as "pilot_image-1.0.0-py3-none-any.whl"',
  ],
  [
    "a version that is a name",
    all(image, at("databricks.releases", { r1: "newest" })),
    'databricks.releases.r1: "newest" must be a version of the model, with its run behind @ or without, such as "3@123456789"',
  ],
  [
    "eleven releases",
    all(
      image,
      at(
        "databricks.releases",
        many(11, (index) => [`r${index}`, String(index + 1)]),
      ),
    ),
    "databricks.releases: must be at most 10, got 11; take the oldest out",
  ],
  [
    "a canary that is live",
    all(image, versions, at("databricks.live", "r1"), at("databricks.canary", "r1")),
    'databricks.canary: must be a listed release (r1, r2) beside the live one, got "r1"; list it in releases',
  ],
  [
    "a canary that is not listed",
    all(image, versions, at("databricks.live", "r1"), at("databricks.canary", "r9")),
    'databricks.canary: must be a listed release (r1, r2) beside the live one, got "r9"; list it in releases',
  ],
  [
    "scoring with a version whose run nobody named",
    all(image, versions, batch("0 3 * * *"), at("databricks.live", "r2")),
    'databricks.releases.r2: "2" must name its run, because mode: batch reads the files that the run wrote; write it as next_4_approve prints it, such as "3@123456789"',
  ],
  [
    "scoring with a version of a run, which is right",
    all(image, versions, batch("0 3 * * *"), at("databricks.live", "r1")),
  ],
  [
    "a share of requests without requests",
    all(image, versions, batch("0 3 * * *"), at("databricks.live", "r1"), at("databricks.canary", "r2")),
    'databricks.canary: "r2" has no meaning with mode: batch, where no requests are shared; remove it',
  ],
  [
    "a step on seven days and more",
    at("training.maxRuntimeSeconds", 432_001),
    "training.maxRuntimeSeconds: 432001 must be a whole number from 60 to 432000",
  ],
  [
    "a template of Databricks as a hyperparameter",
    at("training.hyperparameters", { x: "{{job.run_id}}" }),
    'training.hyperparameters: must be plain text without ${, %{, {{ and control characters, got "{{job.run_id}}"; write it such as "1"',
  ],
  [
    "hours that none has",
    at("databricks.retrainSchedule", "0 25 * * *"),
    'databricks.retrainSchedule: "0 25 * * *" has the hour 25; it must be from 0 to 23, such as 0 3 * * 1',
  ],
  [
    "a day of the month and of the week",
    at("databricks.retrainSchedule", "0 3 1 * 1"),
    'databricks.retrainSchedule: must be five cron fields with a day of the month or of the week, got "0 3 1 * 1"; use "0 3 * * *"',
  ],
  [
    "a month by its name",
    at("databricks.retrainSchedule", "0 3 1 JAN *"),
    'databricks.retrainSchedule: "0 3 1 JAN *" must have five fields of digits, *, / , - and commas, such as 0 3 * * 1',
  ],
  [
    "an experiment outside of the folders of people",
    at("databricks.experiment", "/penguins"),
    'databricks.experiment: must be a path below /Shared or /Users, got "/penguins"; write it such as "/Shared/penguins/training"',
  ],
  [
    "a warehouse by its name",
    at("databricks.alerts.warehouseId", "starter"),
    'databricks.alerts.warehouseId: must be an id of 16 hex digits, got "starter"; write it such as "0123456789abcdef"',
  ],
  [
    "a node type without a size",
    at("databricks.classicCompute.nodeTypes", ["any"]),
    'databricks.classicCompute.nodeTypes: must be the name of a node type, which has a number, got "any"; write it such as "m6i.xlarge"',
  ],
  [
    "a budget in euros",
    at("budget.currency", "EUR"),
    'budget.currency: must be USD, the one currency of budgets, got "EUR"; write the sum in USD',
  ],
  [
    "alerts of fewer errors than one in a thousand",
    at("endpoint.errorPercent", 0.05),
    "endpoint.errorPercent: must be at least 0.1 on databricks, whose alerts compare no less, got 0.05; raise it",
  ],
  [
    "a policy that every account has",
    at("databricks.account.name", "default-policy"),
    'databricks.account.name: must have 1 to 30 letters, digits, _, . and -, and not be default-policy, got "default-policy"; write it such as "penguins-pilot"',
  ],
  [
    "every host of a domain",
    at("databricks.account.allowedDomains", ["*.pypi.org"]),
    'databricks.account.allowedDomains: must be one host name, without a pattern and with its domain, got "*.pypi.org"; write it such as "pypi.org"',
  ],
  [
    "a private endpoint of another cloud",
    at("databricks.account.privateEndpoints", { data: { resourceId: "/x", groupId: "blob" } }),
    "databricks.account.privateEndpoints.data: must have endpointService on aws, because databricks.cloud says so, got resourceId and groupId; write that",
    'databricks.account.privateEndpoints: must be the ARM id of a resource, got "/x"; write it such as "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/pilot/providers/Microsoft.Storage/storageAccounts/penguins"',
  ],
  [
    "machines of another cloud",
    at("databricks.classicCompute.nodeTypes", ["m6i.xlarge", "Standard_D4s_v5", "n2-standard-4"]),
    'databricks.classicCompute.nodeTypes.1: "Standard_D4s_v5" must be a machine of aws, because databricks.cloud says so, such as m6i.xlarge',
    'databricks.classicCompute.nodeTypes.2: "n2-standard-4" must be a machine of aws, because databricks.cloud says so, such as m6i.xlarge',
  ],
  [
    "private endpoints in a region of another cloud",
    at("databricks.account.region", "westeurope"),
    'databricks.account.region: "westeurope" was not a region of aws in November 2026; take one that was. Where it opened later, set regionCheck: false in a platform\'s block',
  ],
  [
    "private endpoints in a region with a typing error",
    at("databricks.account.region", "eu-wset-1"),
    'databricks.account.region: "eu-wset-1" was not a region of aws in November 2026; did you mean "eu-west-1"? Where it opened later, set regionCheck: false in a platform\'s block',
  ],
  [
    "private endpoints in no region",
    at("databricks.account.region", undefined),
    "databricks.account.region: is missing; private endpoints stand in the workspace's region",
  ],
  [
    "a region for nothing",
    at("databricks.account.privateEndpoints", {}),
    'databricks.account.region: "eu-west-1" has no meaning without privateEndpoints; remove it',
  ],
  [
    "a subject that is a pattern",
    at("databricks.account.federation", { issuer: "https://token.example.com", subject: "repo:example/*" }),
    'databricks.account.federation.subject: must be one subject without a pattern, and not the service account default, got "repo:example/*"; write it such as "repo:example/penguins:environment:pilot"',
  ],
  [
    "a name that is too long for the policy",
    at("name", `p${"e".repeat(31)}`),
    'name: "peeeeeeeeeeeeeeeeeeeeeeeeeeeeeee" makes the id of a network policy "peeeeeeeeeeeeeeeeeeeeeeeeeeeeeee" (32 characters) on databricks; allowed: 1 to 30 letters, digits and -; or set databricks.account.name; take a name of at most 30 characters',
  ],
  [
    "thirteen tags",
    at(
      "labels",
      many(12, (index) => [`l${index}`, "x"]),
    ),
    "labels: must be at most 12, got 13; leave some out",
  ],
  [
    "a tag that Databricks does not take",
    at("labels", { "t,m": "x" }),
    'labels.t,m: the key "t,m" must be 1 to 127 letters, digits, spaces and _ . : / @ -, a letter or digit first, on databricks, which this spec names',
    'labels: must be the key of a tag: 1 to 127 letters, digits, spaces and _.:/@-, a letter or digit first, got "t,m"; write it such as "team"',
  ],
];
