/** What keeps things on Google Cloud, and what makes them expire. */
import { blocksOf, type Given, isTime, type StoreTypes } from "../stores/store.js";

/**
 * Whether a rule deletes live objects. Conditions on newer versions, on the time since an object is not current, or on
 * archived state never meet one (docs.cloud.google.com/storage/docs/lifecycle, "Lifecycle conditions", 2026-11).
 */
function deletesLive(rule: Given): boolean {
  const isDelete = blocksOf(rule["action"]).some(({ type }) => type === "Delete");
  const conditions = blocksOf(rule["condition"]);
  const isOfOld = conditions.some(
    (each) =>
      each["with_state"] === "ARCHIVED" ||
      isTime(each["num_newer_versions"]) ||
      isTime(each["days_since_noncurrent_time"]) ||
      each["noncurrent_time_before"] !== undefined,
  );
  return isDelete && !isOfOld;
}

export const stores: StoreTypes = {
  google_artifact_registry_repository: {
    name: "repository_id",
    // a dry run deletes nothing
    own: (given) =>
      given["cleanup_policy_dry_run"] !== true &&
      blocksOf(given["cleanup_policies"]).some(({ action }) => action === "DELETE"),
    fix: "add cleanup_policies with the action DELETE",
  },
  google_bigquery_dataset: {
    name: "dataset_id",
    own: (given) => isTime(given["default_table_expiration_ms"]) || isTime(given["default_partition_expiration_ms"]),
    fix: "set default_table_expiration_ms or default_partition_expiration_ms",
  },
  google_logging_project_bucket_config: {
    name: "bucket_id",
    own: (given) => isTime(given["retention_days"]),
    fix: "set retention_days",
  },
  google_storage_bucket: {
    name: "name",
    own: (given) => blocksOf(given["lifecycle_rule"]).some(deletesLive),
    fix: "add a lifecycle_rule with the action Delete",
  },
};
