/** The account: network policies, connectivity, budgets and federation policies. */
import { workspaceId } from "./catalogs.js";
import { uuidOf } from "./principals.js";
import { invalid, missing, Refusal } from "./refusal.js";
import {
  changedBudget,
  changedBudgetPolicy,
  changedRule,
  changedWorkspace,
  federationPolicy,
  networkOption,
  networkPolicy,
  newBudget,
  newBudgetPolicy,
  newConnectivity,
  newRule,
} from "./shapes/account.js";
import { type Json, listAt, type Request, type Route, route, textAt, thing, thingsOf, type World } from "./world.js";

/** The account that everything is in; its id stands in every path. */
export const accountId = "55555555-6666-4777-8888-999999999999";

const taken = (message: string) => new Refusal(409, "RESOURCE_ALREADY_EXISTS", message);

function foundIn(world: World, kind: string, what: string, id: unknown): Json {
  const found = thing(world, kind, String(id));
  if (found === undefined) throw missing(`${what} ${id}`);
  return found;
}

/** docs.databricks.com/api/networking/v1/create-network-policy-rpc (2026-12): the id's form */
function makePolicy(world: World, { body }: Request): Json {
  const id = textAt(body, "network_policy_id");
  if (!/^[a-zA-Z0-9_.-]{1,32}$/.test(id)) throw invalid(`'${id}' is not a valid network policy id.`);
  if (world.things.has(`network-policies/${id}`)) throw taken(`Network policy ${id} already exists.`);
  return changePolicy(world, id, body);
}

/**
 * An account gives an `ingress` back that nobody has sent, which provider 1.99.0 does not read.
 * github.com/databricks/terraform-provider-databricks/issues/5884 (2026-07)
 */
function changePolicy(world: World, id: string, body: Json): Json {
  const ingress = { private_access: { restriction_mode: "RESTRICTION_MODE_UNSPECIFIED" } };
  const policy = { ...body, network_policy_id: id, account_id: accountId, ingress };
  world.things.set(`network-policies/${id}`, policy);
  return policy;
}

const policyOf = (world: World, id: unknown): Json => foundIn(world, "network-policies", "Network policy", id);

/**
 * The account's own policy is never deleted: docs.databricks.com/api/networking/v1/delete-network-policy-rpc (2026-12).
 * A policy that a workspace has is not deleted either: a workspace always has exactly one.
 */
function deletePolicy(world: World, { parts: [id = ""] }: Request): Json {
  policyOf(world, id);
  if (id === "default-policy") throw invalid("The default-policy cannot be deleted.");
  const used = thingsOf(world, "network-options").filter(([, option]) => option["network_policy_id"] === id);
  if (used.length > 0) throw invalid(`Network policy ${id} is assigned to ${used.length} workspace(s).`);
  world.things.delete(`network-policies/${id}`);
  return {};
}

function workspaceOf(world: World, id: unknown): Json {
  return foundIn(world, "workspaces", "Workspace", id);
}

function optionOf(world: World, { parts: [id = ""] }: Request): Json {
  workspaceOf(world, id);
  return thing(world, "network-options", id) ?? { workspace_id: Number(id), network_policy_id: "default-policy" };
}

function changeOption(world: World, request: Request): Json {
  const policy = textAt(policyOf(world, request.body["network_policy_id"]), "network_policy_id");
  const option = { ...optionOf(world, request), network_policy_id: policy };
  world.things.set(`network-options/${request.parts[0]}`, option);
  return option;
}

/** databricks-sdk 0.162.0, `settings.CreateNetworkConnectivityConfiguration`: the name's form */
function makeConnectivity(world: World, { body }: Request): Json {
  const name = textAt(body, "name");
  if (!/^[0-9a-zA-Z-_]{3,30}$/.test(name)) throw invalid(`'${name}' is not a valid name of a configuration.`);
  if (thingsOf(world, "connectivity").some(([, each]) => each["name"] === name))
    throw taken(`A network connectivity configuration named ${name} already exists.`);
  const id = uuidOf(`connectivity ${world.number()}`);
  const made = {
    ...body,
    network_connectivity_config_id: id,
    account_id: accountId,
    creation_time: 1,
    updated_time: 1,
  };
  world.things.set(`connectivity/${id}`, made);
  return made;
}

const connectivityOf = (world: World, id: unknown): Json =>
  foundIn(world, "connectivity", "Network connectivity configuration", id);

/** A configuration that a workspace has is kept: a workspace cannot be without one once it has one (issue 5399). */
function deleteConnectivity(world: World, { parts: [id = ""] }: Request): Json {
  connectivityOf(world, id);
  const used = thingsOf(world, "workspaces").filter(([, each]) => each["network_connectivity_config_id"] === id);
  if (used.length > 0)
    throw invalid(`Network connectivity configuration ${id} is attached to ${used.length} workspace(s).`);
  world.things.delete(`connectivity/${id}`);
  return {};
}

