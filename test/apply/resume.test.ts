/** A pilot that is deleted with its data: killed in its first apply, resumed, and destroyed without a trace. */
import { serving } from "../terraform/phases.js";
import { describePilot, stack, stores } from "./aws-pilot.js";

const spec = { ...serving("aws"), onDestroy: "delete", budget: { brake: true } };

describePilot(
  "kill, resume and delete",
  spec,
  ({ workspace, emulator }) => {
    let before: readonly string[];

    test("terraform killed during an apply and applied again comes to the same end", async () => {
      before = await emulator().contents();
      await workspace.terraform(stack, "init");
      // When only the expiry is being made: what a call creates in the moment of a kill, no Terraform ever hears of.
      const moment = /data-bucket_expiry_\w+: Still creating... \[20s/;
      const { code, output } = await workspace.applyUntilKilled(stack, moment);
      expect([code, output]).toEqual([null, expect.not.stringContaining("Apply complete")]);
      await workspace.attach(stack);
      expect(await workspace.apply(stack)).not.toEqual([]);
      expect(await workspace.changes(stack)).toEqual([]);
    });

    test("with onDestroy: delete nothing is left that was not there before, except the key that waits", async () => {
      await emulator().putObject(stores.bucket, "data/penguins.csv", "species\n");
      await emulator().putImage(stores.repository);
      await workspace.terraform(stack, "destroy", "-no-color", "-auto-approve");
      const left = (await emulator().contents()).filter((line) => !before.includes(line));
      expect(left).toEqual([expect.stringMatching(/^kms keys [0-9a-f-]+ \(deletion scheduled\)$/)]);
      expect(workspace.stack(stack)["//"].pilot.boxes[0].survives).toEqual([
        expect.objectContaining({ what: "key alias/penguins-data, waiting" }),
      ]);
    });
  },
  { providers: "each its own" },
);
