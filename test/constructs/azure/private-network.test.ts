import { Token } from "cdktf";
import {
  PrivateNetwork,
  type PrivateNetworkProps,
  privateNetworkProblems,
} from "../../../constructs/azure/private-network.js";
import { synthesizeScope } from "../../synth.js";
import { groupId, networkId, subnetId, zoneId } from "./ids.js";

const subscription = "22222222-3333-4444-8555-666666666666";
const props: PrivateNetworkProps = {
  name: "penguins",
  subscription,
  location: "westeurope",
  resourceGroupName: "penguins",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  flowLogAccountName: "penguinsnet0a1b2c3d",
  allowedClients: ["192.168.10.0/24"],
};
const made = (more: Partial<PrivateNetworkProps> = {}) => {
  const found: PrivateNetwork[] = [];
  const stack = synthesizeScope((scope) => {
    found.push(new PrivateNetwork(scope, "network", { ...props, ...more }));
  });
  return { stack, network: found[0] as PrivateNetwork };
};

describe("makes", () => {
  const { stack } = made();

  test("a quarter of the block for private endpoints and one for operators, without outbound access by default", () => {
    const subnets = stack.all("azurerm_subnet").map(({ arguments: given }) => given);
    expect(subnets.map(({ name, address_prefixes }) => [name, address_prefixes])).toEqual([
      ["private-endpoints", ["10.20.0.0/22"]],
      ["operators", ["10.20.4.0/22"]],
    ]);
    for (const subnet of subnets) {
      expect(subnet).toMatchObject({
        default_outbound_access_enabled: false,
        private_endpoint_network_policies: "NetworkSecurityGroupEnabled",
      });
    }
  });

  test("groups that deny all but what is named, in both directions", () => {
    const rules = stack.all("azurerm_network_security_rule").map(({ arguments: given }) => given);
    const denied = rules.filter(({ access }) => access === "Deny");
    expect(denied.map(({ priority, direction }) => [priority, direction])).toEqual([
      [4096, "Inbound"],
      [4096, "Outbound"],
      [4096, "Inbound"],
      [4096, "Outbound"],
    ]);
    const allowed = rules
      .filter(({ access }) => access === "Allow")
      .map((rule) => [
        rule["direction"],
        rule["source_address_prefix"] ?? rule["source_address_prefixes"],
        rule["destination_address_prefix"] ?? rule["destination_address_prefixes"],
        rule["destination_port_range"],
      ]);
    expect(allowed).toEqual([
      ["Inbound", ["192.168.10.0/24", "10.20.4.0/22"], "10.20.0.0/22", "443"],
      ["Inbound", ["192.168.10.0/24"], "10.20.4.0/22", "22"],
      ["Outbound", "10.20.4.0/22", "10.20.0.0/22", "443"],
      ["Outbound", "10.20.4.0/22", "AzureActiveDirectory", "443"],
      ["Outbound", "10.20.4.0/22", "AzureResourceManager", "443"],
    ]);
    expect(stack.all("azurerm_subnet_network_security_group_association")).toHaveLength(2);
  });

  test("a linked zone for each private name", () => {
    const zones = stack.all("azurerm_private_dns_zone").map(({ arguments: given }) => given["name"]);
    expect(zones).toEqual([
      "privatelink.blob.core.windows.net",
      "privatelink.api.azureml.ms",
      "privatelink.notebooks.azure.net",
    ]);
    const links = stack.all("azurerm_private_dns_zone_virtual_network_link");
    expect(links.map(({ arguments: given }) => given["registration_enabled"])).toEqual([false, false, false]);
  });

  test("flow logs of the VNet by identity, kept so many days in an account without keys", () => {
    const log = stack.one("azapi_resource", "flow-log");
    expect(log.type).toBe("Microsoft.Network/networkWatchers/flowLogs@2024-05-01");
    expect(log.body.properties).toMatchObject({ enabled: true, retentionPolicy: { enabled: true, days: 30 } });
    expect(log.identity[0].type).toBe("UserAssigned");
    expect(log.depends_on).toEqual([expect.stringContaining("azurerm_role_assignment")]);
    // what is tried again may be missing for good, such as a watcher: it is named in minutes
    expect(log.timeouts).toEqual([{ create: "15m", update: "15m", delete: "15m" }]);
    expect(stack.one("azurerm_storage_account")).toMatchObject({
      shared_access_key_enabled: false,
      public_network_access_enabled: false,
    });
  });

  test("logs by the watcher that Azure makes with the first VNet, or by the one that is named, and makes none", () => {
    const watcherOf = ({ stack: each }: ReturnType<typeof made>) => each.one("azapi_resource").parent_id;
    expect(watcherOf(made())).toBe(
      `/subscriptions/${subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`,
    );
    const networkWatcherId = `/subscriptions/${subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/w`;
    expect(watcherOf(made({ networkWatcherId }))).toBe(networkWatcherId);
    // Azure makes it a moment later, and a log that cannot be made leaves the one before
    const log = stack.one("azapi_resource");
    const [late] = log.retry.error_message_regex.slice(-1).map((text: string) => new RegExp(text));
    expect("Resource group 'NetworkWatcherRG' could not be found.").toMatch(late);
    expect("Parent resource 'NetworkWatcher_westeurope' not found.").toMatch(late);
    expect(
      "The client 'deployer' does not have authorization to perform action 'Microsoft.Network/networkWatchers/flowLogs/write'",
    ).not.toMatch(late);
    expect(log.lifecycle).toEqual({ create_before_destroy: true });
  });

  test("a watcher that an earlier version made is forgotten, because the location's others log by it too", () => {
    expect(stack.json["removed"]).toEqual([
      { from: expect.stringMatching(/^azapi_resource\.network_watcher_/), lifecycle: { destroy: false } },
    ]);
  });

  test("no public address, no gateway, no peering", () => {
    const types = new Set(stack.resources.map(({ type }) => type));
    for (const type of types) expect(type).not.toMatch(/public_ip|nat_gateway|peering|bastion|firewall/);
  });
});

