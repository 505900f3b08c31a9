/**
 * The table of Azure, asked of the real providers: one pilot is deployed on the fake, and each change of its spec is
 * planned. What is refused is refused by Terraform itself, before anything is touched.
 */

import { changes } from "../../stacks/azure/changes.js";
import { describeAzurePilot, stack } from "../apply/azure/azure-pilot.js";
import { serving } from "../terraform/phases.js";
import { overlaid } from "../terraform/workspace.js";
import { trials } from "./azure.js";
import { rowOf } from "./walk.js";

/** What serves, reaches it, or holds data: a change in place never takes one of these away. */
const kept =
  /^(azapi_resource\.(endpoint|endpoint_rel-r2_\w+|training-job_workspace_\w+)|azurerm_(storage_\w+|key_vault|container_registry|private_endpoint)\.\S+): (delete|create and delete|delete and create)/;

describeAzurePilot("changes of a live pilot on Azure", serving("azure"), ({ deploy, synth, workspace }) => {
  test("the pilot is deployed", async () => {
    await deploy(serving("azure"));
  });

  const planned = trials.map((trial) => [trial.change ? `${trial.key}, ${trial.change}` : trial.key, trial] as const);
  test.each(planned.filter(([, { from }]) => from === undefined))("%s", async (_, trial) => {
    synth(overlaid(serving("azure"), trial.to));
    const { how } = rowOf(changes, trial);
    const plan = await workspace.run(stack, "plan", "-no-color", "-detailed-exitcode");
    if (how === "refused" || how === "refused until paused") {
      expect([plan.code, plan.output]).toEqual([1, expect.stringMatching(/\b(must|is no longer listed)\b/)]);
      expect(plan.output.includes("paused: true")).toBe(how === "refused until paused");
      return;
    }
    // a plan with changes ends with 2; without any, such as of what only the next destroy reads, with 0
    expect([plan.code, plan.output]).toEqual([expect.any(Number), expect.not.stringContaining("Error:")]);
    const changed = await workspace.changes(stack);
    const gone = changed.filter((line) => kept.test(line));
    if (how === "stops what serves")
      expect(gone).toContainEqual(expect.stringMatching(/^azapi_resource\.endpoint: delete/));
    else expect(gone).toEqual([]);
  });
});