/** docs.databricks.com/api/networking/v1/create-ncc-private-endpoint-rule (2026-12): one kind of target */
function makeRule(world: World, { parts: [config = ""], body }: Request): Json {
  connectivityOf(world, config);
  const isAzure = body["resource_id"] !== undefined && body["group_id"] !== undefined;
  const isAws = body["endpoint_service"] !== undefined;
  if (isAzure === isAws) throw invalid("A rule must have resource_id and group_id, or endpoint_service.");
  const id = uuidOf(`rule ${world.number()}`);
  const rule = {
    ...{ connection_state: "PENDING", enabled: true, account_id: accountId },
    ...body,
    ...{ rule_id: id, network_connectivity_config_id: config, creation_time: 1, updated_time: 1 },
    ...(isAws ? { vpc_endpoint_id: `vpce-${id.slice(0, 8)}` } : { endpoint_name: `databricks-${id}` }),
  };
  world.things.set(`rules/${config}/${id}`, rule);
  return rule;
}

const ruleOf = (world: World, { parts: [config = "", id = ""] }: Request): Json =>
  foundIn(world, "rules", "Private endpoint rule", `${config}/${id}`);

function deleteRule(world: World, request: Request): Json {
  const rule = ruleOf(world, request);
  world.things.delete(`rules/${request.parts.join("/")}`);
  return { ...rule, deactivated: true };
}

/** A workspace takes another configuration; to leave it empty changes nothing. */
function changeWorkspace(world: World, { parts: [id = ""], body, query }: Request): Json {
  const workspace = workspaceOf(world, id);
  if (query.get("update_mask") !== "network_connectivity_config_id") throw invalid("Unknown update_mask.");
  const config = connectivityOf(world, body["network_connectivity_config_id"]);
  if (config["region"] !== workspace["aws_region"])
    throw invalid(`The configuration is in ${config["region"]}, and the workspace in ${workspace["aws_region"]}.`);
  return Object.assign(workspace, body);
}

/** A budget with ids for its alerts. Thresholds come back with many zeros: 1.99.0, finops/resource_budget.go. */
function keptBudget(world: World, id: string, budget: Json): Json {
  const alerts = listAt(budget, "alert_configurations").map((alert, index) => ({
    ...alert,
    alert_configuration_id: uuidOf(`${id} alert ${index}`),
    quantity_threshold: Number(alert["quantity_threshold"]).toFixed(10),
    action_configurations: listAt(alert, "action_configurations").map((action, at) => ({
      ...action,
      action_configuration_id: uuidOf(`${id} alert ${index} action ${at}`),
    })),
  }));
  const dated = { create_time: 1, update_time: 1 };
  const kept = {
    ...budget,
    ...dated,
    account_id: accountId,
    budget_configuration_id: id,
    alert_configurations: alerts,
  };
  world.things.set(`budgets/${id}`, kept);
  return { budget: kept };
}

function holdBudget(budget: Json): void {
  const name = textAt(budget, "display_name");
  if (name.length < 1 || name.length > 128) throw invalid("display_name must have 1 to 128 characters.");
  for (const alert of listAt(budget, "alert_configurations"))
    if (!(Number(alert["quantity_threshold"]) > 0)) throw invalid("quantity_threshold must be greater than 0.");
}

function makeBudget(world: World, { body }: Request): Json {
  holdBudget(body["budget"] as Json);
  return keptBudget(world, uuidOf(`budget ${world.number()}`), body["budget"] as Json);
}

function changeBudget(world: World, { parts: [id = ""], body }: Request): Json {
  foundIn(world, "budgets", "Budget", id);
  holdBudget(body["budget"] as Json);
  return keptBudget(world, id, body["budget"] as Json);
}

/** docs.databricks.com/api/budget-policy/v1/create-budget-policy (2026-12): names and tags */
function keptPolicy(world: World, id: string, policy: Json): Json {
  const name = textAt(policy, "policy_name");
  if (name.length < 1 || name.length > 127 || name.startsWith("databricks:"))
    throw invalid(`'${name}' is not a valid policy name.`);
  const same = thingsOf(world, "budget-policies").some(
    ([, each]) => each["policy_name"] === name && each["policy_id"] !== id,
  );
  if (same) throw taken(`A budget policy named ${name} already exists.`);
  const tags = listAt(policy, "custom_tags");
  if (tags.length > 20) throw invalid("A budget policy has at most 20 tags.");
  if (tags.some(({ key }) => /^budget-policy-(name|id|resolution-result)$/.test(String(key))))
    throw invalid("A tag of a budget policy has a reserved key.");
  const kept = { ...policy, policy_id: id };
  world.things.set(`budget-policies/${id}`, kept);
  return kept;
}

function makeFederation(world: World, { parts: [principal = ""], body, query }: Request): Json {
  if (!world.principals.servicePrincipals.has(principal)) throw missing(`Service principal ${principal}`);
  const id = query.get("policy_id") || `policy-${world.number()}`;
  const name = `accounts/${accountId}/servicePrincipals/${principal}/federationPolicies/${id}`;
  const times = { create_time: "2026-12-01T00:00:00Z", update_time: "2026-12-01T00:00:00Z" };
  const kept = { ...body, name, policy_id: id, service_principal_id: Number(principal), uid: uuidOf(name), ...times };
  world.things.set(`federation/${principal}/${id}`, kept);
  return kept;
}

