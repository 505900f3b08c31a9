/**
 * Permission levels of objects of a workspace in the one vocabulary.
 * docs.databricks.com/security/auth/access-control (2026-11), and the provider's page databricks_permissions (1.99.0)
 */

const everything = ["view", "read", "write", "delete", "administer"];

/** What a level does, whatever the object; a level that is not here is one of a single kind of objects. */
const plain: Readonly<Record<string, readonly string[]>> = {
  CAN_VIEW: ["view"],
  CAN_READ: ["view", "read"],
  CAN_MONITOR: ["view"],
  CAN_RUN: ["view", "read", "run"],
  CAN_EDIT: ["view", "read", "run", "write"],
  CAN_USE: ["use"],
  CAN_MANAGE: everything,
  IS_OWNER: everything,
};

type Levels = Readonly<Record<string, readonly string[]>>;

const runs = ["run", "stop"];
const onCompute: Levels = {
  CAN_ATTACH_TO: ["view", "run"],
  CAN_RESTART: ["view", ...runs],
  CAN_MANAGE: [...everything, ...runs],
  IS_OWNER: [...everything, ...runs],
};
const onWarehouse: Levels = { ...onCompute, CAN_USE: ["run"], CAN_MONITOR: ["view", "run"] };
const called: Levels = { CAN_USE: ["invoke"], CAN_QUERY: ["invoke"], CAN_MANAGE: [...everything, "invoke"] };

/** What an argument of a permission names, with the levels that mean another thing there. */
const objects: Readonly<Record<string, readonly [what: string, levels: Levels]>> = {
  job_id: [
    "job",
    { CAN_MANAGE_RUN: ["view", ...runs], CAN_MANAGE: [...everything, ...runs], IS_OWNER: [...everything, ...runs] },
  ],
  pipeline_id: [
    "pipeline",
    { CAN_RUN: ["view", ...runs], CAN_MANAGE: [...everything, ...runs], IS_OWNER: [...everything, ...runs] },
  ],
  serving_endpoint_id: ["serving endpoint", called],
  vector_search_endpoint_id: ["vector search endpoint", called],
  app_name: ["app", called],
  cluster_id: ["cluster", onCompute],
  cluster_policy_id: ["cluster policy", { CAN_USE: ["run"] }],
  instance_pool_id: ["instance pool", onCompute],
  sql_endpoint_id: ["SQL warehouse", onWarehouse],
  experiment_id: ["experiment", { CAN_EDIT: ["view", "read", "write"] }],
  registered_model_id: [
    "model of the workspace",
    {
      CAN_EDIT: ["view", "read", "write"],
      CAN_MANAGE_STAGING_VERSIONS: ["view", "read", "write", "approve"],
      CAN_MANAGE_PRODUCTION_VERSIONS: ["view", "read", "write", "approve"],
      CAN_MANAGE: [...everything, "approve"],
    },
  ],
  notebook_id: ["notebook", {}],
  notebook_path: ["notebook", {}],
  directory_id: ["folder", {}],
  directory_path: ["folder", {}],
  workspace_file_id: ["file", {}],
  workspace_file_path: ["file", {}],
  repo_id: ["repo", {}],
  repo_path: ["repo", {}],
  dashboard_id: ["dashboard", {}],
  sql_dashboard_id: ["dashboard", {}],
  sql_query_id: ["query", {}],
  sql_alert_id: ["alert", {}],
  alert_v2_id: ["alert", {}],
  database_instance_name: ["database", { CAN_USE: ["view", "use"] }],
  // whoever has a token is its user, from anywhere
  authorization: ["authorization by", { CAN_USE: ["use"] }],
};

/** The arguments by which a permission names its object. */
export const objectArguments: readonly string[] = Object.keys(objects);

/** What an argument of a permission names, as a person reads it. */
export const objectText = (argument: string): string => objects[argument]?.[0] ?? argument;

/** Returns what a level does on an object; undefined where nobody here knows it. */
export function verbsOfLevel(argument: string, level: string): readonly string[] | undefined {
  const [, own = {}] = objects[argument] ?? [];
  return Object.hasOwn(own, level) ? own[level] : plain[level];
}
