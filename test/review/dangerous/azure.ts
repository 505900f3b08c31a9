/** Dangerous changes of the Azure pilot. */
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
      add(json, "azurerm_network_security_rule", "open", {
        name: "open",
        access: "Allow",
        direction: "Inbound",
        priority: 100,
        protocol: "Tcp",
        source_address_prefix: "*",
        source_port_range: "*",
        destination_address_prefix: "*",
        destination_port_range: "22",
        network_security_group_name: "group",
        resource_group_name: "penguins",
      }),
    ["reach-opened (public) azurerm_network_security_rule.open: opens anywhere → group by tcp 22"],
  ],
  [
    "2 a way out to the internet",
    (json) => {
      add(json, "azurerm_nat_gateway", "n", { name: "n" });
      add(json, "azurerm_public_ip", "p", { name: "p", allocation_method: "Static" });
      add(json, "azurerm_route", "r", {
        name: "r",
        route_table_name: "routes",
        address_prefix: "0.0.0.0/0",
        next_hop_type: "Internet",
      });
    },
    [
      "reach-opened (public) azurerm_nat_gateway.n: opens n → the internet by NAT gateway",
      "reach-opened (public) azurerm_route.r: opens routes → the internet by route",
      "reach-opened (public) azurerm_public_ip.p: opens the internet → p by public address",
    ],
  ],
  [
    "3 everybody reads the data",
    (json) => {
      all(json, "azurerm_storage_container", "data-bucket_data")[0].container_access_type = "blob";
    },
    ["reach-opened (public) azurerm_storage_container.data-bucket_data: opens the internet → data by anonymous access"],
  ],
  [
    "3b the account open, to two ranges that are every address",
    (json) =>
      Object.assign(json.resource.azurerm_storage_account["data-bucket"], {
        public_network_access_enabled: true,
        network_rules: { bypass: ["AzureServices"], default_action: "Deny", ip_rules: ["0.0.0.0/1", "128.0.0.0/1"] },
      }),
    [
      "reach-opened (public) azurerm_storage_account.data-bucket: opens the internet → penguins4e30ca01 by public network access, for ranges that are the internet",
    ],
  ],
  [
    "4 the expiry removed",
    (json) => remove(json, "azurerm_storage_management_policy", "data-bucket_expiry"),
    [
      "destroy azurerm_storage_management_policy.data-bucket_expiry: is destroyed, and with it the expiry",
      "expiry-dropped azurerm_storage_management_policy.data-bucket_expiry: data bucket: data/ expired after 90 days, and no longer does",
      "expiry-dropped azurerm_storage_management_policy.data-bucket_expiry: data bucket: artifacts/ expired after 90 days, and no longer does",
      "expiry-dropped azurerm_storage_management_policy.data-bucket_expiry: data bucket: evaluation/ expired after 365 days, and no longer does",
    ],
  ],
  [
    "4b an expiry after 100 years",
    (json) => {
      all(
        json,
        "azurerm_storage_management_policy",
        "data-bucket_expiry",
      )[0].rule[0].actions.base_blob.delete_after_days_since_modification_greater_than = 36_500;
    },
    [
      "expiry-changed azurerm_storage_management_policy.data-bucket_expiry: data bucket: data/ expired after 90 days, now after 36,500 days",
    ],
  ],
  [
    "5 the key removed",
    (json) => {
      for (const type of ["azurerm_key_vault", "azapi_resource_action"]) remove(json, type, "data-bucket_key");
    },
    [
      "destroy azapi_resource_action.data-bucket_key: is destroyed, and with it key rotation",
      "destroy azurerm_key_vault.data-bucket_key: is destroyed, and with it the key, and what only it can read",
      "limit-raised azurerm_key_vault.data-bucket_key: data bucket: vault deletion waits: 90 days, hard → none, hard, owner data@example.com",
    ],
  ],
  [
    "6 the account renamed",
    (json) => {
      all(json, "azurerm_storage_account", "data-bucket")[0].name = "penguinsother";
    },
    [
      "replace azurerm_storage_account.data-bucket: its name penguins4e30ca01 becomes penguinsother: it is destroyed and made again",
    ],
  ],
  [
    "6 another address without a moved block",
    (json) => readdress(json, "azurerm_storage_account"),
    [
      "replace azurerm_storage_account.data-bucket: is destroyed and made again as azurerm_storage_account.store; a moved block would keep it",
    ],
  ],
  [
    "7 200 replicas, in the JSON",
    (json) => {
      for (const given of all(json, "azurerm_monitor_autoscale_setting")) given.profile[0].capacity.maximum = 200;
    },
    [
      "limit-raised azurerm_monitor_autoscale_setting.endpoint_rel-r1_autoscale: endpoint: replicas at most: 2, hard → 200, hard, owner serving@example.com",
    ],
  ],
  [
    "8 and 8b another machine behind the endpoint and in the training",
    (json) => everywhere(json, "Standard_D2as_v4", "Standard_ND96isr_H100_v5"),
    [
      "replace azurerm_machine_learning_compute_cluster.training-job_cluster-d2as-v4: its vm_size Standard_D2as_v4 becomes Standard_ND96isr_H100_v5: no provider changes that in place, so it is",
      "machine terraform_data.endpoint_rel-r1_held: machine: /input/vmSize Standard_D2as_v4 → Standard_ND96isr_H100_v5",
      "machine terraform_data.endpoint_rel-r2_held: machine: /input/vmSize Standard_D2as_v4 → Standard_ND96isr_H100_v5",
    ],
  ],
  [
    "9 the budget removed",
    (json) => remove(json, "azurerm_consumption_budget_resource_group"),
    [
      "destroy azurerm_consumption_budget_resource_group.budget: is destroyed, and with it the alerts of the budget",
      "limit-raised azurerm_consumption_budget_resource_group.budget: budget: a month costs: 500, alert → none, alert, owner finance@example.com",
      "limit-raised azurerm_consumption_budget_resource_group.budget: budget: alert at 50 percent: 50 %, alert → none, alert, owner finance@example.com",
      "limit-raised azurerm_consumption_budget_resource_group.budget: budget: alert at 80 percent: 80 %, alert → none, alert, owner finance@example.com",
    ],
  ],
  [
    "9 other recipients",
    (json) => {
      for (const given of all(json, "azurerm_consumption_budget_resource_group"))
        for (const each of given.notification) each.contact_emails = ["eve@example.org"];
    },
    [
      "recipients azurerm_consumption_budget_resource_group.budget: who is notified: /notification/0/contact_emails/0 finance@example.com → eve@example.org, and 3 more of it",
      "recipients azurerm_consumption_budget_resource_group.budget: a recipient is gone: /notification/0/contact_emails/1 gone: ml@example.com, and 3 more of it",
    ],
  ],
  [
    "10 what denies all that is not allowed removed",
    (json) => remove(json, "azurerm_network_security_rule", "private-endpoints-deny-inbound"),
    [
      "destroy azurerm_network_security_rule.private-network_private-endpoints-deny-inbound: is destroyed",
      "reach-opened azurerm_network_security_rule.private-network_private-endpoints-deny-inbound: no longer keeps closed anywhere → penguins-private-endpoints by all ports",
    ],
  ],
  [
    "12 no rotation",
    (json) => {
      for (const given of all(json, "azapi_resource_action", "data-bucket_key"))
        delete given.body.properties.rotationPolicy;
    },
    [
      "safeguard-off azapi_resource_action.data-bucket_key: key rotation: /body/properties/rotationPolicy/attributes/expiryTime gone: P2Y",
    ],
  ],
  [
    "12 the encryption removed",
    (json) => remove(json, "azapi_update_resource", "key_encryption"),
    ["destroy azapi_update_resource.data-bucket_key_encryption: is destroyed, and with it encryption, encryption key"],
  ],
  [
    "13 public blobs and shared keys",
    (json) =>
      Object.assign(all(json, "azurerm_storage_account", "data-bucket")[0], {
        allow_nested_items_to_be_public: true,
        shared_access_key_enabled: true,
      }),
    [
      "safeguard-off azurerm_storage_account.data-bucket: public access: /allow_nested_items_to_be_public false → true",
      "safeguard-off azurerm_storage_account.data-bucket: keys that are shared: /shared_access_key_enabled false → true",
    ],
  ],
  [
    "14 an alarm that notifies nobody and is off",
    (json) => {
      const [given] = all(json, "azurerm_monitor_metric_alert", "slow");
      delete given.action;
      given.enabled = false;
    },
    [
      "safeguard-off azurerm_monitor_metric_alert.endpoint_alerts_slow: alarm: /enabled new: false",
      "recipients azurerm_monitor_metric_alert.endpoint_alerts_slow: a recipient is gone: /action/0/action_group_id gone:",
    ],
  ],
  [
    "15 another version behind the live release's name",
    (json) => {
      reversion(json);
      for (const given of all(json, "azapi_resource", "endpoint_rel-r1")) given.body.properties.model = "another";
    },
    [reversioned, "release-changed azapi_resource.endpoint_rel-r1: released version: /body/properties/model"],
  ],
  [
    "16 Owner of the subscription",
    (json) =>
      add(json, "azurerm_role_assignment", "own", {
        scope: "/subscriptions/22222222-3333-4444-8555-666666666666",
        role_definition_name: "Owner",
        principal_id: "99999999-0000-4000-8000-000000000000",
      }),
    [
      "permission-gained (wildcard) azurerm_role_assignment.own: 99999999-0000-4000-8000-000000000000 may now Owner on subscription 22222222-3333-4444-8555-666666666666",
    ],
  ],
  [
    "17 no purge protection",
    (json) => {
      all(json, "azurerm_key_vault")[0].purge_protection_enabled = false;
    },
    ["safeguard-off azurerm_key_vault.data-bucket_key: deletion protection: /purge_protection_enabled true → false"],
  ],
  [
    "18 another image",
    (json) => everywhere(json, ...digests),
    [
      "image terraform_data.endpoint_rel-r1_held: image: /input/image sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef →",
      "image terraform_data.endpoint_rel-r2_held: image: /input/image sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef →",
      "image azapi_resource_action.pipeline_disable: image: /body/properties/action/jobDefinition/jobs/probe/environment_variables/PILOT_IMAGE_DIGEST",
      "image azapi_resource.training-job_environment_version: image: /body/properties/image",
    ],
  ],
  [
    "17 no versions of what is overwritten",
    (json) => {
      json.resource.azurerm_storage_account["data-bucket"].blob_properties.versioning_enabled = false;
    },
    ["safeguard-off azurerm_storage_account.data-bucket: versioning: /blob_properties/versioning_enabled true → false"],
  ],
  [
    "19 the gate at 0",
    (json) => everywhere(json, '"PILOT_THRESHOLD":"0.8"', '"PILOT_THRESHOLD":"0"'),
    ["gate-lowered azapi_resource.pipeline: pipeline: accuracy at least: 0.8, hard → 0, hard, owner ml@example.com"],
  ],
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "20 calls that go elsewhere",
    (json) => {
      json.provider.azurerm[0].metadata_host = "example.org";
    },
    ["provider provider.azurerm: provider azurerm: its calls, with the credentials, go where metadata_host says"],
  ],
  [
    "a public database",
    (json) =>
      add(json, "azurerm_mssql_firewall_rule", "d", {
        name: "d",
        server_id: "db",
        start_ip_address: "0.0.0.0",
        end_ip_address: "255.255.255.255",
      }),
    ["reach-opened (public) azurerm_mssql_firewall_rule.d: opens the internet → db by firewall rule"],
  ],
  [
    "a type that nobody reads",
    (json) => add(json, "azurerm_unheard_of", "x", {}),
    ["not-read azurerm_unheard_of.x: azurerm_unheard_of: no reader knows this type"],
  ],
  [
    "11 trust of a foreign repository",
    (json) =>
      add(json, "azurerm_federated_identity_credential", "f", {
        name: "f",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:eve/x:ref:refs/heads/main",
        audience: ["api://AzureADTokenExchange"],
        parent_id: "${azurerm_user_assigned_identity.data-bucket_key_user_3BBBE80D.id}",
      }),
    [
      "permission-gained (foreign) azurerm_federated_identity_credential.f: federated repo:eve/x:ref:refs/heads/main (https://token.actions.githubusercontent.com) may now federated identity",
    ],
  ],
  [
    "another owner",
    disown,
    [
      "owner azapi_resource.pipeline: pipeline: owner ml@example.com → eve@example.com, of probe stops after, prepare stops after, evaluate stops after, gate stops after, accuracy at least",
      "owner azurerm_log_analytics_workspace.training-job_stores_logs: training job: owner ml@example.com → eve@example.com, of logs per day, training nodes of its cluster, an idle node goes after,",
    ],
  ],
];

