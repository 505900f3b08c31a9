/**
 * What Google documents of the arguments of a stack, by hand from its pages, and not from the forms of
 * the constructs: a stack of any spec that the check accepts keeps them.
 */
import { strings } from "../../../stacks/rules/synthesized.js";
import type { DocumentedRule, DocumentedSum } from "../random/stacks.js";

const api = "docs.cloud.google.com";
const name63 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const text = (least: number, most: number) => new RegExp(`^[\\s\\S]{${least},${most}}$`);
const computeNames = `${api}/compute/docs/naming-resources (2026-11)`;

/** Rules of single arguments. */
export const rules: readonly DocumentedRule[] = [
  [
    "google_storage_bucket",
    "name",
    /^(?!goog)(?!.*g[o0]{2}gle)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
    `${api}/storage/docs/buckets#naming`,
  ],
  ["google_service_account", "account_id", /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, `${api}/iam/docs/service-accounts-create`],
  [
    "google_service_account",
    "display_name",
    text(0, 100),
    `${api}/iam/docs/reference/rest/v1/projects.serviceAccounts`,
  ],
  ["google_service_account", "description", text(0, 256), `${api}/iam/docs/reference/rest/v1/projects.serviceAccounts`],
  [
    "google_project_iam_custom_role",
    "role_id",
    /^[a-zA-Z0-9_.]{3,64}$/,
    `${api}/iam/docs/reference/rest/v1/projects.roles/create`,
  ],
  ["google_project_iam_custom_role", "title", text(1, 100), `${api}/iam/docs/reference/rest/v1/projects.roles`],
  ["google_project_iam_custom_role", "description", text(0, 300), `${api}/iam/docs/reference/rest/v1/projects.roles`],
  [
    "google_workflows_workflow",
    "name",
    /^[a-z][a-zA-Z0-9_-]{0,62}[a-zA-Z0-9]$/,
    `${api}/workflows/docs/reference/rest/v1/projects.locations.workflows/create`,
  ],
  ["google_workflows_workflow", "source_contents", text(1, 131_072), `${api}/workflows/quotas`],
  [
    "google_cloud_scheduler_job",
    "name",
    /^[a-zA-Z\d_-]{1,500}$/,
    `${api}/scheduler/docs/reference/rest/v1/projects.locations.jobs`,
  ],
  ["google_cloud_scheduler_job", "schedule", /^(\S+ ){4}\S+$/, `${api}/scheduler/docs/configuring/cron-job-schedules`],
  [
    "google_kms_key_ring",
    "name",
    /^[a-zA-Z0-9_-]{1,63}$/,
    `${api}/kms/docs/reference/rest/v1/projects.locations.keyRings/create`,
  ],
  ["google_bigquery_dataset", "dataset_id", /^[A-Za-z0-9_]{1,1024}$/, `${api}/bigquery/docs/datasets#dataset-naming`],
  [
    "google_billing_budget",
    "display_name",
    text(1, 60),
    `${api}/billing/docs/reference/budget/rest/v1/billingAccounts.budgets`,
  ],
  [
    "google_billing_budget",
    "amount/\\d+/specified_amount/\\d+/units",
    /^[1-9]\d*$/,
    `${api}/billing/docs/reference/budget/rest/v1/billingAccounts.budgets`,
  ],
  [
    "google_monitoring_alert_policy",
    "display_name",
    text(1, 512),
    `${api}/monitoring/api/ref_v3/rest/v3/projects.alertPolicies`,
  ],
  ["google_artifact_registry_repository", "repository_id", name63, `${api}/artifact-registry/docs/repositories`],
  [
    "google_vertex_ai_endpoint",
    "name",
    /^[1-9]\d{0,9}$/,
    `${api}/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/create`,
  ],
  [
    "google_vertex_ai_endpoint",
    "display_name",
    text(1, 128),
    `${api}/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints`,
  ],
  [
    "google_compute_global_forwarding_rule",
    "name",
    /^[a-z][a-z0-9]{0,19}$/,
    `${api}/vpc/docs/configure-private-service-connect-apis`,
  ],
  ...["network", "subnetwork", "firewall", "network_attachment", "address", "forwarding_rule", "global_address"].map(
    (kind) => [`google_compute_${kind}`, "name", name63, computeNames] as const,
  ),
  ["google_dns_managed_zone", "name", name63, `${api}/dns/docs/reference/rest/v1/managedZones`],
  ["google_logging_project_bucket_config", "bucket_id", /^[a-zA-Z0-9][\w.-]{0,99}$/, `${api}/logging/docs/buckets`],
  [
    "google_cloud_quotas_quota_preference",
    "contact_email",
    /^[^@\s]{1,64}@[^@\s]+$/,
    `${api}/docs/quotas/reference/rest/v1/projects.locations.quotaPreferences`,
  ],
  ...["storage_bucket", "bigquery_dataset", "workflows_workflow", "vertex_ai_endpoint"].map(
    (kind) =>
      [`google_${kind}`, "labels/[^/]+", /^[\p{Ll}\p{N}_-]{0,63}$/u, `${api}/compute/docs/labeling-resources`] as const,
  ),
].map(([type, argument, must, source]) => ({
  type: type as string,
  at: new RegExp(`^/${argument as string}$`),
  must: must as RegExp,
  source: `${source as string} (2026-11)`,
}));

/** Rules of several arguments together. */
export const sums: readonly DocumentedSum[] = [
  // docs.cloud.google.com/compute/docs/labeling-resources (2026-11): 64, of which the provider adds one to labels;
  // docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies, userLabels (2026-11): 64
  (stack) =>
    stack.resources.flatMap(({ address, arguments: given }) =>
      ["labels", "user_labels"].flatMap((key) => {
        const names = Object.keys((given[key] ?? {}) as object);
        const isForm = names.every((name) => /^[\p{Ll}][\p{Ll}\p{N}_-]{0,62}$/u.test(name));
        return names.length > (key === "labels" ? 63 : 64) || !isForm
          ? [`${address}: ${names.length} ${key}: ${names.join(" ").slice(0, 100)}`]
          : [];
      }),
    ),
  // docs.cloud.google.com/workflows/quotas (2026-11): an expression has at most 400 characters
  (stack) =>
    stack
      .all("google_workflows_workflow")
      .flatMap(({ address, arguments: given }) =>
        [...strings(JSON.parse(String(given["source_contents"]).replace(/(?<!\$)\$\{[^}]*\}/g, "reference")))]
          .filter(({ text: each }) => each.startsWith("$${") && each.length > 401)
          .map(
            ({ pointer, text: each }) =>
              `${address}${pointer}: an expression of ${each.length - 1} characters, at most 400`,
          ),
      ),
];
