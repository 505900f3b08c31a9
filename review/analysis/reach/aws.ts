/** Reach on AWS: security groups, VPC endpoints, gateways, public addresses. */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, type Resource } from "../../read/stack.js";
import { isAnywhere, ports, type Reach, type ReachReader } from "../reach.js";

const internet = "the internet";
const peer = (text: string) => (isAnywhere(text) ? internet : text);

/** The other end of a security group rule, in every form that the provider knows. */
function peers(rule: Arguments, references: References): readonly string[] {
  const keys = [
    "cidr_ipv4",
    "cidr_ipv6",
    "prefix_list_id",
    "referenced_security_group_id",
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "source_security_group_id",
    "security_groups",
  ];
  const found = keys.flatMap((key) => references.texts(rule[key]));
  if (found.length > 0) return found.map(peer);
  return [rule["self"] === true ? "itself" : "not understood"];
}

function ruleRows(
  rule: Arguments,
  group: string,
  isIngress: boolean,
  resource: Resource,
  references: References,
): readonly Reach[] {
  return peers(rule, references).map((other) => ({
    from: isIngress ? other : group,
    to: isIngress ? group : other,
    by: ports(rule["ip_protocol"] ?? rule["protocol"], rule["from_port"], rule["to_port"]),
    isOpen: true,
    address: resource.address,
    isPublic: other === internet,
  }));
}

/** Rows of one AWS resource. */
export const awsReach: ReachReader = (resource, references) => {
  const { type, arguments: given, address } = resource;
  const row = (from: string, to: string, by: string, isPublic = false, isOpen = true): Reach => ({
    from,
    to,
    by,
    isOpen,
    address,
    isPublic,
  });
  const name = () => references.name(resource);
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
    case "aws_vpc_security_group_egress_rule":
      return ruleRows(
        given,
        references.text(given["security_group_id"]),
        type.includes("ingress"),
        resource,
        references,
      );
    case "aws_security_group_rule":
      return ruleRows(
        given,
        references.text(given["security_group_id"]),
        given["type"] === "ingress",
        resource,
        references,
      );
    case "aws_security_group":
    case "aws_default_security_group":
      return [
        ...blocks(given["ingress"]).flatMap((rule) => ruleRows(rule, name(), true, resource, references)),
        ...blocks(given["egress"]).flatMap((rule) => ruleRows(rule, name(), false, resource, references)),
      ];
    case "aws_vpc_endpoint": {
      const from = references.text(given["vpc_id"]);
      const kind = String(given["vpc_endpoint_type"] ?? "Gateway").toLowerCase();
      return [row(from, references.text(given["service_name"]), `${kind} endpoint`)];
    }
    case "aws_internet_gateway":
      return [row(internet, references.text(given["vpc_id"]), "internet gateway", true)];
    case "aws_nat_gateway":
      return [
        row(references.text(given["subnet_id"]), internet, "NAT gateway", given["connectivity_type"] !== "private"),
      ];
    case "aws_egress_only_internet_gateway":
      return [row(references.text(given["vpc_id"]), internet, "egress-only gateway", true)];
    case "aws_eip":
      return [row(internet, name(), "public address", true)];
    case "aws_route": {
      const to = references.text(given["destination_cidr_block"] ?? given["destination_ipv6_cidr_block"]);
      return isAnywhere(to) ? [row(references.text(given["route_table_id"]), internet, "route", true)] : [];
    }
    case "aws_route_table":
      return blocks(given["route"]).flatMap((route) => {
        const to = references.text(route["cidr_block"] ?? route["ipv6_cidr_block"]);
        return isAnywhere(to) ? [row(name(), internet, "route", true)] : [];
      });
    case "aws_vpc_peering_connection":
      return [row(references.text(given["peer_vpc_id"]), references.text(given["vpc_id"]), "peering")];
    case "aws_ec2_transit_gateway_vpc_attachment":
      return [row(references.text(given["transit_gateway_id"]), references.text(given["vpc_id"]), "transit gateway")];
    case "aws_subnet":
      return given["map_public_ip_on_launch"] === true
        ? [row(internet, name(), "public addresses on launch", true)]
        : [];
    case "aws_lb":
    case "aws_alb":
      return given["internal"] === true ? [] : [row(internet, name(), "load balancer", true)];
    case "aws_lambda_function_url":
      return [
        row(internet, references.text(given["function_name"]), "function URL", given["authorization_type"] === "NONE"),
      ];
    case "aws_sagemaker_notebook_instance":
      return given["direct_internet_access"] === "Disabled"
        ? []
        : [row(name(), internet, "direct internet access", true)];
    case "aws_sagemaker_model": {
      const inside = blocks(given["vpc_config"]);
      const groups = inside.flatMap((each) => references.texts(each["security_group_ids"]));
      return inside.length > 0
        ? [row(name(), groups.join(", "), "its containers stand in the VPC")]
        : [row(name(), internet, "its containers stand outside the VPC", given["enable_network_isolation"] !== true)];
    }
    case "aws_s3_bucket_acl":
      return /public/.test(String(given["acl"]))
        ? [row(internet, references.text(given["bucket"]), "public ACL", true)]
        : [];
    case "aws_s3_bucket": {
      const blocking = references.pointingAt(resource, "aws_s3_bucket_public_access_block", "bucket");
      const switches = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
      const isBlocked = blocking !== undefined && switches.every((key) => blocking.arguments[key] === true);
      return isBlocked
        ? [row(internet, name(), "public access blocked", false, false)]
        : [row(internet, name(), "public access not blocked by this stack", true)];
    }
    default:
      return [];
  }
};
