/** Reach on Google Cloud: firewalls, Private Service Connect, NAT, peerings, perimeters, public switches. */

import { isInternet } from "../../readers/networks.js";
import {
  always,
  type Handler,
  internet,
  link,
  none,
  peers,
  ports,
  type Reach,
  type ReachReader,
  type Seen,
  see,
} from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, isMap, list, type Resource } from "../../readers/stack.js";

/** Protocols and ports of `allow`, `deny` and `layer4_configs` blocks. */
function protocols(value: unknown): string {
  const found = blocks(value).map(({ protocol, ip_protocol, ports: given }) =>
    ports(protocol ?? ip_protocol, list(given)[0] === undefined ? undefined : list(given).join(", "), undefined),
  );
  return found.join("; ") || "all ports";
}

function ends(given: Arguments, keys: readonly string[], none: string, references: References): readonly string[] {
  const found = keys.flatMap((key) => references.texts(given[key]));
  return found.length > 0 ? peers(found) : [none];
}

/** A row of a rule: public where the other end is the internet, closed where it denies. */
function ruleRow(seen: Seen, from: string, to: string, by: string, isOpen: boolean): Reach {
  if (!isOpen) return seen.closed(from, to, by);
  return from === internet || to === internet ? seen.public(from, to, by) : seen.open(from, to, by);
}

const firewall: Handler = (seen) => {
  const { given, text, references } = seen;
  const network = text("network");
  // a rule that is switched off neither opens nor denies
  if (given["disabled"] === true) return [];
  const isOpen = given["deny"] === undefined;
  const by = protocols(given["allow"] ?? given["deny"]);
  const targets = ends(given, ["target_tags", "target_service_accounts"], network, references);
  const isEgress = given["direction"] === "EGRESS";
  const keys = ["source_ranges", "source_tags", "source_service_accounts"];
  const others = ends(given, isEgress ? ["destination_ranges"] : keys, internet, references);
  const rule = { list: `${network} ${isEgress} ${targets.join()}`, priority: Number(given["priority"] ?? 1000) };
  return targets.flatMap((own) =>
    others.map((other) => ({
      ...(isEgress ? ruleRow(seen, own, other, by, isOpen) : ruleRow(seen, other, own, by, isOpen)),
      rule,
    })),
  );
};

const policyRule: Handler = (seen) => {
  const { given, text, references } = seen;
  if (given["disabled"] === true) return [];
  const isOpen = given["action"] === "allow";
  const policy = text("firewall_policy");
  const isEgress = given["direction"] === "EGRESS";
  const rule = { list: `${policy} ${isEgress}`, priority: Number(given["priority"] ?? 0) };
  return blocks(given["match"]).flatMap((match) => {
    const by = protocols(match["layer4_configs"]);
    const keys = isEgress ? ["dest_ip_ranges", "dest_fqdns"] : ["src_ip_ranges", "src_fqdns"];
    return ends(match, keys, internet, references).map((other) => ({
      ...(isEgress ? ruleRow(seen, policy, other, by, isOpen) : ruleRow(seen, other, policy, by, isOpen)),
      rule,
    }));
  });
};

const forwarding: Handler = ({ given, name, text, open, public: isPublic }) => {
  const scheme = String(given["load_balancing_scheme"] ?? "EXTERNAL");
  const to = text("target") || text("backend_service") || name;
  if (scheme === "") return [open(text("network"), to, "Private Service Connect")];
  return [
    scheme.startsWith("EXTERNAL")
      ? isPublic(internet, to, "load balancer")
      : open(text("network"), to, "load balancer"),
  ];
};

const addresses: Handler = ({ given, name, public: isPublic }) =>
  String(given["address_type"] ?? "EXTERNAL") === "EXTERNAL" ? [isPublic(internet, name, "public address")] : [];

const instance: Handler = ({ given, name, public: isPublic }) =>
  blocks(given["network_interface"]).some((each) => each["access_config"] !== undefined)
    ? [isPublic(internet, name, "public address")]
    : [];

/** Ingress of a service that answers on a public name unless it says otherwise. */
const ingress =
  (key: string, all: RegExp, by: string): Handler =>
  ({ given, name, open, public: isPublic }) =>
    all.test(String(given[key] ?? "all").toLowerCase())
      ? [isPublic(internet, name, `${by}, ingress all`)]
      : [open("the project's networks", name, `${by}, ${String(given[key])}`)];

