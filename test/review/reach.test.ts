import { reachOf } from "../../review/analysis/reach.js";
import { stackOf } from "../../review/read/stack.js";

/** What one resource opens: from, to, by, and whether it is public. */
function ways(type: string, given: object, others: Record<string, Record<string, object>> = {}) {
  const resource = { ...others, [type]: { it: given } };
  return reachOf(stackOf("s", "s.json", { resource }))
    .filter(({ address, isApi }) => address === `${type}.it` && isApi !== true)
    .map(
      ({ from, to, by, isOpen, isPublic }) =>
        `${from} ${isOpen ? "→" : "✕"} ${to} by ${by}${isPublic ? ", public" : ""}`,
    );
}

const internet = "the internet";

test.each<[string, object, readonly string[]]>([
  [
    "aws_vpc_security_group_ingress_rule",
    { security_group_id: "sg", cidr_ipv4: "0.0.0.0/0", from_port: 22, to_port: 22, ip_protocol: "tcp" },
    [`${internet} → sg by tcp 22, public`],
  ],
  [
    "aws_vpc_security_group_egress_rule",
    { security_group_id: "sg", prefix_list_id: "pl-1", from_port: 443, to_port: 443, ip_protocol: "tcp" },
    ["sg → pl-1 by tcp 443"],
  ],
  [
    "aws_security_group",
    {
      name: "g",
      ingress: [{ ipv6_cidr_blocks: ["::/0"], from_port: 0, to_port: 0, protocol: "-1" }],
      egress: [{ self: true, from_port: 80, to_port: 90, protocol: "tcp" }],
    },
    [`${internet} → g by all ports, public`, "g → itself by tcp 80 to 90"],
  ],
  [
    "aws_security_group_rule",
    {
      security_group_id: "sg",
      type: "egress",
      source_security_group_id: "other",
      from_port: -1,
      to_port: -1,
      protocol: "all",
    },
    ["sg → other by all ports"],
  ],
  ["aws_internet_gateway", { vpc_id: "v" }, [`${internet} → v by internet gateway, public`]],
  ["aws_nat_gateway", { subnet_id: "s", connectivity_type: "private" }, ["s → another network by private NAT gateway"]],
  ["aws_s3_bucket", { bucket: "b" }, [`${internet} → b by public access not blocked by this stack, public`]],
  ["aws_lb", { name: "l", internal: true }, ["the VPC → l by load balancer"]],
  [
    "aws_sagemaker_model",
    { name: "m", enable_network_isolation: true },
    [`m → ${internet} by its containers stand outside the VPC`],
  ],
  [
    "google_compute_firewall",
    { name: "f", network: "n", source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "tcp", ports: ["22", "80"] }] },
    [`${internet} → n by tcp 22, 80, public`],
  ],
  [
    "google_compute_firewall",
    { name: "f", network: "n", direction: "EGRESS", deny: [{ protocol: "all" }] },
    [`n ✕ ${internet} by all ports`],
  ],
  ["google_vertex_ai_endpoint", { name: "e" }, [`${internet} → e by public endpoint, by IAM, public`]],
  [
    "google_vertex_ai_endpoint",
    { name: "e", private_service_connect_config: [{ project_allowlist: ["p"] }] },
    ["networks of p → e by Private Service Connect, which asks nobody who they are"],
  ],
  [
    "google_storage_bucket",
    { name: "b", public_access_prevention: "inherited" },
    [`${internet} → b by public access not prevented by this stack, public`],
  ],
  [
    "azurerm_network_security_rule",
    {
      network_security_group_name: "g",
      direction: "Inbound",
      access: "Allow",
      protocol: "Tcp",
      source_address_prefix: "Internet",
      destination_address_prefix: "*",
      destination_port_range: "443",
    },
    [`${internet} → g by tcp 443, public`],
  ],
  [
    "azurerm_network_security_rule",
    {
      network_security_group_name: "g",
      direction: "Outbound",
      access: "Deny",
      protocol: "*",
      source_address_prefix: "*",
      destination_address_prefix: "*",
      destination_port_range: "*",
    },
    ["g ✕ anywhere by all ports"],
  ],
  ["azurerm_storage_account", { name: "a" }, [`${internet} → a by public network access on, public`]],
  [
    "azurerm_key_vault",
    { name: "k", network_acls: [{ default_action: "Deny" }] },
    ["named networks → k by public network access, only for named networks"],
  ],
  [
    "azurerm_storage_account",
    { name: "a", public_network_access_enabled: false },
    [`${internet} ✕ a by public network access off`],
  ],
  [
    "azapi_resource",
    {
      name: "w",
      type: "X/workspaces@1",
      body: {
        properties: { publicNetworkAccess: "Enabled", managedNetwork: { isolationMode: "AllowInternetOutbound" } },
      },
    },
    [
      `managed network of w → ${internet} by AllowInternetOutbound, public`,
      `${internet} → w by public network access enabled, public`,
    ],
  ],
])("%s %j", (type, given, expected) => {
  expect(ways(type, given)).toEqual(expected);
});

test("a bucket whose public access is blocked is closed; one switch less and it is not", () => {
  const block = {
    bucket: "${aws_s3_bucket.it.bucket}",
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  const bucket = (given: object) =>
    ways("aws_s3_bucket", { bucket: "b" }, { aws_s3_bucket_public_access_block: { one: given } });
  expect(bucket(block)).toEqual([`${internet} ✕ b by public access blocked`]);
  expect(bucket({ ...block, restrict_public_buckets: false })[0]).toMatch(/public$/);
});

test.each([
  ["AzureCloud", "the internet → g by tcp 22, from every machine in Azure, whoever rents it, public"],
  ["AzureCloud.WestEurope", "the internet → g by tcp 22, from every machine in Azure, whoever rents it, public"],
  ["VirtualNetwork", "VirtualNetwork → g by tcp 22"],
])("an inbound rule for the service tag %s", (tag, expected) => {
  const rule = { direction: "Inbound", access: "Allow", priority: 100, protocol: "Tcp", destination_port_range: "22" };
  const ends = { source_address_prefix: tag, destination_address_prefix: "*", network_security_group_name: "g" };
  expect(ways("azurerm_network_security_rule", { ...rule, ...ends })).toEqual([expected]);
});
