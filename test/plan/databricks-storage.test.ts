/**
 * A pilot in a workspace whose bucket a cloud makes: real `terraform validate` and `plan` accept both of its stacks.
 * AWS's provider asks who it is, so the emulator answers for STS.
 */
import { Emulator, noEmulator } from "../apply/emulator.js";
import { withOwnStorage } from "../stacks/databricks/own-storage.js";
import { exampleInput } from "../synth.js";
import { type Plan, unknownAttributes } from "../terraform/plan.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { type Changes, Workspace } from "../terraform/workspace.js";

const stacks = ["penguins-databricks-storage", "penguins-databricks"];
const workspace = new Workspace(exampleInput(withOwnStorage) as unknown as Changes);
const why = [...noTerraform(), ...noEmulator()];
if (why.length === 0) {
  workspace.synth();
  why.push(...new Set(stacks.flatMap((stack) => workspace.missing(stack))));
}

describeUnless(why, "plan of a workspace whose bucket is made", () => {
  const plans = new Map<string, Plan>();
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
  });
  afterAll(async () => {
    await emulator.stop();
    workspace.remove();
  });

  test.each(stacks)("%s: terraform accepts it, and creates all that it declares", async (stack) => {
    workspace.detach();
    workspace.prepare(stack, {}, stack.endsWith("-storage") ? emulator.provider : undefined);
    await workspace.terraform(stack, "init");
    await workspace.attach(stack);
    expect((await workspace.run(stack, "validate", "-no-color")).output).toContain("The configuration is valid");
    const plan = await workspace.plan(stack);
    plans.set(stack, plan);
    const declared = Object.entries(workspace.stack(stack).resource as Record<string, Record<string, unknown>>);
    const addresses = declared.flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
    const created = plan.resource_changes?.filter(({ change }) => change.actions.join() === "create");
    expect(new Set(created?.map(({ address }) => address.replace(/\[.*$/, "")))).toEqual(new Set(addresses));
  });

  test("a first plan hides the trust of the role, which waits for the credential's id, and not what the role may", () => {
    const hidden = unknownAttributes(plans.get("penguins-databricks-storage") as Plan);
    expect(hidden.filter((each) => /iam_role|storage_credential/.test(each))).toEqual([
      "aws_iam_role.data-bucket_service_C9FE80BE assume_role_policy",
    ]);
  });
});
