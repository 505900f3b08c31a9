/** The AWS pilot on an emulated AWS of its own: what the files of the apply tier share. */
import { join } from "node:path";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { type Changes, only, Workspace } from "../terraform/workspace.js";
import { policiesOf, recordedActions } from "./deployer.js";
import { Emulator, noEmulator } from "./emulator.js";

export const stack = "penguins-aws";

/** What the example's spec names its stores. */
export const stores = {
  bucket: "penguins-data-123456789012",
  repository: "penguins/image",
  modelPackageGroup: "penguins-models",
};

/** A pilot that tests deploy. */
export interface AwsPilot {
  readonly workspace: Workspace;
  readonly emulator: () => Emulator;
  /** Synthesizes the example with changes, of the platforms AWS alone. */
  readonly synth: (changes?: Changes) => void;
}

/**
 * Describes what happens to a pilot that is first synthesized with some changes. Its commands share one provider, which
 * takes half of their time, unless each must start its own: as a user's do, or because it is killed with Terraform.
 */
export function describePilot(
  name: string,
  first: Changes,
  tests: (pilot: AwsPilot) => void,
  { providers = "shared" }: { readonly providers?: "shared" | "each its own" } = {},
): void {
  const workspace = new Workspace();
  const synth = (changes: Changes = {}) => {
    workspace.synth({ ...only("aws"), ...changes });
  };
  synth(first);
  const policies = policiesOf(join(workspace.folder, "pilot.yaml"));
  const why = [...noTerraform(), ...noEmulator(), ...workspace.missing(stack)];
  if (why.length > 0) workspace.remove();
  describeUnless(why, name, () => {
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await Emulator.start("eu-west-1");
      // of the spec that is deployed first, as its user made them; each later one is deployed with the same
      await emulator.hold(policies);
      workspace.prepare(stack, {}, emulator.provider);
      if (providers === "shared") await workspace.attach(stack);
    });
    afterAll(async () => {
      await emulator.stop();
      workspace.remove();
    });

    tests({ workspace, emulator: () => emulator, synth });

    test("the emulator lacked no call", () => expect(emulator.unanswered).toEqual([]));

    test("the actions that the calls asked for are the recorded ones", async () => {
      const asked = await emulator.actions();
      expect(asked).toEqual(recordedActions(name, asked));
    });
  });
}
