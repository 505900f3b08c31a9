/**
 * What is deployed by commit a1e16a8, upgraded to this one with an unchanged spec: nothing is lost, nothing stops
 * serving.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serving } from "../terraform/phases.js";
import { changesOf } from "../terraform/plan.js";
import { deployedStack, lostInPlan } from "../upgrade/deployed.js";
import { describePilot, stack } from "./aws-pilot.js";

const endpoint = "penguins-endpoint";

describePilot("upgrade", serving("aws"), ({ workspace, emulator, synth }) => {
  let served: unknown;

  test("the deployed stack applies", async () => {
    const { backend } = workspace.stack(stack).terraform;
    const before = deployedStack("aws");
    const file = join(workspace.stackFolder(stack), "cdk.tf.json");
    writeFileSync(file, JSON.stringify({ ...before, terraform: { ...before.terraform, backend } }));
    await workspace.terraform(stack, "init");
    await workspace.apply(stack);
    served = await emulator().serves(endpoint);
    expect(served).toContain("-r2-");
  });

  test("this one deletes and replaces nothing that holds data, a key or a name, and nothing that serves", async () => {
    synth(serving("aws"));
    const plan = await workspace.plan(stack);
    expect(lostInPlan(plan)).toEqual([]);
    // ECR takes no change of a lifecycle policy in place, and the policy holds nothing. Two rules go for good: no job
    // needs a way to the endpoints that only clients call.
    const gone = changesOf(plan).filter((change) => change.includes("delete"));
    expect([...gone].sort()).toEqual([
      expect.stringMatching(/^aws_ecr_lifecycle_policy\./),
      expect.stringMatching(/^aws_vpc_security_group_egress_rule\.\S*_jobs-out_\S+: delete$/),
      expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.\S*_jobs-in_\S+: delete$/),
    ]);
    await workspace.terraform(stack, "apply", "-no-color", "plan.bin");
    expect(await emulator().serves(endpoint)).toEqual(served);
    expect(await workspace.changes(stack)).toEqual([]);
  });
});