const sql: Handler = ({ given, name, open, closed, references, public: isPublic }) => {
  const [settings = {}] = blocks(given["settings"]);
  const [ip = {}] = blocks(settings["ip_configuration"]);
  if (ip["ipv4_enabled"] === false) return [closed(internet, name, "public address off")];
  const named = blocks(ip["authorized_networks"]).map((each) => references.text(each["value"]));
  if (isInternet(named)) return [isPublic(internet, name, "public address, for every network")];
  return [
    { ...open(internet, name, "public address, by identity"), isApi: true },
    ...named.map((each) => open(each, name, "public address, for a named network")),
  ];
};

/**
 * Without named networks its connectors alone get in, by identity:
 * docs.cloud.google.com/alloydb/docs/connect-public-ip (2026-11)
 */
const alloydb: Handler = ({ given, name, open, closed, references, public: isPublic }) => {
  const [network = {}] = blocks(given["network_config"]);
  const out =
    network["enable_outbound_public_ip"] === true ? [isPublic(name, internet, "outbound public address")] : [];
  if (network["enable_public_ip"] !== true) return [closed(internet, name, "public address off"), ...out];
  const named = blocks(network["authorized_external_networks"]).map((each) => references.text(each["cidr_range"]));
  if (isInternet(named)) return [isPublic(internet, name, "public address, for every network"), ...out];
  return [
    { ...open(internet, name, "public address, by identity"), isApi: true },
    ...named.map((each) => open(each, name, "public address, for a named network")),
    ...out,
  ];
};

const cluster: Handler = ({ given, name, open, closed, references, public: isPublic }) => {
  const [inside = {}] = blocks(given["private_cluster_config"]);
  if (inside["enable_private_endpoint"] === true) return [closed(internet, name, "public control plane off")];
  const networks = blocks(given["master_authorized_networks_config"]);
  const ranges = networks.flatMap((each) =>
    blocks(each["cidr_blocks"]).map((one) => references.text(one["cidr_block"])),
  );
  return networks.length > 0 && !isInternet(ranges)
    ? ranges.map((range) => open(range, name, "public control plane, for a named network"))
    : [isPublic(internet, name, "public control plane")];
};

const vertexEndpoint: Handler = ({ given, name, text, open, public: isPublic, references }) => {
  const connect = blocks(given["private_service_connect_config"]);
  const projects = connect.flatMap((each) => references.texts(each["project_allowlist"]));
  if (connect.length > 0) {
    const by = "Private Service Connect, which asks nobody who they are";
    return [{ ...open(`networks of ${projects.join(", ") || "no project"}`, name, by), isToEndpoint: true }];
  }
  if (given["network"] !== undefined) return [open(text("network"), name, "private services access")];
  return [isPublic(internet, name, "public endpoint, by IAM")];
};

const publicIp =
  (key: string, off: unknown): Handler =>
  ({ given, name, public: isPublic, closed }) =>
    given[key] === off ? [closed(internet, name, "public address off")] : [isPublic(internet, name, "public address")];

