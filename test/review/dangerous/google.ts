/** Dangerous changes of the Google pilot. */
import {
  add,
  addPrograms,
  all,
  digests,
  disown,
  everywhere,
  goLive,
  keepNothing,
  largeTraining,
  manyReplicas,
  programs,
  type Row,
  readdress,
  remove,
  reversion,
  reversioned,
  type SpecRow,
} from "./row.js";

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
    "2 a way out to the internet",
    (json) => {
      add(json, "google_compute_router_nat", "n", {
        name: "n",
        router: "router-1",
        nat_ip_allocate_option: "AUTO_ONLY",
        source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      });
      add(json, "google_compute_route", "r", {
        name: "r",
        network: "penguins-network",
        dest_range: "0.0.0.0/0",
        next_hop_gateway: "default-internet-gateway",
      });
      add(json, "google_compute_address", "a", { name: "a", address_type: "EXTERNAL" });
    },
    [
      "reach-opened (public) google_compute_route.r: opens penguins-network → the internet by route",
      "reach-opened (public) google_compute_router_nat.n: opens router-1 → the internet by NAT",
      "reach-opened (public) google_compute_address.a: opens the internet → a by public address",
    ],
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
    "3b the same, under a condition that anybody fulfils",
    (json) =>
      add(json, "google_storage_bucket_iam_member", "all", {
        bucket: "${google_storage_bucket.data-bucket.name}",
        member: "allAuthenticatedUsers",
        role: "roles/storage.objectViewer",
        condition: [{ title: "t", expression: "true" }],
      }),
    [
      "permission-gained (public, wildcard) google_storage_bucket_iam_member.all: everybody (allAuthenticatedUsers) may now roles/storage.objectViewer on penguins-data-penguins-pilot when true",
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
    "6 another address without a moved block",
    (json) => readdress(json, "google_storage_bucket"),
    [
      "replace google_storage_bucket.data-bucket: is destroyed and made again as google_storage_bucket.store; a moved block would keep it",
    ],
  ],
  [
    "7 200 replicas, in the JSON",
    (json) => {
      for (const given of all(json, "google_workflows_workflow", "release"))
        given.source_contents = given.source_contents.replace('"max_replicas":2', '"max_replicas":200');
    },
    [
      "limit-raised google_workflows_workflow.endpoint_release: endpoint: replicas at most: 2, hard → 200, hard, owner serving@example.com",
    ],
  ],
  [
    "8 and 8b another machine behind the endpoint and in the training",
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
    "10 what denies all that is not allowed removed",
    (json) => remove(json, "google_compute_firewall", "out-denied"),
    [
      "destroy google_compute_firewall.private-network_out-denied: is destroyed",
      "reach-opened google_compute_firewall.private-network_out-denied: no longer keeps closed projects/penguins-pilot/global/networks/penguins-network → the internet by all ports",
    ],
  ],
  [
    "11 trust of another project, and of another issuer",
    (json) => {
      const on = { service_account_id: "${google_service_account.training-job.name}" };
      const pool = "iam.googleapis.com/projects/999988887777/locations/global/workloadIdentityPools/eve";
      add(json, "google_service_account_iam_member", "pool", {
        ...{ ...on, role: "roles/iam.workloadIdentityUser" },
        member: `principalSet://${pool}/*`,
      });
      add(json, "google_service_account_iam_member", "account", {
        ...{ ...on, role: "roles/iam.serviceAccountTokenCreator" },
        member: "serviceAccount:eve@other-project.iam.gserviceaccount.com",
      });
    },
    [
      "permission-gained (foreign) google_service_account_iam_member.pool: principalSet://iam.googleapis.com/projects/999988887777/locations/global/workloadIdentityPools/eve/* may now roles/iam.workloadIdentityUser on {penguins-training}",
      "permission-gained (foreign) google_service_account_iam_member.account: serviceAccount:eve@other-project.iam.gserviceaccount.com may now roles/iam.serviceAccountTokenCreator on {penguins-training}",
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
    "15 another version behind the live release's name",
    (json) => {
      reversion(json);
      for (const given of all(json, "google_workflows_workflow", "release"))
        given.source_contents = given.source_contents.replace('"releases":{"r1":"1"', '"releases":{"r1":"7"');
    },
    [
      reversioned,
      "other google_workflows_workflow.endpoint_release: /source_contents/main/steps/0/settings/assign/0/releases/r1 1 → 7",
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
    "20 calls that go elsewhere",
    (json) => {
      json.provider.google[0].storage_custom_endpoint = "https://storage.example.org/";
    },
    [
      "provider provider.google: provider google: its calls, with the credentials, go where storage_custom_endpoint says",
    ],
  ],
  [
    "a public machine and database",
    (json) => {
      add(json, "google_compute_instance", "i", {
        name: "i",
        machine_type: "e2-small",
        network_interface: [{ access_config: [{}] }],
      });
      add(json, "google_sql_database_instance", "d", {
        name: "d",
        settings: [{ ip_configuration: [{ authorized_networks: [{ value: "0.0.0.0/0" }] }] }],
      });
    },
    [
      "reach-opened (public) google_compute_instance.i: opens the internet → i by public address",
      "reach-opened (public) google_sql_database_instance.d: opens the internet → d by public address, for every network",
    ],
  ],
  [
    "a type that nobody reads",
    (json) => add(json, "google_unheard_of", "x", {}),
    ["not-read google_unheard_of.x: google_unheard_of: no reader knows this type"],
  ],
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

/** The same, made in the spec. */
export const inSpec: readonly SpecRow[] = [
  [
    "15 a new release goes live",
    goLive("google"),
    [
      'release-live "//".pilot.live: live: r1, version 1 → r9, version 9',
      "make google_workflows_workflow.endpoint_release: one more release is listed: /source_contents/main/steps/0/settings/assign/0/releases/r9 new: 9",
    ],
    [],
  ],
  [
    "7 50 replicas, in the spec",
    manyReplicas,
    [
      "limit-raised google_workflows_workflow.endpoint_release: endpoint: replicas at most: 2, hard → 50, hard, owner serving@example.com",
    ],
  ],
  [
    "8b an accelerator in the training, in the spec",
    largeTraining,
    ["machine google_workflows_workflow.pipeline: machine: "],
  ],
  [
    "17 onDestroy: delete",
    keepNothing,
    [
      "safeguard-off google_storage_bucket.data-bucket: force destroy: /force_destroy false → true",
      "safeguard-off google_storage_bucket.data-bucket_access-logs: force destroy: /force_destroy false → true",
      "safeguard-off google_bigquery_dataset.endpoint_capture: force destroy: /delete_contents_on_destroy false → true",
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
