/** Going live, rolling back, and a rollout that SageMaker itself rolls back. */
import { serving } from "../terraform/phases.js";
import { describePilot, stack } from "./aws-pilot.js";

const endpoint = "penguins-endpoint";
/** The emulator rolls a release back that is called so. */
const bad = { rollsback: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/3" };
const releases = serving("aws").aws as { releases: Record<string, string> };

describePilot("releases", serving("aws", { live: "r1" }), ({ workspace, emulator, synth }) => {
  const noChanges = async () => expect(await workspace.changes(stack)).toEqual([]);

  test("release r1 serves", async () => {
    await workspace.terraform(stack, "init");
    await workspace.apply(stack);
    expect(await emulator().serves(endpoint)).toContain("-r1-");
  });

  test.each(["r2", "r1"])("live: %s is an in-place update of the endpoint alone", async (live) => {
    synth(serving("aws", { live }));
    expect(await workspace.apply(stack)).toEqual([
      expect.stringMatching(/^aws_sagemaker_endpoint\.endpoint: update: endpoint_config_name/),
    ]);
    expect(await emulator().serves(endpoint)).toContain(`-${live}-`);
    await noChanges();
  });

  test("a rollout that SageMaker rolls back fails the apply, says so, and leaves r1 serving", async () => {
    synth(serving("aws", { releases: { ...releases.releases, ...bad }, live: "rollsback" }));
    const { code, output } = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("SageMaker rolled the endpoint back")]);
    expect(await emulator().serves(endpoint)).toContain("-r1-");
  });

  test("live set back to r1 applies, and the endpoint is left alone", async () => {
    synth(serving("aws", { releases: { ...releases.releases, ...bad }, live: "r1" }));
    await workspace.apply(stack);
    await noChanges();
    expect(await emulator().serves(endpoint)).toContain("-r1-");
  });
});
