/** The clouds that a workspace stands on: the one list of them here, by the name of their own block. */

/** What a pilot must know of the cloud of its workspace. */
interface Cloud {
  /** What the URL of a location begins with. */
  readonly scheme: string;
  /** The form of a workspace's host, and an example of one. */
  readonly host: RegExp;
  readonly hostExample: string;
  /** Where the API of an account is. */
  readonly accountHost: string;
  /** The form of a machine's name, and an example of one. */
  readonly nodeType: RegExp;
  readonly nodeTypeExample: string;
  /** What a private endpoint of serverless compute names there. @default - Databricks makes none on this cloud */
  readonly privateEndpoint?: "endpointService" | "resourceId";
}

/**
 * Every one. Hosts: docs.databricks.com/workspace/workspace-details (2026-11); private endpoints: docs.databricks.com/
 * security/network/serverless-network-security (2026-11), where AWS and Azure have them. A node type is the name of the
 * cloud's machine: docs.databricks.com/api/workspace/clusters/listnodetypes (2026-11).
 */
export const clouds = {
  aws: {
    scheme: "s3://",
    host: /^https:\/\/[a-z0-9-]{1,63}\.cloud\.databricks\.com$/,
    hostExample: "https://example.cloud.databricks.com",
    accountHost: "https://accounts.cloud.databricks.com",
    nodeType: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
    nodeTypeExample: "m6i.xlarge",
    privateEndpoint: "endpointService",
  },
  google: {
    scheme: "gs://",
    host: /^https:\/\/[a-z0-9.-]{1,80}\.gcp\.databricks\.com$/,
    hostExample: "https://1234567890123456.7.gcp.databricks.com",
    accountHost: "https://accounts.gcp.databricks.com",
    nodeType: /^[a-z][a-z0-9]*-[a-z0-9-]+$/,
    nodeTypeExample: "n2-standard-4",
  },
  azure: {
    scheme: "abfss://",
    host: /^https:\/\/adb-\d{6,20}\.\d{1,2}\.azuredatabricks\.net$/,
    hostExample: "https://adb-1234567890123456.7.azuredatabricks.net",
    accountHost: "https://accounts.azuredatabricks.net",
    nodeType: /^Standard_[A-Za-z0-9_-]+$/,
    nodeTypeExample: "Standard_D4s_v5",
    privateEndpoint: "resourceId",
  },
} as const satisfies Readonly<Record<string, Cloud>>;

/** The name of a cloud. */
export type CloudId = keyof typeof clouds;

/** All names, in the order of the list. */
export const cloudIds = Object.keys(clouds) as [CloudId, ...CloudId[]];

/** What is known of a cloud. */
export const cloudOf = (id: CloudId): Cloud => clouds[id];
