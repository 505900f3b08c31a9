import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/databricks/private-network.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { networkProps } from "./candidates.js";

const synthesized = (change: Partial<PrivateNetworkProps> = {}) => {
  let made: PrivateNetwork | undefined;
  const stack = synthesizeScope((scope) => {
    made = new PrivateNetwork(scope, "network", { ...networkProps, ...change });
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, entry };
};

test("egress is restricted and enforced, and the named domains are sorted", () => {
  expect(synthesized().stack.one("databricks_account_network_policy").egress.network_access).toEqual({
    restriction_mode: "RESTRICTED_ACCESS",
    policy_enforcement: { enforcement_mode: "ENFORCED" },
    allowed_internet_destinations: [
      { destination: "files.pythonhosted.org", internet_destination_type: "DNS_NAME" },
      { destination: "pypi.org", internet_destination_type: "DNS_NAME" },
    ],
  });
});

test("the account's id stands on every resource that the provider reads it back from", () => {
  const { stack } = synthesized();
  for (const type of ["account_network_policy", "mws_network_connectivity_config", "mws_ncc_private_endpoint_rule"])
    expect(stack.one(`databricks_${type}`).account_id).toBe(networkProps.accountId);
});

test("detached, the workspace has the default policy, and leaves its own before that goes", () => {
  const { stack, entry } = synthesized({ detached: true });
  const option = stack.one("databricks_workspace_network_option");
  expect(option.network_policy_id).toBe("default-policy");
  expect(option.depends_on).toEqual([expect.stringMatching(/^databricks_account_network_policy\./)]);
  expect(entry.survives?.map(({ what }) => what)).toEqual([expect.stringContaining("configuration")]);
});

test("what destroy sends nothing for is said to survive, with the way out", () => {
  const { entry, stack } = synthesized();
  expect(stack.one("databricks_workspace_network_option").network_policy_id).toMatch(/\.network_policy_id\}$/);
  expect(entry.survives?.map(({ what }) => what.replace(/^(\w+).*: /, "$1: "))).toEqual([
    "policy: destroy sends nothing for it",
    "configuration: destroy sends nothing for it",
  ]);
  expect(entry.survives?.[0]?.remove).toContain("detached: true");
  const { connectivity: _connectivity, ...without } = networkProps;
  let alone: PrivateNetwork | undefined;
  const bare = synthesizeScope((scope) => {
    alone = new PrivateNetwork(scope, "network", without);
  });
  expect(bare.all("databricks_mws_ncc_binding")).toEqual([]);
  const made = alone?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  expect(made.survives).toHaveLength(1);
  expect(made.meter?.whileIdle).toBe(false);
});

test("the workspace is bound after its endpoints are there, to one configuration", () => {
  const { stack } = synthesized();
  const binding = stack.one("databricks_mws_ncc_binding");
  expect(binding.depends_on).toEqual([expect.stringMatching(/^databricks_mws_ncc_private_endpoint_rule\./)]);
  expect(binding.workspace_id).toBe(1234567890123456);
});

test("on Azure an endpoint is a resource and its part", () => {
  const resourceId =
    "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/pilot/providers/Microsoft.Storage/storageAccounts/penguins";
  const { stack } = synthesized({
    connectivity: { region: "westeurope", endpoints: { data: { resourceId, groupId: "blob" } } },
  });
  expect(stack.one("databricks_mws_ncc_private_endpoint_rule")).toMatchObject({
    ...{ resource_id: resourceId, group_id: "blob" },
  });
});
