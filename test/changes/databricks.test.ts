/** The table of Databricks, walked with the real provider on a loopback workspace. */
import { changes } from "../../stacks/databricks/changes.js";
import { describeDatabricks, stack } from "../apply/databricks/databricks-pilot.js";
import { overlaid } from "../terraform/workspace.js";
import { deployedSpec, otherClient, trials } from "./databricks.js";
import { nameOf, walk } from "./walk.js";

// What the check refuses, and what Unity Catalog does, never comes to a walk: test/plan/databricks-changes.test.ts.
const isWalked = ({ key, change }: { readonly key: string; readonly change?: string }) =>
  changes.find((row) => row.key === key && row.change === change)?.how !== "refused";

describeDatabricks("changes of a live pilot in a workspace", [stack], (pilot) => {
  const { fake, workspace } = pilot;
  beforeAll(async () => {
    fake.principals.groups.set("ml-leads", new Set());
    fake.principals.servicePrincipals.set("7004", { id: "7004", applicationId: otherClient, displayName: "another" });
    await pilot.deploy();
    pilot.giveRole();
    for (const version of [pilot.register(), pilot.register(), pilot.register()]) pilot.approve(version);
  });

  walk("databricks", {
    table: changes.filter(isWalked),
    trials: trials.filter(isWalked),
    serving: {
      endpoint: "databricks_model_serving",
      behind: [],
      // the endpoint itself takes the new configuration, and moves to it when it is ready
      beside: /^databricks_model_serving\.endpoint: update: .*\bconfig\b/,
    },
    deployed: {
      synth: (changed) => pilot.to(stack, overlaid(deployedSpec, changed)),
      changes: () => workspace.changes(stack),
      refusal: () => workspace.refusal(stack),
      apply: (settled) => workspace.apply(stack, settled),
    },
  });

  test("another folder of the bucket is refused while volumes stand in the old one", async () => {
    const { to } = trials.find((trial) => nameOf(trial) === "databricks.location") ?? { to: {} };
    pilot.writeData();
    const before = pilot.there(/^volumes\//).length;
    await pilot.to(stack, overlaid(deployedSpec, to));
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringMatching(/has dependent|is not empty/)]);
    expect([fake.files.size, before]).toEqual([6, 6]);
  });
});
