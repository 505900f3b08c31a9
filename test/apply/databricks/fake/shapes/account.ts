/** Bodies that the provider sends to the APIs of an account. */
import { count, flag, list, message, partial, text, texts, word } from "./message.js";

export const networkPolicy = partial("settings.AccountNetworkPolicy", {
  account_id: text,
  network_policy_id: text,
  egress: message("settings.NetworkPolicyEgress", {
    network_access: message("settings.EgressNetworkPolicyNetworkAccessPolicy", {
      restriction_mode: word("FULL_ACCESS", "RESTRICTED_ACCESS"),
      allowed_internet_destinations: list(
        partial("settings.EgressNetworkPolicyNetworkAccessPolicyInternetDestination", {
          destination: text,
          internet_destination_type: word("DNS_NAME"),
        }),
      ).optional(),
      policy_enforcement: partial("settings.EgressNetworkPolicyNetworkAccessPolicyPolicyEnforcement", {
        enforcement_mode: word("DRY_RUN", "ENFORCED"),
      }).optional(),
    }),
  }),
});
export const networkOption = partial("settings.WorkspaceNetworkOption", {
  network_policy_id: text,
  workspace_id: count,
});
export const newConnectivity = message("settings.CreateNetworkConnectivityConfiguration", { name: text, region: text });
export const newRule = partial("settings.CreatePrivateEndpointRule", {
  domain_names: texts,
  endpoint_service: text,
  group_id: text,
  resource_id: text,
  resource_names: texts,
});
export const changedRule = partial("settings.UpdatePrivateEndpointRule", {
  domain_names: texts,
  enabled: flag,
  resource_names: texts,
});
export const changedWorkspace = partial("provisioning.Workspace", { network_connectivity_config_id: text });

const action = { action_type: word("EMAIL_NOTIFICATION"), target: text };
const alert = {
  quantity_threshold: text,
  quantity_type: word("LIST_PRICE_DOLLARS_USD"),
  time_period: word("MONTH"),
  trigger_type: word("CUMULATIVE_SPENDING_EXCEEDED"),
};
const budget = {
  account_id: text,
  display_name: text,
  filter: partial("billing.BudgetConfigurationFilter", {
    tags: list(
      partial("billing.BudgetConfigurationFilterTagClause", {
        key: text,
        value: partial("billing.BudgetConfigurationFilterClause", { operator: word("IN"), values: texts }),
      }),
    ),
    workspace_id: partial("billing.BudgetConfigurationFilterWorkspaceIdClause", {
      operator: word("IN"),
      values: list(count),
    }),
  }),
};
const newActions = list(partial("billing.CreateBudgetConfigurationBudgetActionConfigurations", action));
const newAlert = { ...alert, action_configurations: newActions };
export const newBudget = message("billing.BudgetsAPI.create", {
  budget: partial("billing.CreateBudgetConfigurationBudget", {
    ...budget,
    alert_configurations: list(partial("billing.CreateBudgetConfigurationBudgetAlertConfigurations", newAlert)),
  }),
});
// the ids that the API gave go back
const actions = list(partial("billing.ActionConfiguration", { ...action, action_configuration_id: text }));
export const changedBudget = message("billing.BudgetsAPI.update", {
  budget: partial("billing.UpdateBudgetConfigurationBudget", {
    ...budget,
    budget_configuration_id: text,
    alert_configurations: list(
      partial("billing.AlertConfiguration", { ...alert, alert_configuration_id: text, action_configurations: actions }),
    ),
  }),
});

const budgetPolicy = partial("billing.BudgetPolicy", {
  policy_id: text,
  policy_name: text,
  custom_tags: list(message("compute.CustomPolicyTag", { key: text, value: text.optional() })),
  binding_workspace_ids: list(count),
});
export const newBudgetPolicy = message("billing.BudgetPolicyAPI.create", {
  policy: budgetPolicy,
  request_id: text.optional(),
});
export const changedBudgetPolicy = budgetPolicy;

export const federationPolicy = partial("oauth2.FederationPolicy", {
  description: text,
  policy_id: text,
  service_principal_id: count,
  oidc_policy: partial("oauth2.OidcFederationPolicy", {
    audiences: texts,
    issuer: text,
    subject: text,
    subject_claim: text,
  }),
});