const deletes =
  (kind: string, what: string) =>
  (world: World, { parts }: Request) => {
    foundIn(world, kind, what, parts.join("/"));
    world.things.delete(`${kind}/${parts.join("/")}`);
    return [200, {}] as const;
  };
const reads =
  (kind: string, what: string) =>
  (world: World, { parts }: Request) =>
    [200, foundIn(world, kind, what, parts.join("/"))] as const;

const [v20, v21] = [`/api/2.0/accounts/${accountId}`, `/api/2.1/accounts/${accountId}`];
const [policies, configs] = [`${v20}/network-policies`, `${v20}/network-connectivity-configs`];
const federations = `${v20}/servicePrincipals/{}/federationPolicies`;
const putPolicy: Route["answer"] = (world, { parts: [id = ""], body }) => {
  policyOf(world, id);
  return [200, changePolicy(world, id, body)];
};
export const account = [
  route("POST", policies, (world, request) => [200, makePolicy(world, request)], networkPolicy),
  route("GET", `${policies}/{}`, (world, { parts: [id] }) => [200, policyOf(world, id)]),
  route("PUT", `${policies}/{}`, putPolicy, networkPolicy),
  route("DELETE", `${policies}/{}`, (world, request) => [200, deletePolicy(world, request)]),
  route("GET", `${v20}/workspaces/{}/network`, (world, request) => [200, optionOf(world, request)]),
  route("PUT", `${v20}/workspaces/{}/network`, (world, r) => [200, changeOption(world, r)], networkOption),
  route("GET", `${v20}/workspaces/{}`, (world, { parts: [id] }) => [200, workspaceOf(world, id)]),
  route("PATCH", `${v20}/workspaces/{}`, (world, r) => [200, changeWorkspace(world, r)], changedWorkspace),
  route("POST", configs, (world, request) => [200, makeConnectivity(world, request)], newConnectivity),
  route("GET", `${configs}/{}`, (world, { parts: [id] }) => [200, connectivityOf(world, id)]),
  route("DELETE", `${configs}/{}`, (world, request) => [200, deleteConnectivity(world, request)]),
  route("POST", `${configs}/{}/private-endpoint-rules`, (w, r) => [200, makeRule(w, r)], newRule),
  route("GET", `${configs}/{}/private-endpoint-rules/{}`, (world, request) => [200, ruleOf(world, request)]),
  route(
    "PATCH",
    `${configs}/{}/private-endpoint-rules/{}`,
    (world, request) => [200, Object.assign(ruleOf(world, request), request.body)],
    changedRule,
  ),
  route("DELETE", `${configs}/{}/private-endpoint-rules/{}`, (world, r) => [200, deleteRule(world, r)]),
  route("POST", `${v21}/budgets`, (world, request) => [200, makeBudget(world, request)], newBudget),
  route("GET", `${v21}/budgets/{}`, (world, { parts: [id] }) => [
    200,
    { budget: foundIn(world, "budgets", "Budget", id) },
  ]),
  route("PUT", `${v21}/budgets/{}`, (world, request) => [200, changeBudget(world, request)], changedBudget),
  route("DELETE", `${v21}/budgets/{}`, deletes("budgets", "Budget")),
  route(
    "POST",
    `${v21}/budget-policies`,
    (world, { body }) => [200, keptPolicy(world, uuidOf(`budget policy ${world.number()}`), body["policy"] as Json)],
    newBudgetPolicy,
  ),
  route("GET", `${v21}/budget-policies/{}`, reads("budget-policies", "Budget policy")),
  route(
    "PATCH",
    `${v21}/budget-policies/{}`,
    (world, { parts: [id = ""], body }) => [200, keptPolicy(world, id, body)],
    changedBudgetPolicy,
  ),
  route("DELETE", `${v21}/budget-policies/{}`, deletes("budget-policies", "Budget policy")),
  route("POST", federations, (world, request) => [200, makeFederation(world, request)], federationPolicy),
  route("GET", `${federations}/{}`, reads("federation", "Federation policy")),
  route(
    "PATCH",
    `${federations}/{}`,
    (world, { parts, body }) => [
      200,
      Object.assign(foundIn(world, "federation", "Federation policy", parts.join("/")), body),
    ],
    federationPolicy,
  ),
  route("DELETE", `${federations}/{}`, deletes("federation", "Federation policy")),
];

/** What an account has before anything is deployed: the workspace, on the account's own policy. */
export const given: ReadonlyArray<readonly [key: string, value: Json]> = [
  [
    `workspaces/${workspaceId}`,
    {
      ...{ account_id: accountId, workspace_id: workspaceId, workspace_name: "pilot", aws_region: "eu-west-1" },
      workspace_status: "RUNNING",
    },
  ],
  [
    "network-policies/default-policy",
    {
      ...{ account_id: accountId, network_policy_id: "default-policy" },
      egress: { network_access: { restriction_mode: "FULL_ACCESS" } },
    },
  ],
];
