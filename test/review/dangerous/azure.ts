/** Dangerous changes of the Azure pilot. */
import { add, addPrograms, all, digests, disown, everywhere, programs, type Row, remove } from "./row.js";

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
    "6 the account renamed",
    (json) => {
      all(json, "azurerm_storage_account", "data-bucket")[0].name = "penguinsother";
    },
    [
      "replace azurerm_storage_account.data-bucket: its name penguins4e30ca01 becomes penguinsother: it is destroyed and made again",
    ],
  ],
  [
    "8 another machine",
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
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "a foreign repository that signs in",
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
