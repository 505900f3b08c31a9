/**
 * Databricks in the plan tier: a first plan asks no workspace and no account for anything, so it needs nobody who signs
 * in.
 */
import { describePlan } from "./plan-tier.js";

const account = "penguins-databricks-account";

describePlan({ platform: "databricks", start: () => ({}) }, (_, workspace) => {
  test(`${account}: terraform accepts it, and creates all that it declares`, async () => {
    workspace().prepare(account);
    await workspace().terraform(account, "init");
    expect((await workspace().run(account, "validate", "-no-color")).output).toContain("The configuration is valid");
    const { resource_changes = [] } = await workspace().plan(account);
    const declared = Object.entries(workspace().stack(account).resource as Record<string, Record<string, unknown>>);
    const addresses = declared.flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
    const created = resource_changes.filter(({ change }) => change.actions.join() === "create");
    expect(created.map(({ address }) => address).sort()).toEqual(addresses.sort());
  });
});
