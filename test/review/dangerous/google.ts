/** Dangerous changes of the Google pilot. */
import { add, addPrograms, all, digests, disown, everywhere, programs, type Row, remove } from "./row.js";

export const rows: readonly Row[] = [
  [
    "1 a port open to everybody",
    (json) =>
      add(json, "google_compute_firewall", "open", {
        name: "open",
        direction: "INGRESS",
        source_ranges: ["0.0.0.0/0"],
        allow: [{ protocol: "tcp", ports: ["22"] }],
        network: "penguins-network",
      }),
    ["reach-opened (public) google_compute_firewall.open: opens the internet → penguins-network by tcp 22"],
  ],
  [
    "3 everybody reads the bucket",
    (json) =>
      add(json, "google_storage_bucket_iam_member", "all", {
        bucket: "${google_storage_bucket.data-bucket.name}",
        member: "allUsers",
        role: "roles/storage.objectViewer",
      }),
    [
      "permission-gained (public, wildcard) google_storage_bucket_iam_member.all: everybody (allUsers) may now roles/storage.objectViewer on penguins-data-penguins-pilot",
    ],
  ],
  [
    "4 the expiry removed",
    (json) => {
      delete json.resource.google_storage_bucket["data-bucket"].lifecycle_rule;
    },
    [
      "expiry-dropped google_storage_bucket.data-bucket: data bucket: data/ expired after 90 days, and no longer does",
      "expiry-dropped google_storage_bucket.data-bucket: data bucket: artifacts/ expired after 90 days, and no longer does",
      "expiry-dropped google_storage_bucket.data-bucket: data bucket: evaluation/ expired after 365 days, and no longer does",
      "expiry-dropped google_storage_bucket.data-bucket: data bucket: exports/ expired after 30 days, and no longer does",
    ],
  ],
  [
    "4b an expiry after 100 years",
    (json) => {
      json.resource.google_storage_bucket["data-bucket"].lifecycle_rule[0].condition.age = 36_500;
    },
    [
      "expiry-changed google_storage_bucket.data-bucket: data bucket: data/ expired after 90 days, now after 36,500 days",
    ],
  ],
  [
    "5 the key removed",
    (json) => remove(json, "google_kms_crypto_key", "data-bucket_key"),
    [
      "destroy google_kms_crypto_key.data-bucket_key: is destroyed, and with it the key, and what only it can read",
      "limit-raised google_kms_crypto_key.data-bucket_key: data bucket: key deletion waits: 30 days, hard → none, hard, owner data@example.com",
    ],
  ],
  [
    "6 the bucket renamed",
    (json) => everywhere(json, "penguins-data-penguins-pilot", "penguins-store-penguins-pilot"),
    [
      "replace google_storage_bucket.data-bucket: its name penguins-data-penguins-pilot becomes penguins-store-penguins-pilot: it is destroyed and made again",
    ],
  ],
  [
    "8 another machine",
    (json) => everywhere(json, "e2-standard-4", "a3-highgpu-8g"),
    [
      "machine google_workflows_workflow.pipeline: machine:",
      "machine google_workflows_workflow.endpoint_release: machine: /source_contents/main/steps/0/settings/assign/8/machine_type e2-standard-4 → a3-highgpu-8g",
    ],
  ],
  [
    "9 the budget removed",
    (json) => remove(json, "google_billing_budget"),
    [
      "destroy google_billing_budget.budget: is destroyed, and with it the alerts of the budget",
      "limit-raised google_billing_budget.budget: budget: a month costs: 500, alert → none, alert, owner finance@example.com",
      "limit-raised google_billing_budget.budget: budget: alert at 50 percent: 50 %, alert → none, alert, owner finance@example.com",
      "limit-raised google_billing_budget.budget: budget: alert at 80 percent: 80 %, alert → none, alert, owner finance@example.com",
    ],
  ],
  [
    "9 other recipients",
    (json) => {
      all(json, "google_monitoring_notification_channel")[0].labels.email_address = "eve@example.org";
    },
    [
      "recipients google_monitoring_notification_channel.budget_recipient-0: who is notified: /labels/email_address finance@example.com → eve@example.org",
    ],
  ],
  [
    "12 no key, and no rotation",
    (json) => {
      delete json.resource.google_storage_bucket["data-bucket"].encryption;
      delete all(json, "google_kms_crypto_key")[0].rotation_period;
    },
    [
      "safeguard-off google_kms_crypto_key.data-bucket_key: key rotation: /rotation_period gone: 7776000s",
      "safeguard-off google_storage_bucket.data-bucket: encryption key: /encryption/default_kms_key_name gone:",
    ],
  ],
  [
    "13 the bucket public",
    (json) => {
      json.resource.google_storage_bucket["data-bucket"].public_access_prevention = "inherited";
    },
    [
      "reach-opened (public) google_storage_bucket.data-bucket: opens the internet → penguins-data-penguins-pilot by public access not prevented by this stack",
    ],
  ],
  [
    "14 an alarm that notifies nobody and is off",
    (json) =>
      Object.assign(all(json, "google_monitoring_alert_policy", "slow")[0], {
        notification_channels: [],
        enabled: false,
      }),
    [
      "safeguard-off google_monitoring_alert_policy.endpoint_alerts_slow: alarm: /enabled new: false",
      "recipients google_monitoring_alert_policy.endpoint_alerts_slow: a recipient is gone: /notification_channels/0 gone: ${google_monitoring_notification_channel.budget_recipient-0.name}, and 1",
    ],
  ],
  [
    "16 editor on the project",
    (json) =>
      add(json, "google_project_iam_member", "ed", {
        project: "penguins-pilot",
        role: "roles/editor",
        member: "user:eve@example.org",
      }),
    [
      "permission-gained (wildcard) google_project_iam_member.ed: user:eve@example.org may now roles/editor on project penguins-pilot",
    ],
  ],
  [
    "17 nothing protects the data",
    (json) => {
      json.resource.google_storage_bucket["data-bucket"].force_destroy = true;
      all(json, "google_artifact_registry_repository")[0].docker_config.immutable_tags = false;
    },
    [
      "safeguard-off google_storage_bucket.data-bucket: force destroy: /force_destroy false → true",
      "safeguard-off google_artifact_registry_repository.training-job_image: tags that cannot be moved: /docker_config/immutable_tags true → false",
    ],
  ],
  [
    "18 another image",
    (json) => everywhere(json, ...digests),
    [
      "image google_artifact_registry_repository.training-job_image: image: /cleanup_policies/2/condition/version_name_prefixes/0",
      "image google_workflows_workflow.pipeline: image:",
    ],
  ],
  [
    "19 the gate at 0",
    (json) => {
      for (const given of all(json, "google_workflows_workflow"))
        given.source_contents = given.source_contents.replace(
          '"gate_threshold":{"runtimeValue":{"constant":0.8}}',
          '"gate_threshold":{"runtimeValue":{"constant":0}}',
        );
    },
    [
      "gate-lowered google_workflows_workflow.pipeline: pipeline: accuracy at least: 0.8, hard → 0, hard, owner ml@example.com",
    ],
  ],
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "a key of a service account",
    (json) =>
      add(json, "google_service_account_key", "k", {
        service_account_id: "${google_service_account.training-job.name}",
      }),
    ["credential google_service_account_key.k: is made: a secret that lasts"],
  ],
  [
    "another owner",
    disown,
    [
      "owner google_workflows_workflow.pipeline: pipeline: owner ml@example.com → eve@example.com, of probe stops after, probe is retried, prepare stops after, prepare is retried, evaluate stops",
      "owner google_artifact_registry_repository.training-job_image: training job: owner ml@example.com → eve@example.com, of images kept, training stops after, training nodes, training volume,",
    ],
  ],
];

/** Changes that nobody must agree to. */
export const harmless: readonly Row[] = [
  [
    "a label",
    (json) => {
      for (const given of all(json, "google_storage_bucket")) given.labels.cost = "42";
    },
    [],
  ],
  [
    "words",
    (json) => {
      all(json, "google_service_account")[0].description = "trains";
    },
    [],
  ],
];
