/** An account that exists: what runs waits for rights that somebody wrote and pushed to the job's policies. */
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import type { TrainingJob } from "../../../constructs/azure/training-job.js";
import { appOf, stacksOf } from "../../../scripts/assembled-docs/usage.js";

type Json = Record<string, Record<string, Record<string, unknown>>>;

test("the cluster of a step waits for the rights that were pushed", async () => {
  const stack = stacksOf(await appOf(join(__dirname, "../../../examples/existing/azure.ts")))[0] as TerraformStack;
  (stack.node.findChild("training-job") as TrainingJob).makeRoomFor({
    name: "train",
    vmSize: "Standard_DS3_v2",
    nodes: 1,
  });
  stack.prepareStack();
  const { resource } = JSON.parse(JSON.stringify(stack.toTerraform())) as { resource: Json };
  const all = Object.values(resource).flatMap((ofType) => Object.values(ofType));
  const clusters = all.filter(({ "//": said }) => JSON.stringify(said).includes("/cluster-"));
  expect(clusters.map(({ depends_on }) => depends_on)).toEqual([
    expect.arrayContaining(["azurerm_role_assignment.job-reads-data"]),
  ]);
});
