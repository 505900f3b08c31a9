/**
 * Reach on Databricks: IP lists, network policies, private access, what answers requests, what sends data elsewhere.
 */
import { internet, none, peers, type Reach, type ReachReader, type Seen, see } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, jsonIn, type Resource, type Stack } from "../../readers/stack.js";
import { clusterRows, tasksOf } from "./cluster-blocks.js";
import { confRows, listRows, listsAreOn } from "./ip-lists.js";
import { hostOf, libraryRows } from "./libraries.js";
import { optionRows, policyRows, unheld } from "./network-policies.js";

type Handler = (seen: Seen, references: References, stack: Stack) => readonly Reach[];

/** Ranges from which the workspace answers by the lists of the stack; undefined where it answers everybody. */
function allowed(references: References, stack: Stack): readonly string[] | undefined {
  if (listsAreOn(stack, references) !== true) return undefined;
  const ranges = (stack.byType.get("databricks_ip_access_list") ?? []).flatMap(({ arguments: given }) =>
    given["enabled"] !== false && references.text(given["list_type"]) === "ALLOW"
      ? references.texts(given["ip_addresses"])
      : [],
  );
  const found = peers(ranges);
  return found.length === 0 || found.includes(internet) ? undefined : found;
}

/** Answered by the workspace, which asks who it is: from everywhere, or from what its lists allow. */
function answers(seen: Seen, by: string, references: References, stack: Stack): readonly Reach[] {
  const ranges = allowed(references, stack);
  if (ranges === undefined) return [seen.api(`${by}, which asks who it is`)];
  return ranges.map((range) => seen.open(range, seen.name, `${by}, by IP access list`));
}

const behindWorkspace =
  (by: string): Handler =>
  (seen, references, stack) =>
    answers(seen, by, references, stack);

const external: Handler = (seen, references) =>
  blocks(seen.given["config"])
    .flatMap((config) => blocks(config["served_entities"]))
    .flatMap((entity) => blocks(entity["external_model"]))
    .map((model) =>
      seen.public(seen.name, internet, `requests sent to the external provider ${references.text(model["provider"])}`),
    );

/** Serving answers by the rules of its workspace: docs.databricks.com/machine-learning/model-serving (2026-11). */
const serving: Handler = (seen, references, stack) => [
  ...(seen.given["route_optimized"] === true
    ? [seen.api("the endpoint's own address, which asks who it is")]
    : answers(seen, "the workspace's API", references, stack)),
  ...external(seen, references, stack),
  ...unheld(seen, seen.name, stack),
];

/** Whether a task or a cluster has machines in the workspace's own network. */
const isClassic = (each: Arguments): boolean =>
  each["new_cluster"] !== undefined ||
  each["existing_cluster_id"] !== undefined ||
  each["job_cluster_key"] !== undefined;

/** Tasks that only compare, or start what another resource holds. */
const startsNothing = ["condition_task", "run_job_task"];

const classic = (seen: Seen, what: string): Reach =>
  seen.open(what, "what the network of its workspace lets", "classic compute, which no network policy holds");

/** Code that a job takes from elsewhere when it starts. */
function gitOf(seen: Seen, references: References): readonly Reach[] {
  return blocks(seen.given["git_source"]).map((each) => {
    const which = ["commit", "tag", "branch"].find((key) => each[key] !== undefined) ?? "branch";
    const at = references.text(each[which]);
    return seen.open(seen.name, hostOf(references.text(each["url"])) || "a git host", `code of ${which} ${at}`.trim());
  });
}

const job: Handler = (seen, references, stack) => {
  const { given, name } = seen;
  const all = tasksOf(given).filter(
    (task) => task["for_each_task"] === undefined && !startsNothing.some((key) => task[key] !== undefined),
  );
  const isServerless = all.some((task) => !isClassic(task) && task["sql_task"] === undefined);
  return [
    ...(isServerless ? unheld(seen, name, stack) : []),
    ...(all.some(isClassic) ? [classic(seen, name)] : []),
    ...gitOf(seen, references),
    ...all.flatMap((task) => blocks(task["library"]).flatMap((each) => libraryRows(each, name, seen, references))),
    ...clusterRows(seen, references),
  ];
};

const library: Handler = (seen, references) =>
  libraryRows(seen.given, `cluster ${seen.text("cluster_id")}`, seen, references);

const cluster: Handler = (seen, references) => [classic(seen, seen.name), ...clusterRows(seen, references)];

