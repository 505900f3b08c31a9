/**
 * The roles of whoever deploys and destroys a pilot on Google, by resource type.
 * docs.cloud.google.com/iam/docs/roles-permissions (2026-11); no project was there to try them.
 */
import type { PilotSpec } from "../pilot-spec/schema.js";

/** A predefined role, and the types that need it. */
export interface Right {
  readonly role: string;
  /** What the types of Terraform begin with. */
  readonly types: readonly string[];
}

/** Every role on the project; the budget's is on the billing account. */
export const rights: readonly Right[] = [
  { role: "roles/aiplatform.admin", types: ["google_vertex_ai_"] },
  { role: "roles/artifactregistry.admin", types: ["google_artifact_registry_"] },
  { role: "roles/bigquery.dataOwner", types: ["google_bigquery_"] },
  { role: "roles/cloudkms.admin", types: ["google_kms_"] },
  { role: "roles/cloudquotas.admin", types: ["google_cloud_quotas_"] },
  { role: "roles/cloudscheduler.admin", types: ["google_cloud_scheduler_"] },
  { role: "roles/compute.networkAdmin", types: ["google_compute_"] },
  { role: "roles/compute.securityAdmin", types: ["google_compute_firewall"] },
  { role: "roles/dns.admin", types: ["google_dns_"] },
  { role: "roles/iam.roleAdmin", types: ["google_project_iam_custom_role"] },
  { role: "roles/iam.serviceAccountAdmin", types: ["google_service_account"] },
  { role: "roles/iam.serviceAccountUser", types: ["google_workflows_", "google_cloud_scheduler_"] },
  { role: "roles/logging.admin", types: ["google_logging_"] },
  { role: "roles/monitoring.editor", types: ["google_monitoring_"] },
  { role: "roles/resourcemanager.projectIamAdmin", types: ["google_project_iam_member", "google_project_iam_audit"] },
  { role: "roles/serviceusage.serviceUsageAdmin", types: ["google_project_service"] },
  { role: "roles/storage.admin", types: ["google_storage_"] },
  { role: "roles/workflows.admin", types: ["google_workflows_"] },
];

/** The role that makes a budget, on the billing account. */
export const budgetRight: Right = { role: "roles/billing.costsManager", types: ["google_billing_budget"] };

/** What `deployer` prints: commands to paste. */
export function deployerRights({ google }: PilotSpec): readonly string[] {
  if (google === undefined) return [];
  return [
    "# DEPLOYER is user:, group: or serviceAccount: and an address",
    ...rights.map(
      ({ role }) =>
        `gcloud projects add-iam-policy-binding ${google.project} --member "$DEPLOYER" --role ${role} --condition None`,
    ),
    `gcloud billing accounts add-iam-policy-binding ${google.billingAccount} --member "$DEPLOYER" --role ${budgetRight.role}`,
    ...(google.serviceControls
      ? [
          "gcloud access-context-manager policies add-iam-policy-binding " +
            `${google.accessPolicy} --member "$DEPLOYER" --role roles/accesscontextmanager.policyEditor`,
        ]
      : []),
  ];
}
