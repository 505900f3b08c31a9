/** This vendor's rules: what a spec can break on Google, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/google/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/google/private-network.js";
import type { StackRules } from "../rules/index.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { googleNames } from "../spec/names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, google }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && google) {
    const paths: Record<string, readonly string[]> = { accessPolicy: ["google", "accessPolicy"] };
    const { serviceControls, accessPolicy } = google;
    for (const { prop, message } of privateNetworkFaults({ ...network, serviceControls, accessPolicy })) {
      faults.push({ path: paths[prop] ?? ["network", prop], message });
    }
  }
  if (name && data && google) {
    const names = googleNames(name, google.project);
    const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket };
    for (const { prop, message } of dataBucketFaults({ ...props, retentionDays: data.retentionDays })) {
      if (prop === "retentionDays") faults.push({ path: ["data", "retentionDays"], message });
    }
  }
  return faults;
}

/** Which argument holds a resource's physical name, and which names must be plain strings. */
export const stackRules: StackRules = {
  nameAttributes: {
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
  },
  plainNames: [],
};
