/** Reach on AWS: security groups, VPC endpoints, gateways, public addresses, and services with a public switch. */

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
  whereOn,
} from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource } from "../../readers/stack.js";
import { isToEndpoint, rulesBeforeEndpoints } from "./before-endpoints.js";

/** The other end of a security group rule, in every form that the provider knows. */
function others(rule: Arguments, references: References): readonly string[] {
  const keys = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id", "cidr_blocks"];
  const more = ["ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id", "security_groups"];
  const found = [...keys, ...more].flatMap((key) => references.texts(rule[key]));
  if (found.length > 0) return peers(found);
  return [rule["self"] === true ? "itself" : "not understood"];
}

function ruleRows(rule: Arguments, group: string, isIngress: boolean, seen: Seen): readonly Reach[] {
  const by = ports(rule["ip_protocol"] ?? rule["protocol"], rule["from_port"], rule["to_port"]);
  return others(rule, seen.references).map((other) => {
    const [from, to] = isIngress ? [other, group] : [group, other];
    return other === internet ? seen.public(from, to, by) : seen.open(from, to, by);
  });
}

const single: Handler = (seen) => {
  const { given, resource, text } = seen;
  const isIngress = resource.type.includes("ingress") || given["type"] === "ingress";
  return ruleRows(given, text("security_group_id"), isIngress, seen);
};

const group: Handler = (seen) => [
  ...blocks(seen.given["ingress"]).flatMap((rule) => ruleRows(rule, seen.name, true, seen)),
  ...blocks(seen.given["egress"]).flatMap((rule) => ruleRows(rule, seen.name, false, seen)),
];

/** An entry of a network ACL: asked in order, so a deny before it can make it void. */
function aclRow(rule: Arguments, acl: string, seen: Seen): Reach {
  const isEgress = rule["egress"] === true;
  const block = seen.references.text(rule["cidr_block"] ?? rule["ipv6_cidr_block"]);
  const other = isInternet([block]) ? internet : block;
  const by = ports(rule["protocol"], rule["from_port"], rule["to_port"]);
  const isOpen = (rule["rule_action"] ?? rule["action"]) !== "deny";
  const [from, to] = isEgress ? [acl, other] : [other, acl];
  // an ACL alone opens nothing: what stands behind it has a security group
  const row = isOpen ? seen.open(from, to, `${by}, by the network ACL`) : seen.closed(from, to, by);
  return {
    ...row,
    rule: { list: `${acl} ${isEgress}`, priority: Number(rule["rule_number"] ?? rule["rule_no"] ?? 0) },
  };
}

const toInternet =
  (key: "route" | undefined): Handler =>
  ({ given, references, name, text, public: isPublic }) => {
    const rows = key === undefined ? [given] : blocks(given[key]);
    const from = key === undefined ? text("route_table_id") : name;
    const targets = ["destination_cidr_block", "destination_ipv6_cidr_block", "cidr_block", "ipv6_cidr_block"];
    const isOut = (route: Arguments) => isInternet(targets.flatMap((each) => references.texts(route[each])));
    return rows.some(isOut) ? [isPublic(from, internet, "route")] : [];
  };

/** A database or broker that has a public address where somebody says so. */
const publiclyAccessible = whereOn("publicly_accessible", "public address");

const bucket: Handler = (seen) => {
  const { resource, references, name, closed, public: isPublic } = seen;
  const blocking = references.pointingAt(resource, "aws_s3_bucket_public_access_block", "bucket");
  const switches = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
  const isBlocked = blocking !== undefined && switches.every((key) => blocking.arguments[key] === true);
  return [
    isBlocked
      ? closed(internet, name, "public access blocked")
      : isPublic(internet, name, "public access not blocked by this stack"),
    seen.api(),
  ];
};

const eks: Handler = ({ given, references, name, open, public: isPublic, closed }) => {
  const [config = {}] = blocks(given["vpc_config"]);
  if (config["endpoint_public_access"] === false) return [closed(internet, name, "public API endpoint off")];
  const ranges = references.texts(config["public_access_cidrs"]);
  return ranges.length === 0 || isInternet(ranges)
    ? [isPublic(internet, name, "public API endpoint")]
    : ranges.map((range) => open(range, name, "public API endpoint"));
};