/** The same, made in the spec. */
export const inSpec: readonly SpecRow[] = [
  [
    "15 a new release goes live",
    goLive("azure"),
    [
      'release-live "//".pilot.live: live: r1, version 1 → r9, version 9',
      // every listed release has machines of its own, so one more needs more of the quota
      "limit-raised terraform_data.quotas: quotas: vCPUs of standardDASv4Family: 14, hard → 20, hard, owner finance@example.com",
    ],
    ["limit-raised", "other"],
  ],
  [
    "7 50 replicas, in the spec",
    manyReplicas,
    [
      "limit-raised azurerm_monitor_autoscale_setting.endpoint_rel-r1_autoscale: endpoint: replicas at most: 2, hard → 50, hard, owner serving@example.com",
      "limit-raised azurerm_monitor_autoscale_setting.endpoint_rel-r2_autoscale: machines at most: /profile/0/capacity/maximum 2 → 50",
    ],
  ],
  [
    "8b an accelerator in the training, in the spec",
    largeTraining,
    [
      "machine azapi_resource.pipeline: machine: /body/properties/action/jobDefinition/jobs/train/computeId ",
      "limit-set terraform_data.quotas: quotas: vCPUs of standardNCADSA100v4Family: none → 24, hard, owner finance@example.com",
    ],
  ],
  [
    "17 onDestroy: delete",
    keepNothing,
    [
      "left azapi_resource_action.data-bucket_keep: is forgotten, not destroyed: this stack does not manage it any more; it was there for deletion protection",
      "provider provider.azurerm.0.features.0.resource_group.0.prevent_deletion_if_contains_resources: true → false",
    ],
  ],
];

/** Changes that nobody must agree to. */
export const harmless: readonly Row[] = [
  [
    "a label",
    (json) => {
      for (const given of all(json, "azurerm_storage_account")) given.tags.cost = "42";
    },
    [],
  ],
  [
    "words",
    (json) => {
      all(json, "azurerm_monitor_metric_alert")[0].description = "failed";
    },
    [],
  ],
];
