/**
 * The table of Azure, asked of the real providers: one pilot is deployed on the fake, and each change of its spec is
 * planned. What is refused is refused by Terraform itself, before anything is touched. A fixed number of machines is
 * applied too, because a plan alone does not show what is sent.
 */

import { changes } from "../../stacks/azure/changes.js";
import { describeAzurePilot, stack } from "../apply/azure/azure-pilot.js";
import { serving } from "../terraform/phases.js";
import { type Changes, overlaid } from "../terraform/workspace.js";
import { trials } from "./azure.js";
import { nameOf, rowOf } from "./walk.js";

/** What serves, reaches it, or holds data: a change in place never takes one of these away. */
const kept =
  /^(azapi_resource\.(endpoint|endpoint_rel-r2_\w+|training-job_workspace_\w+)|azurerm_(storage_\w+|key_vault|container_registry|private_endpoint)\.\S+): (delete|create and delete|delete and create)/;

const serves = (changed: Changes = {}) => overlaid(serving("azure"), changed);
const named = trials.map((trial) => [nameOf(trial), trial] as const);
/** Azure opens no managed network again: what is closed on the way is where the pilot begins. */
const open = { azure: { isolationMode: "AllowInternetOutbound" } };
const isOpen = (from: Changes | undefined) => JSON.stringify(from) === JSON.stringify(open);
const first = named.filter(([, { from }]) => isOpen(from));
const fromElsewhere = named.filter(([, { from }]) => from !== undefined && !isOpen(from));

describeAzurePilot("changes of a live pilot on Azure", serves(open), ({ arm, deploy, synth, there, workspace }) => {
  const sizes = () =>
    there(/\/onlineendpoints\/[^/]+\/deployments\/[^/]+$/).map((key) => arm.resources.get(key)?.["sku"]);

  test("the pilot is deployed", async () => {
    await deploy(serves(open));
  });

  const planned = async (_: string, trial: (typeof trials)[number]) => {
    synth(overlaid(serves(trial.from), trial.to));
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
  };

  test.each(first)("%s", planned);

  test("the pilot is as the example serves", async () => {
    await deploy(serves());
  });

  test.each(named.filter(([, { from }]) => from === undefined))("%s", planned);

  describe.each(fromElsewhere)("%s", (name, trial) => {
    test("where it begins is deployed", async () => {
      await deploy(serves(trial.from));
    });
    test("and changed", () => planned(name, trial));
  });

  test.each([
    ["1 and 1", { minReplicas: 1, maxReplicas: 1 }, 1],
    ["3 and 3", { minReplicas: 3, maxReplicas: 3 }, 3],
    ["2 and 2", { minReplicas: 2, maxReplicas: 2 }, 2],
  ])("a fixed number of machines is sent: %s", async (_, endpoint, capacity) => {
    await deploy(serves({ endpoint }));
    expect(sizes()).toEqual([1, 2].map(() => expect.objectContaining({ capacity })));
  });

  test("the autoscale keeps the number that it chose, until there is none", async () => {
    const autoscaled = serves({ endpoint: { minReplicas: 1, maxReplicas: 3 } });
    await deploy(autoscaled);
    for (const key of there(/\/onlineendpoints\/[^/]+\/deployments\/[^/]+$/))
      Object.assign(arm.resources.get(key)?.["sku"] as object, { capacity: 3 });
    expect(await deploy(autoscaled)).toEqual([]);
    expect(sizes()).toEqual([1, 2].map(() => expect.objectContaining({ capacity: 3 })));
    await deploy(serves({ endpoint: { minReplicas: 2, maxReplicas: 2 } }));
    expect(sizes()).toEqual([1, 2].map(() => expect.objectContaining({ capacity: 2 })));
  });
});
