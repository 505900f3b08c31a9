/** Which argument holds the physical name of each resource type that the pilots use on Google. */
import type { NameAttributes } from "../rule.js";

export const googleNameAttributes: NameAttributes = {
  google_access_context_manager_access_level: "name",
  google_access_context_manager_service_perimeter: "name",
  google_compute_firewall: "name",
  google_compute_global_address: "name",
  google_compute_global_forwarding_rule: "name",
  google_compute_network: "name",
  google_compute_network_attachment: "name",
  google_compute_subnetwork: "name",
  google_dns_managed_zone: "name",
  google_dns_record_set: null,
  google_kms_crypto_key: null,
  google_kms_crypto_key_iam_member: null,
  google_kms_key_ring: "name",
  google_logging_metric: "name",
  google_logging_project_bucket_config: "bucket_id",
  google_logging_project_exclusion: "name",
  google_logging_project_sink: "name",
  google_project_iam_custom_role: "role_id",
  google_project_iam_member: null,
  google_project_service: null,
  google_storage_bucket: "name",
  google_storage_bucket_iam_member: null,
};