const search: Handler = ({ given, name, open, public: isPublic }) =>
  blocks(given["vpc_options"]).length > 0
    ? [open("the VPC", name, "in the VPC")]
    : [isPublic(internet, name, "public endpoint, by its access policy")];

const handlers: Readonly<Record<string, Handler>> = {
  aws_vpc_security_group_ingress_rule: single,
  aws_vpc_security_group_egress_rule: single,
  aws_security_group_rule: single,
  aws_security_group: group,
  aws_default_security_group: group,
  aws_network_acl_rule: (seen) => [aclRow(seen.given, seen.text("network_acl_id"), seen)],
  aws_network_acl: (seen) => [
    ...blocks(seen.given["ingress"]).map((rule) => aclRow(rule, seen.name, seen)),
    ...blocks(seen.given["egress"]).map((rule) => aclRow({ ...rule, egress: true }, seen.name, seen)),
  ],
  aws_vpc_endpoint: ({ resource, given, text, open }) => {
    const kind = String(given["vpc_endpoint_type"] ?? "Gateway").toLowerCase();
    const way = open(text("vpc_id"), text("service_name"), `${kind} endpoint`);
    return [isToEndpoint(resource) ? { ...way, isToEndpoint: true } : way];
  },
  aws_internet_gateway: ({ text, public: isPublic }) => [isPublic(internet, text("vpc_id"), "internet gateway")],
  aws_nat_gateway: ({ given, text, open, public: isPublic }) => [
    given["connectivity_type"] === "private"
      ? open(text("subnet_id"), "another network", "private NAT gateway")
      : isPublic(text("subnet_id"), internet, "NAT gateway"),
  ],
  aws_egress_only_internet_gateway: ({ text, public: isPublic }) => [
    isPublic(text("vpc_id"), internet, "egress-only gateway"),
  ],
  aws_eip: always("public address"),
  aws_route: toInternet(undefined),
  aws_route_table: toInternet("route"),
  aws_default_route_table: toInternet("route"),
  aws_vpc_peering_connection: ({ text, open }) => [open(text("peer_vpc_id"), text("vpc_id"), "peering")],
  aws_ec2_transit_gateway_vpc_attachment: ({ text, open }) => [
    open(text("transit_gateway_id"), text("vpc_id"), "transit gateway"),
  ],
  aws_vpn_connection: link("VPN"),
  aws_vpn_gateway: link("VPN gateway", "vpc_id"),
  aws_customer_gateway: none,
  aws_dx_connection: link("Direct Connect"),
  aws_dx_gateway_association: link("Direct Connect"),
  aws_dx_private_virtual_interface: link("Direct Connect"),
  aws_ec2_client_vpn_endpoint: ({ name, public: isPublic }) => [isPublic(internet, name, "client VPN")],
  aws_subnet: whereOn("map_public_ip_on_launch", "public addresses on launch"),
  aws_instance: whereOn("associate_public_ip_address", "public address"),
  aws_launch_template: ({ given, name, public: isPublic }) =>
    blocks(given["network_interfaces"]).some((each) => String(each["associate_public_ip_address"]) === "true")
      ? [isPublic(internet, name, "public address")]
      : [],
  aws_lb: ({ given, name, open, public: isPublic }) =>
    given["internal"] === true ? [open("the VPC", name, "load balancer")] : [isPublic(internet, name, "load balancer")],
  aws_elb: ({ given, name, open, public: isPublic }) =>
    given["internal"] === true ? [open("the VPC", name, "load balancer")] : [isPublic(internet, name, "load balancer")],
  aws_db_instance: publiclyAccessible,
  aws_rds_cluster_instance: publiclyAccessible,
  aws_docdb_cluster_instance: none,
  aws_neptune_cluster_instance: publiclyAccessible,
  // the provider's own default was true until version 6
  aws_redshift_cluster: whereOn("publicly_accessible", "public address", true),
  aws_redshiftserverless_workgroup: publiclyAccessible,
  aws_dms_replication_instance: publiclyAccessible,
  aws_mq_broker: publiclyAccessible,
  aws_eks_cluster: eks,
  aws_opensearch_domain: search,
  aws_elasticsearch_domain: search,
  aws_api_gateway_rest_api: ({ given, name, open, references, public: isPublic }) =>
    blocks(given["endpoint_configuration"]).some((each) => references.texts(each["types"]).includes("PRIVATE"))
      ? [open("VPC endpoints", name, "private API")]
      : [isPublic(internet, name, "API gateway")],
  aws_apigatewayv2_api: always("API gateway"),
  aws_cloudfront_distribution: always("CloudFront"),
  aws_globalaccelerator_accelerator: always("Global Accelerator"),
  aws_apprunner_service: always("App Runner"),
  aws_lightsail_instance: always("public address"),
  aws_appsync_graphql_api: ({ given, name, closed, public: isPublic }) =>
    given["visibility"] === "PRIVATE" ? [closed(internet, name, "private API")] : [isPublic(internet, name, "AppSync")],
  aws_ecs_service: ({ given, name, public: isPublic }) =>
    blocks(given["network_configuration"]).some((each) => each["assign_public_ip"] === true)
      ? [isPublic(internet, name, "public address")]
      : [],
  aws_transfer_server: ({ given, name, open, public: isPublic }) =>
    (given["endpoint_type"] ?? "PUBLIC") === "PUBLIC"
      ? [isPublic(internet, name, "Transfer Family")]
      : [open("the VPC", name, "Transfer Family")],
  aws_msk_cluster: ({ given, name, public: isPublic }) =>
    JSON.stringify(given["broker_node_group_info"] ?? "").includes("SERVICE_PROVIDED_EIPS")
      ? [isPublic(internet, name, "public brokers")]
      : [],
  aws_sagemaker_domain: ({ given, name, open, public: isPublic }) =>
    given["app_network_access_type"] === "VpcOnly"
      ? [open(name, "the VPC", "its apps stand in the VPC")]
      : [isPublic(name, internet, "direct internet access")],
  aws_lambda_function_url: ({ given, name, text, open, public: isPublic }) => [
    given["authorization_type"] === "NONE"
      ? isPublic(internet, text("function_name") || name, "function URL, which asks nobody who they are")
      : { ...open(internet, text("function_name") || name, "function URL, which asks who it is"), isApi: true },
  ],
  aws_lambda_function: ({ given, name, open, public: isPublic }) =>
    blocks(given["vpc_config"]).length > 0
      ? [open(name, "the VPC", "stands in the VPC")]
      : [isPublic(name, internet, "its code stands outside the VPC")],
  aws_sagemaker_notebook_instance: ({ given, name, public: isPublic }) =>
    given["direct_internet_access"] === "Disabled" ? [] : [isPublic(name, internet, "direct internet access")],
  aws_sagemaker_model: ({ given, name, open, public: isPublic, references }) => {
    const inside = blocks(given["vpc_config"]);
    const groups = inside.flatMap((each) => references.texts(each["security_group_ids"]));
    if (inside.length > 0) return [open(name, groups.join(", "), "its containers stand in the VPC")];
    const by = "its containers stand outside the VPC";
    return [given["enable_network_isolation"] === true ? open(name, internet, by) : isPublic(name, internet, by)];
  },
  aws_s3_bucket_acl: ({ given, text, public: isPublic }) =>
    /public|authenticated-read/.test(String(given["acl"])) ? [isPublic(internet, text("bucket"), "public ACL")] : [],
  aws_s3_bucket: bucket,
  aws_cloudwatch_log_group: (seen) => [seen.api()],
  aws_ecr_repository: (seen) => [seen.api()],
  aws_sagemaker_endpoint: (seen) => [seen.api()],
  aws_sagemaker_pipeline: (seen) => [seen.api()],
  aws_sagemaker_model_package_group: (seen) => [seen.api()],
  aws_dynamodb_table: (seen) => [seen.api()],
  aws_sqs_queue: (seen) => [seen.api()],
  aws_sns_topic: (seen) => [seen.api()],
  aws_secretsmanager_secret: (seen) => [seen.api()],
};

const alias: Readonly<Record<string, string>> = { aws_alb: "aws_lb" };
const handler = (type: string): Handler | undefined =>
  Object.hasOwn(handlers, alias[type] ?? type) ? handlers[alias[type] ?? type] : undefined;

/** Rows of AWS resources. */
export const reach: ReachReader = {
  reads: (type) => handler(type) !== undefined,
  rows: (resource: Resource, references) => handler(resource.type)?.(see(resource, references)) ?? [],
  rulesBeforeEndpoints,
};
