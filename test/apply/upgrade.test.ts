/**
 * What is deployed by commit a1e16a8, upgraded to this one with an unchanged spec: nothing is lost, nothing stops
 * serving. Then its releases: another one goes live, the way back, and a rollout that SageMaker itself rolls back.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serving } from "../terraform/phases.js";
import { changesOf } from "../terraform/plan.js";
import { deployedStack, lostInPlan } from "../upgrade/deployed.js";
import { describePilot, stack } from "./aws-pilot.js";

const endpoint = "penguins-endpoint";
/** The emulator rolls a release back that is called so. */
const bad = { rollsback: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/3" };
const { releases } = serving("aws").aws as { readonly releases: Record<string, string> };

describePilot("upgrade and releases", serving("aws"), ({ workspace, emulator, synth }) => {
  const noChanges = async () => expect(await workspace.changes(stack)).toEqual([]);
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
    await noChanges();
  });

  test.each(["r1", "r2"])("live: %s is an in-place update of the endpoint alone", async (live) => {
    synth(serving("aws", { live }));
    expect(await workspace.apply(stack, "settled")).toEqual([
      expect.stringMatching(/^aws_sagemaker_endpoint\.endpoint: update: endpoint_config_name/),
    ]);
    expect(await emulator().serves(endpoint)).toContain(`-${live}-`);
    await noChanges();
  });

  test("a rollout that SageMaker rolls back fails the apply, says so, and leaves r2 serving", async () => {
    synth(serving("aws", { releases: { ...releases, ...bad }, live: "rollsback" }));
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve", "-refresh=false");
    expect([code, output]).toEqual([1, expect.stringContaining("SageMaker rolled the endpoint back")]);
    expect(await emulator().serves(endpoint)).toContain("-r2-");
  });

  test("live set back to r2 applies, and the endpoint is left alone", async () => {
    synth(serving("aws", { releases: { ...releases, ...bad }, live: "r2" }));
    await workspace.apply(stack);
    await noChanges();
    expect(await emulator().serves(endpoint)).toContain("-r2-");
  });
});
