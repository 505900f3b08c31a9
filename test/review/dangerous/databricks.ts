/** Dangerous changes of the pilot in a workspace. */
import { versionText } from "../../variants.js";
import {
  add,
  addPrograms,
  all,
  disown,
  everywhere,
  programs,
  type Row,
  remove,
  reversion,
  type SpecRow,
} from "./row.js";

/** The hash of the wheel in the example, and another one. */
const wheels = ["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "f".repeat(64)] as const;
const policy = "databricks_account_network_policy";
const grant = (on: object, ...privileges: string[]) => ({ ...on, principal: "eve@example.org", privileges });

export const rows: readonly Row[] = [
  [
    "1 every address of the internet gets in",
    (json) => {
      add(json, "databricks_workspace_conf", "eve", { custom_config: { enableIpAccessLists: true } });
      add(json, "databricks_ip_access_list", "eve", { label: "eve", list_type: "ALLOW", ip_addresses: ["0.0.0.0/0"] });
    },
    [
      "reach-opened (public) databricks_ip_access_list.eve: opens the internet → the workspace by IP access list that allows",
    ],
  ],
  [
    "2 the policy is only logged",
    (json) => {
      all(json, policy)[0].egress.network_access.policy_enforcement.enforcement_mode = "DRY_RUN";
    },
    [
      "ledger databricks_account_network_policy.private-network /egress/network_access/policy_enforcement/enforcement_mode: private network: network isolation: that it is enforced: the ledger says ENFORCED, and the stack says DRY_RUN",
      "reach-opened (public) databricks_account_network_policy.private-network: opens serverless compute of workspaces on network policy penguins → the internet by restricted access that is only logged",
    ],
  ],
  [
    "2b full access",
    (json) => {
      all(json, policy)[0].egress.network_access.restriction_mode = "FULL_ACCESS";
    },
    [
      "reach-opened (public) databricks_account_network_policy.private-network: opens serverless compute of workspaces on network policy penguins → the internet by full access",
    ],
  ],
  [
    "2c every name may be reached",
    (json) => {
      all(json, policy)[0].egress.network_access.allowed_internet_destinations.push({ destination: "*" });
    },
    [
      "reach-opened (public) databricks_account_network_policy.private-network: opens serverless compute of workspaces on network policy penguins → the internet by restricted access",
    ],
  ],
  [
    "2d the workspace goes back to the account's policy",
    (json) => {
      all(json, "databricks_workspace_network_option")[0].network_policy_id = "default-policy";
    },
    [
      "ledger databricks_workspace_network_option.private-network_workspace /network_policy_id: private network: ",
      "reach-opened databricks_workspace_network_option.private-network_workspace: opens serverless compute of workspace 1234567890123456 → what network policy default-policy lets by network policy of the workspace",
    ],
  ],
  [
    "3 everybody of the account reads the data",
    (json) =>
      add(json, "databricks_grant", "eve", {
        volume: "penguins.pilot.data",
        principal: "account users",
        privileges: ["READ_VOLUME"],
      }),
    [
      "permission-gained (wildcard) databricks_grant.eve: every user of the account (account users) may now READ_VOLUME on volume penguins.pilot.data",
    ],
  ],
  [
    "3b the data is shared with whoever has a token",
    (json) => {
      add(json, "databricks_recipient", "eve", { name: "eve", authentication_type: "TOKEN" });
      add(json, "databricks_share", "eve", {
        name: "eve",
        object: [{ name: "penguins.pilot", data_object_type: "SCHEMA" }],
      });
      add(json, "databricks_grant", "eve", { share: "eve", principal: "eve", privileges: ["SELECT"] });
    },
    [
      "permission-gained (foreign) databricks_grant.eve: recipient eve may now SELECT on share eve",
      "reach-opened (public) databricks_recipient.eve: opens the internet → shares of recipient eve by open Delta Sharing, by a token",
    ],
  ],
  [
    "4 volumes that are deleted with their files",
    (json) => {
      for (const given of all(json, "databricks_volume", "volume-data")) given.volume_type = "MANAGED";
    },
    [
      "safeguard-off databricks_volume.data-bucket_volume-data: deletion protection: /volume_type EXTERNAL → MANAGED",
      "expiry-dropped databricks_volume.data-bucket_volume-data: nothing in data expires any more",
    ],
  ],
  [
    "4b a catalog that goes with all that is in it",
    (json) => {
      all(json, "databricks_catalog")[0].force_destroy = true;
    },
    ["safeguard-off databricks_catalog.data-bucket: force destroy: /force_destroy false → true"],
  ],
  [
    "4c a catalog that every workspace sees",
    (json) => {
      all(json, "databricks_catalog")[0].isolation_mode = "OPEN";
    },
    [
      "ledger databricks_catalog.data-bucket /isolation_mode: data bucket: ",
      "reach-opened databricks_catalog.data-bucket: opens other workspaces of the metastore → penguins by isolation mode OPEN",
    ],
  ],
  [
    "the catalog renamed",
    (json) => {
      all(json, "databricks_catalog")[0].name = "store";
    },
    ["replace databricks_catalog.data-bucket: its name penguins becomes store: it is destroyed and made again"],
  ],
  [
    "7 larger, and awake",
    (json) => {
      for (const given of all(json, "databricks_model_serving")[0].config.served_entities)
        Object.assign(given, { workload_size: "Large", scale_to_zero_enabled: false });
    },
    ["machine databricks_model_serving.endpoint: machine: "],
  ],
  [
    "7b a task without an end",
    (json) => {
      for (const given of all(json, "databricks_job", "pipeline")[0].task)
        if (given.task_key === "train") given.timeout_seconds = 0;
    },
    ["limit-raised databricks_job.pipeline: training job: "],
  ],
  [
    "7c a cluster of any price",
    (json) => {
      const [given] = all(json, "databricks_cluster_policy");
      given.definition = given.definition.replace('"maxValue":2}', '"maxValue":2000}');
    },
    ["limit-raised databricks_cluster_policy.quotas: quotas: "],
  ],
  [
    "9 the budget removed",
    (json) => remove(json, "databricks_budget", "budget"),
    ["destroy databricks_budget.budget: is destroyed"],
  ],
  [
    "9b the budget alerts nobody of the team",
    (json) => everywhere(json, '"target":"finance@example.com"', '"target":"eve@example.org"'),
    ["recipients databricks_budget.budget: "],
  ],
  [
    "11 another issuer is trusted",
    (json) =>
      add(json, "databricks_service_principal_federation_policy", "eve", {
        service_principal_id: "${tonumber(databricks_service_principal.training-job.id)}",
        oidc_policy: { issuer: "https://token.example.org", subject: "eve" },
      }),
    [
      "permission-gained (foreign) databricks_service_principal_federation_policy.eve: sub eve of https://token.example.org may now oidc_policy on service principal penguins-training when audience is the account's id",
    ],
  ],
  [
    "11b a subject that is a pattern",
    (json) =>
      add(json, "databricks_service_principal_federation_policy", "eve", {
        service_principal_id: "${tonumber(databricks_service_principal.training-job.id)}",
        oidc_policy: { issuer: "https://token.example.org", subject: "repo:eve/*" },
      }),
    ["permission-gained (foreign, wildcard) databricks_service_principal_federation_policy.eve: "],
  ],
  [
    "13 the job runs as somebody else",
    (json) => {
      all(json, "databricks_job")[0].run_as = { user_name: "eve@example.org" };
    },
    ["permission-gained databricks_job.pipeline: job penguins-pipeline may now run_as on user eve@example.org"],
  ],
  [
    "13b the pipeline's principal approves",
    (json) => {
      all(json, "databricks_registered_model")[0].owner = "${databricks_service_principal.training-job.application_id}";
    },
    [
      "permission-gained databricks_registered_model.model-registry: service principal penguins-training may now owner on model penguins.pilot.penguins",
    ],
  ],
  [
    "14 an alert at another number",
    (json) => {
      all(json, "databricks_alert_v2", "p95")[0].evaluation.threshold.value.double_value = 50_000;
    },
    ["limit-raised databricks_alert_v2.dashboard_p95: endpoint: "],
  ],
  [
    "16 everything in the catalog",
    (json) => add(json, "databricks_grant", "eve", grant({ catalog: "penguins" }, "ALL_PRIVILEGES")),
    [
      "permission-gained (wildcard) databricks_grant.eve: user eve@example.org may now ALL_PRIVILEGES on catalog penguins",
    ],
  ],
  [
    "16b an administrator of the workspace",
    (json) =>
      add(json, "databricks_permission_assignment", "eve", { user_name: "eve@example.org", permissions: ["ADMIN"] }),
    [
      "permission-gained (wildcard) databricks_permission_assignment.eve: user eve@example.org may now ADMIN on the workspace",
    ],
  ],
  [
    "17 a job that the console may change",
    (json) => {
      all(json, "databricks_job")[0].edit_mode = "EDITABLE";
    },
    ["safeguard-off databricks_job.pipeline: changes past Terraform: "],
  ],
  ["18 another wheel", (json) => everywhere(json, ...wheels), ["image databricks_job.pipeline: image:"]],
  [
    "18b another version under the same name",
    (json) => {
      all(json, "databricks_model_serving")[0].config.served_entities[0].entity_version = "7";
    },
    ["release-changed databricks_model_serving.endpoint: released version: "],
  ],
  [
    "19 the gate at 0",
    (json) => everywhere(json, '"--threshold","0.8"', '"--threshold","0"'),
    ["gate-lowered databricks_job.pipeline: pipeline: accuracy at least: 0.8, hard → 0, hard, owner ml@example.com"],
  ],
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "a type that nobody reads",
    (json) => add(json, "databricks_account_setting_v2", "x", {}),
    ["not-read databricks_account_setting_v2.x: databricks_account_setting_v2: no reader knows this type"],
  ],
  [
    "a script on every cluster",
    (json) => add(json, "databricks_global_init_script", "x", { name: "x", enabled: true, source: "x.sh" }),
    [
      "permission-gained (wildcard) databricks_global_init_script.x: global init script x may now run x.sh on whoever starts a cluster of the workspace with dedicated or no isolation",
    ],
  ],
  [
    "a bucket for everybody",
    (json) => add(json, "databricks_mount", "x", { name: "x", s3: { bucket_name: "x" } }),
    [
      "permission-gained (wildcard) databricks_mount.x: every user of the workspace (users) may now read and write by the mount on s3://x when the cluster that mounts it may",
    ],
  ],
  ["another owner", disown, ["owner databricks_job.pipeline: pipeline: owner ml@example.com → eve@example.com, of "]],
  [
    "another version under the live release's name, as the ledger says it",
    reversion,
    [`release-changed "//".pilot.releases.r1: release r1: version 1@731905264870001 → 7`],
  ],
];