const handlers: Readonly<Record<string, Handler>> = {
  google_compute_firewall: firewall,
  google_compute_network_firewall_policy_rule: policyRule,
  google_compute_region_network_firewall_policy_rule: policyRule,
  google_compute_firewall_policy_rule: policyRule,
  google_compute_router_nat: ({ text, public: isPublic }) => [isPublic(text("router"), internet, "NAT")],
  google_compute_address: addresses,
  google_compute_global_address: addresses,
  google_compute_forwarding_rule: forwarding,
  google_compute_global_forwarding_rule: forwarding,
  google_compute_network_attachment: ({ given, references, open }) => [
    open("Vertex AI jobs", references.texts(given["subnetworks"]).join(", "), "network attachment"),
  ],
  google_compute_network_peering: ({ text, open }) => [open(text("peer_network"), text("network"), "peering")],
  google_service_networking_connection: ({ text, open }) => [
    open(text("service") || "a service's network", text("network"), "private services access"),
  ],
  google_compute_route: ({ given, text, references, public: isPublic }) =>
    isInternet([references.text(given["dest_range"])]) && given["next_hop_gateway"] !== undefined
      ? [isPublic(text("network"), internet, "route")]
      : [],
  google_compute_subnetwork: ({ given, name, open }) =>
    given["private_ip_google_access"] === true ? [open(name, "Google APIs", "private Google access")] : [],
  google_compute_instance: instance,
  google_compute_instance_template: instance,
  google_compute_region_instance_template: instance,
  google_compute_vpn_gateway: link("VPN gateway", "network"),
  google_compute_ha_vpn_gateway: link("VPN gateway", "network"),
  google_compute_vpn_tunnel: link("VPN tunnel"),
  google_compute_external_vpn_gateway: none,
  google_compute_interconnect_attachment: link("interconnect"),
  google_vpc_access_connector: ({ name, text, open }) => [open(name, text("network"), "serverless connector")],
  google_container_cluster: cluster,
  google_cloud_run_service: ({ given, name, public: isPublic, open, references }) => {
    const [metadata = {}] = blocks(given["metadata"]);
    const notes = isMap(metadata["annotations"]) ? metadata["annotations"] : {};
    const said = references.text(notes["run.googleapis.com/ingress"] ?? "all");
    return said === "all"
      ? [isPublic(internet, name, "Cloud Run, ingress all")]
      : [open("the project's networks", name, `Cloud Run, ${said}`)];
  },
  google_cloud_run_v2_service: ingress("ingress", /(^|_)all$/, "Cloud Run"),
  google_cloudfunctions_function: ingress("ingress_settings", /^(all|allow_all)$/, "function"),
  google_cloudfunctions2_function: ({ given, name, open, public: isPublic }) => {
    const [config = {}] = blocks(given["service_config"]);
    const said = String(config["ingress_settings"] ?? "ALLOW_ALL");
    return said === "ALLOW_ALL"
      ? [isPublic(internet, name, "function, ingress all")]
      : [open("the project's networks", name, `function, ${said}`)];
  },
  google_app_engine_application: always("App Engine"),
  google_api_gateway_gateway: always("API gateway"),
  google_sql_database_instance: sql,
  google_alloydb_instance: alloydb,
  google_redis_instance: none,
  google_storage_bucket: (seen) => [
    seen.given["public_access_prevention"] === "enforced"
      ? seen.closed(internet, seen.name, "public access prevented")
      : seen.public(internet, seen.name, "public access not prevented by this stack"),
    seen.api(),
  ],
  google_bigquery_dataset: (seen) => [seen.api()],
  google_artifact_registry_repository: (seen) => [seen.api()],
  google_logging_project_bucket_config: (seen) => [seen.api()],
  google_workflows_workflow: (seen) => [seen.api()],
  google_secret_manager_secret: (seen) => [seen.api()],
  google_pubsub_topic: (seen) => [seen.api()],
  google_access_context_manager_service_perimeter: ({ given, references, closed }) =>
    blocks(given["status"]).map((status) =>
      closed(
        references.texts(status["resources"]).join(", "),
        "outside the perimeter",
        `VPC Service Controls: ${references.texts(status["restricted_services"]).join(", ")}`,
      ),
    ),
  google_vertex_ai_endpoint: vertexEndpoint,
  google_workbench_instance: publicIp("disable_public_ip", true),
  google_notebooks_instance: publicIp("no_public_ip", true),
  // whether its nodes have public addresses where nothing is said depends on the version of the image:
  // docs.cloud.google.com/dataproc/docs/concepts/configuring-clusters/network (2026-11)
  google_dataproc_cluster: ({ given, name, closed, public: isPublic }) => {
    const [config = {}] = blocks(given["cluster_config"]);
    const isInternal = blocks(config["gce_cluster_config"]).some((each) => each["internal_ip_only"] === true);
    return [
      isInternal
        ? closed(internet, name, "public addresses of nodes off")
        : isPublic(internet, name, "public addresses of nodes, which this stack does not switch off"),
    ];
  },
};

/** Rows of Google resources. */
export const reach: ReachReader = {
  reads: (type) => Object.hasOwn(handlers, type),
  rows: (resource: Resource, references) =>
    Object.hasOwn(handlers, resource.type) ? (handlers[resource.type]?.(see(resource, references)) ?? []) : [],
};
