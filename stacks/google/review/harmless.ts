/**
 * Types of Google Cloud that grant nothing, open nothing and keep nothing of anybody: each was looked at in its
 * provider's documents (google 6.50; 2026-10).
 */
import { typesOf } from "../../readers/billing.js";
import type { HarmlessTypes } from "../../readers/contract.js";

/** The types. */
export const harmless: HarmlessTypes = {
  resources: new Set([
    ...typesOf(
      "google_",
      `
      billing_budget cloud_scheduler_job compute_network compute_router compute_resource_policy
      compute_health_check compute_disk dns_managed_zone dns_record_set dns_policy kms_key_ring logging_metric
      logging_project_exclusion logging_project_sink monitoring_alert_policy monitoring_dashboard
      monitoring_notification_channel monitoring_group project_service service_usage_consumer_quota_override
      cloud_quotas_quota_preference project_service_identity tags_tag_key tags_tag_value`,
    ),
  ]),
  data: new Set([
    ...typesOf(
      "google_",
      `
      project client_config client_openid_userinfo iam_policy compute_network compute_subnetwork compute_zones
      compute_regions storage_project_service_account service_account kms_key_ring kms_crypto_key billing_account
      artifact_registry_repository storage_bucket project_service iam_role`,
    ),
  ]),
};
