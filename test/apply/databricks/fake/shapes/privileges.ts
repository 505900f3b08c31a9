/** Privileges of Unity Catalog and permission levels of a workspace, each by what it is on. */

const everywhere = ["ALL_PRIVILEGES", "APPLY_TAG", "MANAGE"];
const ofVolume = [...everywhere, "READ_VOLUME", "WRITE_VOLUME"];
const ofModel = [...everywhere, "EXECUTE", "CREATE_MODEL_VERSION"];
const ofSchema = [
  ...new Set([...ofVolume, ...ofModel]),
  ...["USE_SCHEMA", "SELECT", "MODIFY", "REFRESH", "EXTERNAL_USE_SCHEMA"],
  ...["CREATE_TABLE", "CREATE_VOLUME", "CREATE_MODEL", "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW"],
];
/** Privileges that each type knows. */
export const privileges: Readonly<Record<string, readonly string[]>> = {
  catalog: [...ofSchema, "USE_CATALOG", "CREATE_SCHEMA", "BROWSE"],
  schema: ofSchema,
  volume: ofVolume,
  function: ofModel,
  external_location: [
    ...["ALL_PRIVILEGES", "MANAGE", "BROWSE", "READ_FILES", "WRITE_FILES", "EXTERNAL_USE_LOCATION"],
    ...["CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_MANAGED_STORAGE", "CREATE_FOREIGN_SECURABLE"],
  ],
  storage_credential: ["ALL_PRIVILEGES", "MANAGE", "CREATE_EXTERNAL_LOCATION", "CREATE_EXTERNAL_TABLE"],
  metastore: ["CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION", "CREATE_STORAGE_CREDENTIAL"],
};

/**
 * Levels of each kind of object, and how the API calls the kind.
 * docs.databricks.com/security/auth/access-control (2026-12)
 */
export const kinds: Readonly<Record<string, { readonly type: string; readonly levels: readonly string[] }>> = {
  jobs: { type: "job", levels: ["CAN_VIEW", "CAN_MANAGE_RUN", "IS_OWNER", "CAN_MANAGE"] },
  "serving-endpoints": { type: "serving-endpoint", levels: ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"] },
  "cluster-policies": { type: "cluster-policy", levels: ["CAN_USE"] },
  experiments: { type: "mlflowExperiment", levels: ["CAN_READ", "CAN_EDIT", "CAN_MANAGE"] },
  directories: { type: "directory", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
  alertsv2: { type: "alertv2", levels: ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] },
};
