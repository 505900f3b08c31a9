/**
 * The stacks on AWS that serve a cluster: both halves of mixed pilots, and the bucket of a cluster's own pilot. Real
 * `terraform validate` and `plan` accept them; the provider asks who it is, so the emulator answers for STS.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Emulator, noEmulator } from "../apply/emulator.js";
import { withOwnStorage } from "../stacks/kubernetes/own-storage.js";
import { exampleInput, mixedFile } from "../synth.js";
import type { Plan } from "../terraform/plan.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { type Changes, Workspace } from "../terraform/workspace.js";

const mixed = parse(readFileSync(mixedFile, "utf8")) as Changes;
const specs = [mixed, exampleInput(withOwnStorage) as unknown as Changes];
const stacks = ["penguins-kubernetes-aws-serve", "penguins-aws-kubernetes-train", "penguins-kubernetes-storage"];

const workspaces = specs.map((spec) => new Workspace(spec));
const of = (stack: string): Workspace => workspaces[stack.endsWith("-storage") ? 1 : 0] as Workspace;
const why = [...noTerraform(), ...noEmulator()];
if (why.length === 0) {
  for (const workspace of workspaces) workspace.synth();
  why.push(...new Set(stacks.flatMap((stack) => of(stack).missing(stack))));
}

describeUnless(why, "plan of what serves a cluster on AWS", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
  });
  afterAll(async () => {
    await emulator.stop();
    for (const workspace of workspaces) workspace.remove();
  });

  test.each(stacks)("%s: terraform accepts it, and creates all that it declares", async (stack) => {
    const workspace = of(stack);
    workspace.prepare(stack, {}, emulator.provider);
    await workspace.terraform(stack, "init");
    workspace.detach();
    await workspace.attach(stack);
    expect((await workspace.run(stack, "validate", "-no-color")).output).toContain("The configuration is valid");
    const plan: Plan = await workspace.plan(stack);
    const declared = Object.entries(workspace.stack(stack).resource as Record<string, Record<string, unknown>>);
    const addresses = declared.flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
    const created = plan.resource_changes?.filter(({ change }) => change.actions.join() === "create");
    expect(new Set(created?.map(({ address }) => address.replace(/\[.*$/, "")))).toEqual(new Set(addresses));
  });

  test("the model that serves is in a first plan: its folder, its hash and its image", async () => {
    const plan = await of("penguins-kubernetes-aws-serve").plan("penguins-kubernetes-aws-serve");
    const [model] = (plan.resource_changes ?? []).filter(({ type }) => type === "aws_sagemaker_model");
    const { primary_container: [container] = [] } = (model?.change.after ?? {}) as { primary_container?: object[] };
    expect(container).toMatchObject({
      environment: { PILOT_MODEL_SHA256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      image: expect.stringContaining(".dkr.ecr.eu-west-1.amazonaws.com/penguins-kubernetes-aws/image@sha256:"),
      model_data_source: [
        {
          s3_data_source: [
            {
              compression_type: "None",
              s3_data_type: "S3Prefix",
              s3_uri: expect.stringMatching(
                /^s3:\/\/penguins-kubernetes-aws-data-123456789012\/models\/.*\/approved\/$/,
              ),
            },
          ],
        },
      ],
    });
  });
});
