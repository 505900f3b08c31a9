/**
 * What is public, wider than it should be, or lost by destroy in synthesized Databricks JSON: read by code of its own.
 */
import type { SynthesizedStack } from "../../synth.js";

type Given = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Given[] =>
  Array.isArray(value) ? (value as Given[]) : value === undefined || value === null ? [] : [value as Given];

/** Whoever is everybody in an account or a workspace, or a pattern. */
const everybody = /^(?:account users|users|admins|\*|)$/;

/** What no pilot hands out: each lets its holder hand out more, or delete what is not his. */
const widest = /^(?:ALL_PRIVILEGES|MANAGE|CREATE_CATALOG|CREATE_SCHEMA|MODIFY|APPLY_TAG|IS_OWNER|CAN_MANAGE)$/;

/** Lines about what one stack lets in or loses. */
export function databricksFindings(stack: SynthesizedStack): readonly string[] {
  const found: string[] = [];
  for (const { address, type, arguments: given } of stack.resources) {
    const say = (what: string) => found.push(`${address}: ${what}`);
    if (given["force_destroy"] === true) say("is deleted with what it holds");
    if (type === "databricks_catalog" && given["isolation_mode"] !== "ISOLATED") say("is seen by every workspace");
    if (type === "databricks_external_location") {
      if (given["isolation_mode"] !== "ISOLATION_MODE_ISOLATED") say("is seen by every workspace");
      if (given["fallback"] !== false) say("falls back to the identity of a cluster");
    }
    if (type === "databricks_volume" && given["volume_type"] !== "EXTERNAL") say("is deleted with its files");
    if (type === "databricks_grant") {
      if (everybody.test(String(given["principal"]))) say(`lets in ${given["principal"]}`);
      for (const each of given["privileges"] as string[])
        if (widest.test(each) || / /.test(each)) say(`grants ${each}`);
    }
    if (type === "databricks_permissions") {
      for (const entry of list(given["access_control"])) {
        const who = entry["group_name"] ?? entry["user_name"] ?? entry["service_principal_name"];
        if (everybody.test(String(who ?? ""))) say(`lets in ${who}`);
        if (widest.test(String(entry["permission_level"]))) say(`gives ${entry["permission_level"]}`);
      }
    }
    if (type === "databricks_service_principal") {
      for (const right of ["allow_cluster_create", "allow_instance_pool_create"])
        if (given[right] === true) say(`has ${right}`);
    }
    if (type === "databricks_registered_model" && given["aliases"] !== undefined) say("approves");
    if (type === "databricks_model_serving") {
      const lifecycle = given["lifecycle"] as { precondition?: readonly unknown[] } | undefined;
      const entities = list((given["config"] as Given)["served_entities"]);
      if (lifecycle?.precondition?.length !== entities.length) say("serves what nobody approved");
      if (entities.some((entity) => entity["environment_vars"] !== undefined || entity["external_model"] !== undefined))
        say("may hold a secret");
      const shares = list(((given["config"] as Given)["traffic_config"] as Given)["routes"]).map((route) =>
        Number(route["traffic_percentage"]),
      );
      if (shares.reduce((sum, share) => sum + share, 0) !== 100) say("routes more or less than everything");
    }
    if (type === "databricks_account_network_policy") {
      const access = (given["egress"] as { network_access: Given }).network_access;
      if (access["restriction_mode"] !== "RESTRICTED_ACCESS") say("lets everything out");
      if ((access["policy_enforcement"] as Given)["enforcement_mode"] !== "ENFORCED") say("only counts");
      for (const { destination } of list(access["allowed_internet_destinations"]))
        if (!/^[a-z0-9.-]+\.[a-z]+$/.test(String(destination))) say(`lets out to ${destination}`);
    }
    if (type === "databricks_mws_ncc_private_endpoint_rule" && /\*/.test(JSON.stringify(given))) say("is a pattern");
    if (type === "databricks_cluster_policy") {
      const definition = JSON.parse(String(given["definition"])) as Record<string, Given>;
      for (const key of ["dbus_per_hour", "num_workers", "autotermination_minutes"])
        if (typeof definition[key]?.["maxValue"] !== "number") say(`has no end of ${key}`);
      const nodes = (definition["node_type_id"]?.["values"] ?? ["any"]) as readonly string[];
      for (const node of nodes) if (!/^[\w.-]*\d[\w.-]*$/.test(node)) say(`allows ${node}`);
    }
    if (type === "databricks_budget") {
      for (const alert of list(given["alert_configurations"])) {
        if (!(Number(alert["quantity_threshold"]) > 0)) say("alerts never");
        if (list(alert["action_configurations"]).length === 0) say("alerts nobody");
      }
    }
    if (
      type === "databricks_alert_v2" &&
      !/^select [^;]* from [a-z0-9_.]+ where [^;]*$/.test(String(given["query_text"]))
    )
      say("runs another query");
    if (type === "databricks_service_principal_federation_policy") {
      const trust = given["oidc_policy"] as { audiences?: readonly string[]; subject?: string; issuer?: string };
      if (trust.audiences?.length !== 1 || /[*?]/.test(JSON.stringify(trust))) say("trusts a pattern");
      if (!trust.subject || !/^https:/.test(trust.issuer ?? "")) say("trusts everybody");
    }
    if (/secret|token|obo/.test(type)) say("holds a secret");
    if (type === "databricks_job") {
      if (given["edit_mode"] !== "UI_LOCKED") say("can be changed in the UI");
      if (!(Number(given["timeout_seconds"]) > 0)) say("has runs without an end");
      if (given["max_concurrent_runs"] !== 1) say("runs more than once at a time");
      for (const task of list(given["task"])) {
        if (!(Number(task["timeout_seconds"]) > 0)) say(`${task["task_key"]} has no end`);
        if (task["disable_auto_optimization"] !== true) say(`${task["task_key"]} is retried by the platform`);
        if (task["new_cluster"] !== undefined || task["existing_cluster_id"] !== undefined) say("starts a cluster");
      }
      for (const environment of list(given["environment"])) {
        const lines = (environment["spec"] as Given)["dependencies"] as string[];
        if (!lines.every((line) => /^-r \/Volumes\/.*\.lock$|--hash=sha256:[0-9a-f]{64}$/.test(line)))
          say("runs a package without a hash");
      }
    }
  }
  return found;
}
