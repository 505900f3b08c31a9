/** A pilot that is deleted with its data: killed in its first apply, resumed, and destroyed without a trace. */
import { changesOf } from "../terraform/plan.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { only, Workspace } from "../terraform/workspace.js";
import { Emulator, noEmulator } from "./emulator.js";

const stack = "aws-pilot";
const workspace = new Workspace();
workspace.synth({ ...only("aws"), onDestroy: "delete" });

describeUnless([...noTerraform(), ...noEmulator(), ...workspace.missing(stack)], "kill, resume and delete", () => {
  let emulator: Emulator;
  let before: readonly string[];

  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
    before = await emulator.contents();
    workspace.prepare(stack, {}, emulator.provider);
    await workspace.terraform(stack, "init");
  });
  afterAll(async () => {
    await emulator.stop();
    workspace.remove();
  });

  test("terraform killed during an apply and applied again comes to the same end", async () => {
    // When only the expiry is being made: what a call creates in the moment of a kill, no Terraform ever hears of.
    const moment = /data-bucket_expiry_\w+: Still creating... \[20s/;
    const { code, output } = await workspace.applyUntilKilled(stack, moment);
    expect([code, output]).toEqual([null, expect.not.stringContaining("Apply complete")]);
    const left = changesOf(await workspace.plan(stack));
    expect(left).not.toEqual([]);
    await workspace.terraform(stack, "apply", "-auto-approve");
    expect(changesOf(await workspace.plan(stack))).toEqual([]);
  });

  test("with onDestroy: delete nothing is left that was not there before, except the key that waits", async () => {
    await emulator.putObject("penguins-data-123456789012", "data/penguins.csv", "species\n");
    await workspace.terraform(stack, "destroy", "-auto-approve");
    const left = (await emulator.contents()).filter((line) => !before.includes(line));
    expect(left).toEqual([expect.stringMatching(/^kms keys [0-9a-f-]+ \(deletion scheduled\)$/)]);
    expect(workspace.stack(stack)["//"].pilot.boxes[0].survives).toEqual([
      expect.objectContaining({ what: "key alias/penguins-data, waiting" }),
    ]);
  });

  test("the emulator lacked no call", () => expect(emulator.unanswered).toEqual([]));
});