test("stands in an existing VNet, with zones made and linked or found", () => {
  const existing = { virtualNetworkId: networkId, privateEndpointSubnetId: subnetId };
  const { stack, network } = made({ existing });
  expect(stack.all("azurerm_virtual_network")).toEqual([]);
  expect(network.privateEndpointSubnetId).toBe(subnetId);
  const links = stack.all("azurerm_private_dns_zone_virtual_network_link");
  expect(links.map(({ arguments: given }) => given["virtual_network_id"])).toEqual([networkId, networkId, networkId]);
  const central = made({ existing: { ...existing, privateDnsZonesGroupId: groupId } });
  expect(central.stack.all("azurerm_private_dns_zone")).toEqual([]);
  expect(central.network.privateDnsZoneIds.blob).toEqual([zoneId("privatelink.blob.core.windows.net")]);
});

test("an existing VNet needs no block and no account for flow logs, and a new one does", () => {
  const { cidr: _block, flowLogAccountName: _account, ...neither } = props;
  const of = (more: Partial<PrivateNetworkProps>) =>
    synthesizeScope((stack) => void new PrivateNetwork(stack, "network", { ...neither, ...more }));
  const existing = { virtualNetworkId: networkId, privateEndpointSubnetId: subnetId };
  expect(of({ existing }).json).toEqual(made({ existing }).stack.json);
  expect(() => of({ cidr: "10.20.0.0/20" })).toThrow(
    "test/network: cidr, flowLogAccountName: must be given where no existing VNet is named, such as 10.20.0.0/20 and " +
      "penguinsflows, got 10.20.0.0/20, undefined",
  );
});

describe("problems", () => {
  test.each([
    ["too small", { cidr: "10.20.0.0/23" }, "cidr", "is a /23; allowed: /16 to /22"],
    ["too large", { cidr: "10.0.0.0/8" }, "cidr", "is a /8"],
    ["host bits", { cidr: "10.20.1.0/20" }, "cidr", 'take "10.20.0.0/20"'],
    ["overlap", { allowedClients: ["10.20.8.0/24"] }, "allowedClients", "overlaps the network's own"],
    ["everybody", { cidr: "192.168.0.0/20", allowedClients: ["0.0.0.0/0"] }, "allowedClients", "is everybody"],
    ["days", { flowLogRetentionDays: 366 }, "flowLogRetentionDays", "from 1 to 365, got 366"],
  ])("%s", (_, more, prop, message) => {
    const problems = privateNetworkProblems({ ...props, ...more });
    expect(problems.map((problem) => problem.prop)).toContain(prop);
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
    expect(() => made(more)).toThrow(message);
  });

  test("tokens pass unchecked", () => {
    expect(privateNetworkProblems({ cidr: Token.asString({ resolve: () => "x" }) })).toEqual([]);
  });
});
