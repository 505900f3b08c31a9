/** The stack that asks for quotas, on an account that has none. */
import { join } from "node:path";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { only, Workspace } from "../terraform/workspace.js";
import { policiesOf, recordedActions } from "./deployer.js";
import { Emulator, noEmulator } from "./emulator.js";

const stack = "penguins-aws-quotas";
const workspace = new Workspace();
workspace.synth({ ...only("aws"), quotas: { request: true } });

const why = [...noTerraform(), ...noEmulator(), ...workspace.missing(stack)];
if (why.length > 0) workspace.remove();

describeUnless(why, "quota requests", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1", 0);
    await emulator.hold(policiesOf(join(workspace.folder, "pilot.yaml")));
    workspace.prepare(stack, {}, emulator.provider);
    await workspace.attach(stack);
    await workspace.terraform(stack, "init");
  });
  afterAll(async () => {
    await emulator.stop();
    workspace.remove();
  });

  test("asks for what the spec needs, and asks once", async () => {
    const changes = await workspace.apply(stack);
    expect(changes.length).toBeGreaterThan(2);
    expect(changes.filter((change) => !/^aws_servicequotas_service_quota\.\S+: create$/.test(change))).toEqual([]);
    expect(await workspace.changes(stack)).toEqual([]);
  });

  test("the emulator lacked no call", () => expect(emulator.unanswered).toEqual([]));

  test("the actions that the calls asked for are the recorded ones", async () => {
    const asked = await emulator.actions();
    expect(asked).toEqual(recordedActions("quota requests", asked));
  });
});
