/**
 * How types of Google Cloud are charged. Each was looked at in its price pages (cloud.google.com, 2026-11). A type that
 * stands in no list is said to be unknown.
 */
import { type BillingReader, billingIn, typesOf } from "../../readers/billing.js";
import { list, type Resource } from "../../readers/stack.js";

const charged = billingIn({
  // each of them bills as long as it exists
  standing: [
    ...typesOf(
      "google_",
      `
      alloydb_instance bigtable_instance cloud_scheduler_job composer_environment compute_address compute_disk
      compute_forwarding_rule compute_global_address compute_global_forwarding_rule compute_instance_group_manager
      compute_interconnect_attachment compute_router_nat compute_vpn_tunnel container_cluster container_node_pool
      dataflow_job dataproc_cluster dns_managed_zone filestore_instance kms_crypto_key memcache_instance
      monitoring_alert_policy redis_instance secret_manager_secret spanner_instance vertex_ai_featurestore
      vertex_ai_index_endpoint vpc_access_connector`,
    ),
  ],
  // they bill by what is stored, sent, asked or run in them: no limit of the stack bounds that
  "by use": [
    ...typesOf(
      "google_",
      `
      artifact_registry_repository bigquery_dataset bigquery_table cloud_run_service cloud_run_v2_job
      cloud_run_v2_service cloudfunctions_function cloudfunctions2_function logging_project_bucket_config
      pubsub_subscription pubsub_topic storage_bucket vertex_ai_endpoint workflows_workflow logging_metric`,
    ),
  ],
  // machines and networks of these are read one by one, from their own arguments
  apart: [
    ...typesOf(
      "google_",
      `
      compute_instance workbench_instance notebooks_instance sql_database_instance`,
    ),
  ],
  // settings, names, grants and rules do not bill. A word ends in `_` or `/` where it stands for a family
  free: [
    ...typesOf(
      "google_",
      `
      access_context_ artifact_registry_repository_iam_ bigquery_dataset_access bigquery_dataset_iam_ billing_
      cloud_quotas_ compute_firewall compute_health_check compute_network compute_network_attachment
      compute_network_peering compute_project_metadata compute_resource_policy compute_route compute_router
      compute_service_attachment compute_subnetwork compute_subnetwork_iam_ dns_policy dns_record_set folder_
      kms_crypto_key_iam_ kms_key_ring kms_key_ring_ logging_project_exclusion logging_project_sink
      monitoring_dashboard monitoring_group monitoring_notification_channel organization_ project_
      secret_manager_secret_iam_ service_account service_account_ service_usage_ storage_bucket_ tags_`,
    ),
  ],
});

/** How many of a type bill: an alert has a price for each condition, and an address inside of a network has none. */
function count({ type, arguments: given }: Resource): number {
  if (type === "google_monitoring_alert_policy") return Math.max(1, list(given["conditions"]).length);
  return /^google_compute_(global_)?address$/.test(type) && given["address_type"] === "INTERNAL" ? 0 : 1;
}

/** Reads how resources of Google Cloud are charged. */
export const billing: BillingReader = { of: ({ type }) => charged(type), count };