/** The same, made in the spec. */
export const inSpec: readonly SpecRow[] = [
  [
    "7 larger, in the spec",
    (input) => {
      Object.assign(input.databricks ?? {}, { workloadSize: "Large" });
    },
    ["machine databricks_model_serving.endpoint: machine: "],
  ],
  [
    "8 a longer training, in the spec",
    (input) => {
      input.training = { ...input.training, maxRuntimeSeconds: 36_000 };
    },
    ["limit-raised databricks_job.pipeline: training job: "],
  ],
  [
    "15 another release goes live",
    (input) => {
      const listed = { r1: versionText("databricks", 1), r2: versionText("databricks", 2), r9: "9" };
      Object.assign(input.databricks ?? {}, { releases: listed, live: "r9" });
    },
    [
      'release-live "//".pilot.live: live: r1, version 1@731905264870001 → r9, version 9',
      // every listed release has machines of its own
      "machine databricks_model_serving.endpoint: machine: ",
    ],
    ["machine", "other"],
  ],
];

/** Changes that nobody must agree to. */
export const harmless: readonly Row[] = [
  [
    "a tag",
    (json) => {
      for (const given of all(json, "databricks_job")) given.tags.cost = "42";
    },
    [],
  ],
  [
    "words",
    (json) => {
      for (const given of all(json, "databricks_schema")) given.comment = "other words";
    },
    [],
  ],
];