/** What a policy fixes is on each cluster that is started under it; what it says may be known at the apply alone. */
const clusterPolicy: Handler = (seen, references) => {
  const on = `clusters that are started under ${seen.name}`;
  const { definition } = seen.given;
  const isUnknown = typeof definition === "string" && !isMap(jsonIn(definition));
  return [
    classic(seen, on),
    ...(isUnknown ? [seen.open(on, "what its definition names", "a definition that is known at the apply")] : []),
    ...clusterRows(seen, references),
  ];
};

/** Open sharing answers whoever holds a token; another account is asked for its metastore. */
const recipient: Handler = ({ given, name, open, public: isPublic, text, references }) => {
  const to = `shares of recipient ${name}`;
  if (text("authentication_type") === "DATABRICKS")
    return [open(text("data_recipient_global_metastore_id") || "another account", to, "Delta Sharing with Databricks")];
  const ranges = blocks(given["ip_access_list"]).flatMap((each) => references.texts(each["allowed_ip_addresses"]));
  if (ranges.length === 0) return [isPublic(internet, to, "open Delta Sharing, by a token")];
  const by = "open Delta Sharing, by a token, for named ranges";
  return peers(ranges).map((from) => (from === internet ? isPublic(from, to, by) : open(from, to, by)));
};

const privateAccess: Handler = ({ given, name, closed, open, public: isPublic, references }) => {
  const to = `workspaces with private access ${name}`;
  const ids = references.texts(given["allowed_vpc_endpoint_ids"]);
  const isNamed = given["private_access_level"] === "ENDPOINT";
  return [
    // false is the default on AWS and true on Google Cloud, so that silence says nothing
    given["public_access_enabled"] === false
      ? closed(internet, to, "public access off")
      : given["public_access_enabled"] === true
        ? isPublic(internet, to, "public access on, by identity")
        : isPublic(internet, to, "public access, which this stack does not switch off"),
    ...(isNamed
      ? ids.map((id) => open(id, to, "private endpoint"))
      : [open("every VPC endpoint of the account", to, "private endpoint")]),
  ];
};

const ruleOfNcc: Handler = ({ text, given, references, open }) => {
  const names = [...references.texts(given["resource_names"]), ...references.texts(given["domain_names"])];
  const target = names.join(", ") || text("resource_id") || text("endpoint_service");
  return [open("serverless compute of workspaces on the connectivity configuration", target, "private endpoint")];
};

/** Securables that workspaces other than the own see, unless they are isolated. */
const isolation =
  (isolated: string): Handler =>
  ({ given, name, closed, open }) => {
    const mode = given["isolation_mode"];
    const from = "other workspaces of the metastore";
    return [
      mode === isolated
        ? closed(from, name, "isolation, but for workspaces that are bound")
        : open(from, name, `isolation mode ${typeof mode === "string" ? mode : "open, the default"}`),
    ];
  };

const binding: Handler = ({ given, text, open }) => {
  const name = text("securable_name") || text("catalog_name");
  const kind = given["binding_type"] === "BINDING_TYPE_READ_ONLY" ? ", to read" : "";
  return [open(`workspace ${text("workspace_id")}`, name, `workspace binding${kind}`)];
};

/** Where a notification goes: its host, because the rest of such a URL lets whoever has it send. */
const notification: Handler = ({ given, name, open, references }) => {
  const config = blocks(given["config"]).flatMap((each) => Object.entries(each));
  return config.flatMap(([kind, block]): readonly Reach[] =>
    blocks(block).flatMap((each) => {
      const mails = references.texts(each["addresses"]);
      const to = mails.length > 0 ? mails : [hostOf(references.text(each["url"])) || kind.replaceAll("_", " ")];
      return to.map((one) => open(name, one, `notifications by ${kind.replaceAll("_", " ")}`));
    }),
  );
};

const connection: Handler = ({ given, name, open, text, references }) => {
  const options = isMap(given["options"]) ? given["options"] : {};
  const host = references.text(options["host"]) || hostOf(references.text(options["url"] ?? options["base_path"]));
  return [open("compute of the workspace", host || name, `connection ${name}, ${text("connection_type")}`)];
};

const webhook: Handler = ({ given, name, open, references }) =>
  blocks(given["http_url_spec"]).map((each) =>
    open("the model registry", hostOf(references.text(each["url"])) || "a URL", `webhook ${name}`),
  );

