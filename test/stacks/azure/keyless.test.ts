/** No key, no admin user, no public access, no wide role: over every resource of every variant. */
import { strings } from "../../../stacks/rules/synthesized.js";
import { synthesizePilot, variants } from "../../synth.js";

describe.each(Object.entries(variants))("%s", (_, change) => {
  const stack = synthesizePilot("azure", change).then((azure) => {
    if (azure === undefined) throw new Error("the example has no azure block");
    return azure;
  });
  const all = async (type: string) => (await stack).all(type);

  test("storage accounts, vaults and registries", async () => {
    const accounts = await all("azurerm_storage_account");
    expect(accounts).toHaveLength(3);
    for (const { arguments: given } of accounts) {
      expect(given).toMatchObject({
        shared_access_key_enabled: false,
        public_network_access_enabled: false,
        allow_nested_items_to_be_public: false,
        local_user_enabled: false,
        network_rules: { default_action: "Deny" },
      });
    }
    for (const { arguments: given } of await all("azurerm_key_vault")) {
      expect(given).toMatchObject({ rbac_authorization_enabled: true, purge_protection_enabled: true });
      expect(given["public_network_access_enabled"]).toBe(false);
    }
    for (const { arguments: given } of await all("azurerm_container_registry")) {
      expect(given).toMatchObject({ admin_enabled: false, public_network_access_enabled: false });
    }
  });

  test("what azapi makes: no public access, Entra tokens", async () => {
    for (const { arguments: given } of await all("azapi_resource")) {
      const { properties = {} } = given["body"] as { properties?: Record<string, unknown> };
      if ("publicNetworkAccess" in properties) expect(properties["publicNetworkAccess"]).toBe("Disabled");
      if ("authMode" in properties) expect(properties["authMode"]).toBe("AADToken");
      if ("credentials" in properties) expect(properties["credentials"]).toEqual({ credentialsType: "None" });
    }
  });

  test("roles: by name or one of our own, on one resource, and wide ones only of the workspace's identity", async () => {
    for (const { address, arguments: given } of await all("azurerm_role_assignment")) {
      const { role_definition_name: name, role_definition_id: id, scope } = given;
      expect({ address, named: (name === undefined) !== (id === undefined) }).toEqual({ address, named: true });
      if (id !== undefined) expect(String(id)).toMatch(/\$\{azurerm_role_definition\.[\w-]+\.role_definition_id\}$/);
      // a resource, or a part of one; never the group or the subscription
      expect(String(scope)).toMatch(/\/resourceGroups\/\$\{[^}]+\}\/providers\/Microsoft\.\w+\/\w+\//);
      if (/^(Owner|Contributor|User Access Administrator|.*Administrator)$/.test(String(name))) {
        expect(address).toContain("training-job_workspace_identity");
      }
    }
  });

  test("roles of our own hold no wildcard", async () => {
    for (const { arguments: given } of await all("azurerm_role_definition")) {
      for (const { text } of strings(given["permissions"])) expect(text).not.toContain("*");
      expect(given["assignable_scopes"]).toEqual([given["scope"]]);
    }
  });
});
