/**
 * The stack of the account, with the real provider: what an admin of the account deploys before a pilot, and destroys
 * after it. A workspace leaves its policy first, because a destroy sends nothing for that.
 */
import type { Changes } from "../../terraform/workspace.js";
import { accountStack, describeDatabricks, stack } from "./databricks-pilot.js";
import { accountId } from "./fake/account.js";
import { workspaceId } from "./fake/catalogs.js";
import type { Json } from "./fake/world.js";

const federation = { issuer: "https://token.actions.githubusercontent.com", subject: "repo:example/penguins:ref:main" };
const withFederation: Changes = { databricks: { account: { federation } } };
const detached: Changes = { databricks: { account: { federation, detached: true } } };

describeDatabricks("the stack of the account", [accountStack, stack], (pilot) => {
  const { fake, workspace } = pilot;
  const option = () => fake.things.get(`network-options/${workspaceId}`)?.["network_policy_id"];
  const connectivity = () => fake.things.get(`workspaces/${workspaceId}`)?.["network_connectivity_config_id"];
  const apply = () => workspace.run(accountStack, "apply", "-no-color", "-auto-approve");

  test("a first plan asks Databricks for nothing", async () => {
    pilot.synth(withFederation);
    await pilot.prepare(accountStack, "nobody");
    await workspace.plan(accountStack);
    expect(fake.calls).toEqual([]);
  });

  test("whoever is not an admin of the account makes nothing", async () => {
    await pilot.prepare(accountStack, "the pilot's deployer");
    const { code, output } = await apply();
    expect([code, output]).toEqual([1, expect.stringContaining("is not an admin of the account")]);
    expect(fake.bodies).toEqual([]);
    workspace.detach();
  });

  test("policy, private endpoint, budget and the deployer's federation; the second plan is empty", async () => {
    await pilot.deploy(withFederation, accountStack);
    expect(option()).toBe("penguins");
    expect(fake.things.get("network-policies/penguins")).toMatchObject({
      account_id: accountId,
      egress: {
        network_access: { restriction_mode: "RESTRICTED_ACCESS", policy_enforcement: { enforcement_mode: "ENFORCED" } },
      },
    });
    const [rule] = pilot.there(/^rules\//).map((key) => fake.things.get(key));
    expect(rule).toMatchObject({ resource_names: ["penguins-databricks-123456789012"] });
    expect(pilot.there(/^(budgets|budget-policies|federation|connectivity)\//)).toHaveLength(4);
    expect(connectivity()).toBe(
      fake.things.get(pilot.there(/^connectivity\//)[0] ?? "")?.["network_connectivity_config_id"],
    );
  });

  test("a pilot is deployed and destroyed beside it, and changes nothing of it", async () => {
    const before = JSON.stringify([...fake.things].filter(([key]) => /^(network|budget|rules|connectivity)/.test(key)));
    await pilot.deploy();
    expect((await pilot.destroy()).code).toBe(0);
    const after = JSON.stringify([...fake.things].filter(([key]) => /^(network|budget|rules|connectivity)/.test(key)));
    expect(after).toBe(before);
  });

  test("a destroy of a workspace that is still on the policy ends there, and says it", async () => {
    await pilot.to(accountStack, withFederation);
    const { code, output } = await pilot.destroy(accountStack);
    expect([code, output]).toEqual([1, expect.stringContaining("penguins is assigned to 1 workspace(s)")]);
    expect(fake.things.has("network-policies/penguins")).toBe(true);
    expect(option()).toBe("penguins");
  });

  test("detached: true puts the workspace back on the account's own policy, before the policy goes", async () => {
    await pilot.deploy(detached, accountStack);
    expect(option()).toBe("default-policy");
    const { code, output } = await pilot.destroy(accountStack);
    // one configuration, which a workspace cannot be without: the notes say to bind it to another one first
    expect([code, output]).toEqual([1, expect.stringContaining("is attached to 1 workspace(s)")]);
    expect(fake.things.has("network-policies/penguins")).toBe(false);
    expect(pilot.there(/^(rules|budgets|budget-policies|federation)\//)).toEqual([]);
  });

  test("and with the workspace bound to another configuration, a second destroy takes the rest", async () => {
    Object.assign(fake.things.get(`workspaces/${workspaceId}`) ?? {}, { network_connectivity_config_id: "another" });
    const { code, output } = await pilot.destroy(accountStack);
    expect([code, output]).toEqual([0, expect.stringContaining("Destroy complete")]);
    expect(pilot.there(/^(connectivity|network-policies|budgets|federation)\//)).toEqual([
      "network-policies/default-policy",
    ]);
  });
});

describeDatabricks("traps of the stack of the account", [accountStack], (pilot) => {
  const { fake, workspace } = pilot;
  const without = (type: string, argument: string) => {
    const json = workspace.stack(accountStack);
    for (const given of Object.values<Json>(json.resource[type])) {
      expect(given).toHaveProperty(argument);
      delete given[argument];
    }
    workspace.write(accountStack, json);
  };
  const apply = () => workspace.run(accountStack, "apply", "-no-color", "-auto-approve");

  test("a network policy without the account's id ends with an inconsistent result, and is tainted", async () => {
    await pilot.to(accountStack);
    without("databricks_account_network_policy", "account_id");
    const { code, output } = await apply();
    expect([code, output]).toEqual([1, expect.stringContaining(".account_id: was null, but now")]);
    expect(await workspace.changes(accountStack)).toContainEqual(
      expect.stringMatching(/^databricks_account_network_policy\.\S+: delete and create/),
    );
    await pilot.deploy({}, accountStack);
  });

  test("a private endpoint rule that was made without it differs at the plan after it", async () => {
    const rules = "databricks_mws_ncc_private_endpoint_rule";
    without(rules, "account_id");
    const [name] = Object.keys(workspace.stack(accountStack).resource[rules]);
    await workspace.terraform(accountStack, "apply", "-auto-approve", `-replace=${rules}.${name}`);
    expect(await workspace.changes(accountStack)).toEqual([`${rules}.${name}: update: account_id`]);
    await pilot.deploy({}, accountStack);
  });

  test("a destroyed network option and a destroyed binding send nothing", async () => {
    const json = workspace.stack(accountStack);
    delete json.resource.databricks_workspace_network_option;
    delete json.resource.databricks_mws_ncc_binding;
    const from = fake.changes.length;
    workspace.write(accountStack, json);
    expect(await workspace.apply(accountStack)).toEqual([
      expect.stringMatching(/^databricks_mws_ncc_binding\.\S+: delete$/),
      expect.stringMatching(/^databricks_workspace_network_option\.\S+: delete$/),
    ]);
    expect(fake.changes.slice(from)).toEqual([]);
  });
});
