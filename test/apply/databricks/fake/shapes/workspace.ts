/** Bodies that the provider sends to the APIs of a workspace, beside Unity Catalog. */
import { count, flag, list, map, message, number, partial, text, texts, word } from "./message.js";
import { kinds } from "./privileges.js";

const hooks = list(message("jobs.Webhook", { id: text }));
// what comes back empty is sent back empty
const webhooks = partial("jobs.WebhookNotifications", { on_failure: hooks, on_start: hooks, on_success: hooks });
const mails = { no_alert_for_skipped_runs: flag, on_failure: texts, on_start: texts, on_success: texts };

const task = message("jobs.Task", {
  task_key: text,
  email_notifications: partial("jobs.TaskEmailNotifications", mails).optional(),
  webhook_notifications: webhooks.optional(),
  depends_on: list(message("jobs.TaskDependency", { task_key: text, outcome: text.optional() })).optional(),
  description: text.optional(),
  disable_auto_optimization: flag.optional(),
  environment_key: text.optional(),
  max_retries: count.optional(),
  min_retry_interval_millis: count.optional(),
  python_wheel_task: message("jobs.PythonWheelTask", {
    package_name: text,
    entry_point: text,
    parameters: texts.optional(),
  }).optional(),
  condition_task: message("jobs.ConditionTask", {
    left: text,
    op: word("EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL", "NOT_EQUAL"),
    right: text,
  }).optional(),
  retry_on_timeout: flag.optional(),
  run_if: word(
    "ALL_DONE",
    "ALL_FAILED",
    "ALL_SUCCESS",
    "AT_LEAST_ONE_FAILED",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
  ).optional(),
  timeout_seconds: count.optional(),
});

const settings = {
  name: text,
  tasks: list(task),
  budget_policy_id: text,
  description: text,
  edit_mode: word("EDITABLE", "UI_LOCKED"),
  email_notifications: partial("jobs.JobEmailNotifications", {
    ...mails,
    on_duration_warning_threshold_exceeded: texts,
  }),
  webhook_notifications: webhooks,
  environments: list(
    message("jobs.JobEnvironment", {
      environment_key: text,
      spec: partial("compute.Environment", { dependencies: texts, environment_version: text }),
    }),
  ),
  format: word("MULTI_TASK", "SINGLE_TASK"),
  health: message("jobs.JobsHealthRules", {
    rules: list(
      message("jobs.JobsHealthRule", { metric: word("RUN_DURATION_SECONDS"), op: word("GREATER_THAN"), value: count }),
    ),
  }),
  max_concurrent_runs: count,
  performance_target: word("PERFORMANCE_OPTIMIZED", "STANDARD"),
  queue: message("jobs.QueueSettings", { enabled: flag }),
  run_as: partial("jobs.JobRunAs", { service_principal_name: text, user_name: text }),
  schedule: message("jobs.CronSchedule", {
    quartz_cron_expression: text,
    timezone_id: text,
    pause_status: word("PAUSED", "UNPAUSED").optional(),
  }),
  tags: map,
  timeout_seconds: count,
};
export const newJob = partial("jobs.JobSettings", settings);
export const resetJob = message("jobs.JobsAPI.reset", { job_id: count, new_settings: newJob });
export const deletedJob = message("jobs.JobsAPI.delete", { job_id: count });

const config = {
  served_entities: list(
    partial("serving.ServedEntityInput", {
      name: text,
      entity_name: text,
      entity_version: text,
      scale_to_zero_enabled: flag,
      workload_size: text,
      workload_type: word("CPU", "GPU_LARGE", "GPU_MEDIUM", "GPU_SMALL", "MULTIGPU_MEDIUM"),
    }),
  ),
  traffic_config: partial("serving.TrafficConfig", {
    routes: list(
      partial("serving.Route", { served_model_name: text, served_entity_name: text, traffic_percentage: count }),
    ),
  }),
};
const gateway = {
  inference_table_config: partial("serving.AiGatewayInferenceTableConfig", {
    enabled: flag,
    catalog_name: text,
    schema_name: text,
    table_name_prefix: text,
  }),
  usage_tracking_config: partial("serving.AiGatewayUsageTrackingConfig", { enabled: flag }),
};
const tag = message("serving.EndpointTag", { key: text, value: text.optional() });
export const newEndpoint = message("serving.ServingEndpointsAPI.create", {
  name: text,
  config: partial("serving.EndpointCoreConfigInput", config).optional(),
  ai_gateway: partial("serving.AiGatewayConfig", gateway).optional(),
  description: text.optional(),
  tags: list(tag).optional(),
});
export const changedConfig = partial("serving.EndpointCoreConfigInput", config);
export const changedGateway = partial("serving.ServingEndpointsAPI.put_ai_gateway", gateway);
export const changedTags = partial("serving.ServingEndpointsAPI.patch", { add_tags: list(tag), delete_tags: texts });

