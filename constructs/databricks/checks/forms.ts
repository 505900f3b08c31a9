/**
 * The forms that Databricks gives to names, principals and places. Constructs and specs hold values to the same ones.
 */
import { Token } from "cdktf";
import { type FormRule, valueChecks } from "../../pilot/problems.js";

/** The checks of values that every platform has. */
export const checks = valueChecks((value) => Token.isUnresolved(value));

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const forms = {
  // docs.databricks.com/sql/language-manual/sql-ref-names (2026-11): names in Unity Catalog are stored in lower case,
  // so another case would differ at each plan. What needs quoting in SQL is not taken.
  catalog: {
    pattern: /^(?!(?:system|samples|hive_metastore|main|__databricks_internal)$)[a-z][a-z0-9_]{0,62}$/,
    must: "be a catalog of its own: 1 to 63 lower-case letters, digits and _, a letter first, and not system, samples, hive_metastore or main",
    example: "penguins",
  },
  // a new catalog loses its schema `default`, and information_schema is the platform's
  schema: {
    pattern: /^(?!(?:default|information_schema)$)[a-z][a-z0-9_]{0,62}$/,
    must: "be a schema of its own: 1 to 63 lower-case letters, digits and _, a letter first, and not default or information_schema",
    example: "pilot",
  },
  object: {
    pattern: /^[a-z][a-z0-9_]{0,62}$/,
    must: "have 1 to 63 lower-case letters, digits and _, a letter first",
    example: "penguins",
  },
  modelName: {
    pattern: /^(?:[a-z][a-z0-9_]{0,62}\.){2}[a-z][a-z0-9_]{0,62}$/,
    must: "be catalog.schema.model in lower case",
    example: "penguins.pilot.penguins",
  },
  location: {
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
    must: "be the name of an external location: 1 to 63 lower-case letters, digits, - and _, a letter first",
    example: "penguins-data",
  },
  credential: {
    pattern: /^[A-Za-z][\w-]{0,254}$/,
    must: "be the name of a storage credential: letters, digits, - and _, a letter first",
    example: "pilot-storage",
  },
  // the commercial partition, which is Unity Catalog's own: docs.aws.amazon.com/IAM/latest/UserGuide/
  // reference_identifiers.html (2026-12)
  roleArn: {
    pattern: /^arn:aws:iam::\d{12}:role\/(?:[\w+=,.@-]+\/){0,8}[\w+=,.@-]{1,64}$/,
    must: "be the ARN of an IAM role",
    example: "arn:aws:iam::123456789012:role/penguins-catalog-role",
  },
  // docs.databricks.com/connect/unity-catalog/cloud-storage (2026-11): the three clouds' own schemes, no slash at the
  // end
  locationUrl: {
    pattern:
      /^(?!.*\/\.{1,2}(?:\/|$))(?:(?:s3|gs):\/\/[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]|abfss:\/\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9]@[a-z0-9]{3,24}\.dfs\.core\.windows\.net)(?:\/[\w.=@+-]+)*$/,
    must: "be s3://bucket, gs://bucket or abfss://container@account.dfs.core.windows.net, with a folder or without, and without a slash at its end",
    example: "s3://penguins-data-123456789012/databricks",
  },
  // names of an endpoint: docs.databricks.com/api/workspace/servingendpoints/create (2026-11)
  name: {
    pattern: /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    must: "have 1 to 63 lower-case letters, digits and -, a letter first",
    example: "penguins-endpoint",
  },
  release: {
    pattern: /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
    must: "have 1 to 20 lower-case letters, digits and -, a letter first",
    example: "r1",
  },
  displayName: {
    pattern: /^[A-Za-z](?:[\w .-]{0,98}[\w.])?$/,
    must: "have 1 to 100 letters, digits, spaces, ., - and _, a letter first",
    example: "penguins training",
  },
  // what is everybody in an account or a workspace is not a principal of a pilot
  group: {
    pattern: /^(?!(?:account users|users|admins)$)[A-Za-z][\w .@-]{0,126}$/,
    must: "be one group, and not users, account users or admins",
    example: "ml-operators",
  },
  applicationId: {
    pattern: new RegExp(`^${uuid}$`),
    must: "be the application id of a service principal: a UUID in lower case",
    example: "00000000-0000-4000-8000-000000000000",
  },
  accountId: {
    pattern: new RegExp(`^${uuid}$`),
    must: "be the id of the Databricks account: a UUID in lower case",
    example: "00000000-0000-4000-8000-000000000000",
  },
  workspaceId: { pattern: /^[1-9]\d{5,18}$/, must: "be the id of a workspace: digits", example: "1234567890123456" },
  identityName: {
    pattern: /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    must: "have 1 to 40 lower-case letters, digits and -, a letter first",
    example: "operator",
  },
  address: { pattern: /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/, must: "be an e-mail address", example: "ml@example.com" },
  digest: {
    pattern: /^sha256:[0-9a-f]{64}$/,
    must: "be sha256: and 64 hex digits",
    example: `sha256:${"0".repeat(64)}`,
  },
  // packaging.python.org/specifications/binary-distribution-format (2026-11)
  wheel: {
    pattern: /^[a-z0-9_]+-[0-9][0-9a-z.]*-py3-none-any\.whl$/,
    must: "be the file name of a pure Python 3 wheel",
    example: "pilot_image-1.0.0-py3-none-any.whl",
  },
  packageName: {
    pattern: /^[a-z][a-z0-9_]{0,62}$/,
    must: "be the name of the wheel's package: 1 to 63 lower-case letters, digits and _, a letter first",
    example: "pilot_image",
  },
  // docs.databricks.com/release-notes/serverless/environment-version (2026-11)
  environmentVersion: { pattern: /^[1-9]\d?$/, must: "be a version of the serverless environment", example: "4" },
  // what is a word of a command line, the key of a task and the name of a folder
  word: {
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
    must: "have 1 to 63 lower-case letters, digits, - and _, a letter first",
    example: "prepare",
  },
  folder: {
    pattern: /^[a-z][a-z0-9_]{0,61}\/$/,
    must: "be a prefix of the data bucket: a word and a / at the end",
    example: "artifacts/",
  },
  workspacePath: {
    pattern: /^\/(?:Shared|Users\/[\w.@+-]+)(?:\/[\w][\w .@+-]*)+$/,
    must: "be a path below /Shared or /Users",
    example: "/Shared/penguins/training",
  },
  workspaceFolder: {
    pattern: /^\/(?:Workspace\/)?(?:Shared|Users\/[\w.@+-]+)(?:\/[\w][\w .@+-]*)*$/,
    must: "be a folder of the workspace below /Shared or /Users",
    example: "/Workspace/Shared",
  },
  id: { pattern: /^[0-9a-f]{16}$/, must: "be an id of 16 hex digits", example: "0123456789abcdef" },
  // docs.databricks.com/api/account/networkpolicies (2026-11): the id of a policy; default-policy is the account's
  networkPolicy: {
    pattern: /^(?!default-policy$)[a-zA-Z0-9][a-zA-Z0-9_.-]{0,29}$/,
    must: "have 1 to 30 letters, digits, _, . and -, and not be default-policy",
    example: "penguins-pilot",
  },
  domain: {
    pattern: /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/,
    must: "be one host name, without a pattern and with its domain",
    example: "pypi.org",
  },
  region: { pattern: /^[a-z]{2,20}(?:-[a-z]+)*-?\d{0,2}$/, must: "be a region of the cloud", example: "eu-west-1" },
  endpointService: {
    pattern: /^com\.amazonaws\.(?:vpce\.)?[a-z]{2}(?:-[a-z]+)+-\d(?:\.[a-z0-9-]+)+$/,
    must: "be the name of an AWS endpoint service",
    example: "com.amazonaws.eu-west-1.s3",
  },
  bucketName: {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    must: "be the name of one bucket",
    example: "penguins-data-123456789012",
  },
  azureResource: {
    pattern: /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w().-]{1,90}\/providers\/[\w.]+(?:\/[\w.-]+)+$/,
    must: "be the ARM id of a resource",
    example:
      "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/pilot/providers/Microsoft.Storage/storageAccounts/penguins",
  },
  nodeType: {
    pattern: /^(?=.*\d)[A-Za-z][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*$/,
    must: "be the name of a node type, which has a number",
    example: "m6i.xlarge",
  },
  issuer: {
    pattern:
      /^https:\/\/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::\d{2,5})?(?:\/[\w.~-]+)*\/?$/,
    must: "be the https URL of an issuer",
    example: "https://token.actions.githubusercontent.com",
  },
  // a subject is matched exactly; a pod without a service account of its own runs as `default`
  subject: {
    pattern: /^(?!.*[*?])(?!system:serviceaccount:[^:]+:default$)[\w@.:/=+-]{3,255}$/,
    must: "be one subject without a pattern, and not the service account default",
    example: "repo:example/penguins:environment:pilot",
  },
  audience: { pattern: /^[\w.:/-]{3,255}$/, must: "be one audience", example: "https://github.com/example" },
  // docs.databricks.com/admin/account-settings/usage-detail-tags (2026-11): tags reach the cloud, whose rules hold too
  tagKey: {
    pattern: /^[A-Za-z0-9][\w.:/@ -]{0,126}$/,
    must: "be the key of a tag: 1 to 127 letters, digits, spaces and _.:/@-, a letter or digit first",
    example: "team",
  },
  tagValue: {
    pattern: /^[\w.:/@ +=-]{0,255}$/,
    must: "be the value of a tag: at most 255 letters, digits, spaces and _.:/@+=-",
    example: "ml",
  },
  // what Terraform and Databricks would read as a template, and what a terminal would obey
  plainText: {
    pattern: /^(?:(?![$%]\{|\{\{|\p{Cc}|\p{Bidi_Control})[\s\S]){1,4096}$/u,
    must: "be plain text without ${, %{, {{ and control characters",
    example: "1",
  },
} satisfies Record<string, FormRule>;

/** The name of a form. */
export type Form = keyof typeof forms;

/** What is wrong with one value; a reference and a value that is not there are right. */
export function formMessage(value: unknown, form: Form): string | undefined {
  return checks.formMessage(value, forms[form]);
}
