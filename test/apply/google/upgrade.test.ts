/**
 * What is deployed by commit a1e16a8, upgraded to this one with an unchanged spec: nothing that holds data, a key or a
 * name is lost, and the endpoint with its deployed model stays.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serving } from "../../terraform/phases.js";
import { changesOf } from "../../terraform/plan.js";
import { describeUnless } from "../../terraform/skip.js";
import { deployedStack, lostInPlan } from "../../upgrade/deployed.js";
import { GooglePilot, notHere, stack } from "./google-pilot.js";

/**
 * The alert on idle replicas had a duration of 72 hours, which Monitoring's documents refuse, and the endpoint waited
 * for it: whoever has it deployed has it with a Monitoring that is kinder than the fake. Here it has a day.
 */
const asItWasTaken = (text: string) =>
  text.replace(/"duration": ?"259200s"/g, '"duration":"86400s","disable_metric_validation":true');

describeUnless(notHere(), "google: upgrade", () => {
  const pilot = new GooglePilot();
  const { fake, workspace } = pilot;
  beforeAll(() => pilot.start());
  afterAll(() => pilot.stop());
  const endpoint = () => [...fake.things].find(([path]) => /\/endpoints\/\d+$/.test(path)) ?? ["none", {}];

  test("the deployed stack applies", async () => {
    await pilot.to(serving("google"));
    const { backend } = workspace.stack(stack).terraform;
    const before = deployedStack("google");
    const file = join(workspace.stackFolder(stack), "cdk.tf.json");
    writeFileSync(file, asItWasTaken(JSON.stringify({ ...before, terraform: { ...before.terraform, backend } })));
    await workspace.terraform(stack, "init", "-no-color");
    await workspace.apply(stack);
    Object.assign(endpoint()[1], { deployedModels: [{ id: "77" }] });
    expect(endpoint()[0]).toMatch(/\/endpoints\/\d+$/);
  });

  test("this one deletes and replaces nothing that holds data, a key or a name, and nothing that serves", async () => {
    const [serves] = endpoint();
    await pilot.to(serving("google"));
    const plan = await workspace.plan(stack);
    expect(lostInPlan(plan)).toEqual([]);
    // Each of them holds nothing: grants get other conditions or a narrower role, and the rule that leads to Google's
    // APIs is registered in another region, which no update can do.
    const gone = changesOf(plan).filter((change) => change.includes("delete"));
    expect(
      gone.filter((change) => !/^google_\w+_iam_member\.|^google_compute_global_forwarding_rule\./.test(change)),
    ).toEqual([]);
    await workspace.terraform(stack, "apply", "-no-color", "plan.bin");
    expect(endpoint()).toEqual([serves, expect.objectContaining({ deployedModels: [{ id: "77" }] })]);
    expect(await workspace.changes(stack)).toEqual([]);
  });

  test("and is destroyed, once the model is off", async () => {
    Object.assign(endpoint()[1], { deployedModels: [] });
    await workspace.terraform(stack, "destroy", "-no-color", "-auto-approve");
    expect(fake.leftovers().filter((path) => !path.includes("/keyRings/"))).toEqual([]);
  });
});