export const permissions = partial("iam.PermissionsAPI.set", {
  access_control_list: list(
    partial("iam.AccessControlRequest", {
      group_name: text,
      service_principal_name: text,
      user_name: text,
      permission_level: word(...Object.values(kinds).flatMap(({ levels }) => levels)),
    }),
  ),
});

const value = partial("iam.ComplexValue", { value: text });
export const servicePrincipal = partial("iam.ServicePrincipal", {
  displayName: text,
  active: flag,
  applicationId: text,
  entitlements: list(value),
  externalId: text,
  groups: list(value),
  roles: list(value),
  schemas: list(word("urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal")),
});
export const updatedServicePrincipal = partial("iam.ServicePrincipalsAPI.patch", {
  schemas: texts,
  Operations: list(partial("iam.Patch", { op: word("add", "remove", "replace"), path: text, value: list(value) })),
});

export const newExperiment = message("ml.ExperimentsAPI.create_experiment", {
  name: text,
  artifact_location: text.optional(),
});
export const changedExperiment = message("ml.ExperimentsAPI.update_experiment", {
  experiment_id: text,
  new_name: text,
});
export const deletedExperiment = message("ml.ExperimentsAPI.delete_experiment", { experiment_id: text });
export const newDirectory = message("workspace.WorkspaceAPI.mkdirs", { path: text });
export const deletedPath = message("workspace.WorkspaceAPI.delete", { path: text, recursive: flag.optional() });

const policy = { name: text, definition: text, description: text, max_clusters_per_user: count };
export const newPolicy = partial("compute.ClusterPoliciesAPI.create", policy);
export const changedPolicy = partial("compute.ClusterPoliciesAPI.edit", { ...policy, policy_id: text });
export const deletedPolicy = message("compute.ClusterPoliciesAPI.delete", { policy_id: text });

const column = partial("sql.AlertV2OperandColumn", {
  name: text,
  aggregation: word("AVG", "COUNT", "COUNT_DISTINCT", "MAX", "MEDIAN", "MIN", "STDDEV", "SUM"),
  display: text,
});
const alert = {
  display_name: text,
  query_text: text,
  warehouse_id: text,
  custom_description: text,
  custom_summary: text,
  parent_path: text,
  evaluation: partial("sql.AlertV2Evaluation", {
    comparison_operator: word("EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"),
    empty_result_state: word("ERROR", "OK", "TRIGGERED"),
    source: column,
    threshold: partial("sql.AlertV2Operand", {
      column,
      value: partial("sql.AlertV2OperandValue", { bool_value: flag, double_value: number, string_value: text }),
    }),
    notification: partial("sql.AlertV2Notification", {
      notify_on_ok: flag,
      retrigger_seconds: count,
      subscriptions: list(partial("sql.AlertV2Subscription", { user_email: text, destination_id: text })),
    }),
  }),
  schedule: partial("sql.CronSchedule", {
    quartz_cron_schedule: text,
    timezone_id: text,
    pause_status: word("PAUSED", "UNPAUSED"),
  }),
};
export const newAlert = partial("sql.AlertV2", alert);
// the provider gives back what it read before
export const changedAlert = partial("sql.AlertV2", { ...alert, id: text });

export const ruleSet = message("iam.AccountAccessControlProxyAPI.update_rule_set", {
  name: text,
  rule_set: message("iam.RuleSetUpdateRequest", {
    name: text,
    etag: text,
    grant_rules: list(message("iam.GrantRule", { role: text, principals: texts.optional() })).optional(),
  }),
});
