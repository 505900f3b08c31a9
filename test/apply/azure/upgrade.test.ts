/**
 * What is deployed by commit a1e16a8, upgraded to this one with an unchanged spec, with the real providers: nothing
 * that holds data, a key or a name is lost, and nothing that serves changes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serving } from "../../terraform/phases.js";
import { changesOf } from "../../terraform/plan.js";
import { deployedStack, lostInPlan } from "../../upgrade/deployed.js";
import { describeAzurePilot, stack } from "./azure-pilot.js";

const group = "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/penguins";
// that commit made the watcher of the location in the pilot's own group; CHANGELOG.md says to name it
const networkWatcherId = `${group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;
const upgraded = serving("azure", { networkWatcherId });

describeAzurePilot("an upgrade of what is deployed on Azure", serving("azure"), (pilot) => {
  const { workspace, arm, there, traffic } = pilot;

  test("the deployed stack applies", async () => {
    const { backend } = workspace.stack(stack).terraform;
    const before = deployedStack("azure");
    const file = join(workspace.stackFolder(stack), "cdk.tf.json");
    writeFileSync(file, JSON.stringify({ ...before, terraform: { ...before.terraform, backend } }));
    pilot.prepare();
    await workspace.terraform(stack, "init", "-no-color");
    await workspace.apply(stack);
    expect(traffic()).toEqual({ "rel-r1": 0, "rel-r2": 100 });
  });

  test("this one deletes and replaces nothing that holds data, a key or a name, and nothing that serves", async () => {
    const deployments = there(/\/deployments\/[^/]+$/).map((key) => [key, JSON.stringify(arm.resources.get(key))]);
    expect(deployments).toHaveLength(2);
    pilot.synth(upgraded);
    await workspace.terraform(stack, "init", "-no-color");
    const plan = await workspace.plan(stack);
    expect(lostInPlan(plan)).toEqual([]);
    const gone = changesOf(plan).filter((change) => /delete/.test(change));
    const what = gone.map((line) =>
      line.replace(/_[0-9A-F]{8}\b/, "").replace(/: (delete|create and delete|delete and create).*$/, ": $1"),
    );
    // requests and waits hold nothing; the watcher is forgotten, which is no delete
    expect(
      what.filter((line) => !/^(azapi_resource_action|azapi_update_resource|time_sleep|terraform_data)\./.test(line)),
    ).toEqual([]);
    await workspace.terraform(stack, "apply", "-no-color", "plan.bin");
    expect(traffic()).toEqual({ "rel-r1": 0, "rel-r2": 100 });
    expect(deployments.map(([key = "", before]) => [key, before === JSON.stringify(arm.resources.get(key))])).toEqual(
      deployments.map(([key]) => [key, true]),
    );
    expect(there(/\/networkwatchers\/networkwatcher_westeurope$/)).toHaveLength(1);
    expect(await workspace.changes(stack)).toEqual([]);
  });
});