/** The setting without which no external party gets a share. */
const metastore: Handler = ({ given, name, open, closed }) =>
  given["delta_sharing_scope"] === "INTERNAL_AND_EXTERNAL"
    ? [open(name, "other accounts", "Delta Sharing with whoever is made a recipient")]
    : [closed(name, "other accounts", "Delta Sharing inside of the account alone")];

const embedding: Handler = ({ given, open, closed }) => {
  const [block] = blocks(given["aibi_dashboard_embedding_access_policy"]);
  const type = String(block?.["access_policy_type"]);
  const [from, to] = ["pages of any website", "dashboards of the workspace"];
  return [type === "DENY_ALL_DOMAINS" ? closed(from, to, "embedding off") : open(from, to, `embedding, ${type}`)];
};

const domains: Handler = ({ given, open, references }) =>
  blocks(given["aibi_dashboard_embedding_approved_domains"])
    .flatMap((each) => references.texts(each["approved_domains"]))
    .map((each) => open(`pages of ${each}`, "dashboards of the workspace", "embedding"));

/** A workspace answers from everywhere, and asks who it is, unless private access says otherwise. */
const workspaces: Handler = (seen) =>
  seen.given["private_access_settings_id"] === undefined ? [seen.api("a workspace, which asks who it is")] : [];

const handlers: Readonly<Record<string, Handler>> = {
  databricks_ip_access_list: listRows,
  databricks_workspace_conf: confRows,
  databricks_account_network_policy: (seen, references) => policyRows(seen, references),
  databricks_workspace_network_option: optionRows,
  databricks_mws_network_connectivity_config: none,
  databricks_mws_ncc_private_endpoint_rule: ruleOfNcc,
  databricks_mws_ncc_binding: none,
  databricks_mws_private_access_settings: privateAccess,
  databricks_mws_vpc_endpoint: ({ name, text, open }) => [
    open(`VPC endpoint ${text("aws_vpc_endpoint_id") || name}`, "Databricks", "VPC endpoint"),
  ],
  databricks_mws_networks: none,
  databricks_mws_workspaces: workspaces,
  databricks_model_serving: serving,
  databricks_model_serving_provisioned_throughput: (seen, references, stack) =>
    answers(seen, "the workspace's API", references, stack),
  databricks_vector_search_endpoint: behindWorkspace("the workspace's API"),
  // whether IP lists of the workspace hold for the addresses of databases and apps is not documented
  databricks_database_instance: (seen) => [seen.api("the database's own address, which asks who it is")],
  databricks_sql_endpoint: behindWorkspace("the workspace's API"),
  databricks_app: (seen, _references, stack) => [
    seen.api("the app's own address, which asks who it is"),
    ...unheld(seen, seen.name, stack),
  ],
  databricks_job: job,
  databricks_cluster: cluster,
  databricks_library: library,
  databricks_cluster_policy: clusterPolicy,
  databricks_instance_pool: none,
  databricks_pipeline: (seen, references, stack) =>
    seen.given["serverless"] === true
      ? unheld(seen, seen.name, stack)
      : [classic(seen, seen.name), ...clusterRows(seen, references)],
  databricks_recipient: recipient,
  databricks_catalog: isolation("ISOLATED"),
  databricks_external_location: isolation("ISOLATION_MODE_ISOLATED"),
  databricks_storage_credential: isolation("ISOLATION_MODE_ISOLATED"),
  databricks_credential: isolation("ISOLATION_MODE_ISOLATED"),
  databricks_workspace_binding: binding,
  databricks_catalog_workspace_binding: binding,
  databricks_metastore: metastore,
  databricks_connection: connection,
  databricks_notification_destination: notification,
  databricks_mlflow_webhook: webhook,
  databricks_repo: ({ name, text, open }) => [
    open(name, hostOf(text("url")) || "a git host", "code of a git repository"),
  ],
  databricks_aibi_dashboard_embedding_access_policy_setting: embedding,
  databricks_aibi_dashboard_embedding_approved_domains_setting: domains,
};

/** Rows of resources of Databricks. */
export const reach: ReachReader = {
  reads: (type) => Object.hasOwn(handlers, type),
  rows: (resource: Resource, references, stack) =>
    Object.hasOwn(handlers, resource.type)
      ? (handlers[resource.type]?.(see(resource, references), references, stack) ?? [])
      : [],
};
