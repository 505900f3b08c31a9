/**
 * The table of AWS, walked with the real provider on an emulated AWS. It has two halves, each on one emulator and one
 * state, because two cores walk them beside each other.
 */
import { changes } from "../../stacks/aws/changes.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { describePilot, stack } from "../apply/aws-pilot.js";
import { synthesizePilot } from "../synth.js";
import { serving } from "../terraform/phases.js";
import { type Changes, overlaid } from "../terraform/workspace.js";
import { trials } from "./aws.js";
import { type Trial, walk } from "./walk.js";

/** The example that serves, changed: in this process, because the app would be started some forty times. */
async function synthesized(changed: Changes): Promise<Synthesized> {
  const pilot = await synthesizePilot("aws", (input) => {
    const wanted = overlaid(input as unknown as Changes, overlaid(serving("aws"), changed));
    for (const key of Object.keys(input)) delete input[key as keyof PilotSpecInput];
    // a key that a trial takes away is there, as undefined; in a file it would not be
    Object.assign(input, JSON.parse(JSON.stringify(wanted)));
  });
  if (pilot === undefined) throw new Error("the example has no aws block");
  expect(pilot.problems).toEqual([]);
  return pilot.json;
}

/** Walks a part of the table on a pilot of its own. */
export function walkOnAws(part: string, tried: readonly Trial[]): void {
  describePilot(`changes of a live pilot on AWS: ${part}`, serving("aws"), ({ workspace }) => {
    beforeAll(() => workspace.terraform(stack, "init"));

    walk("aws", {
      table: changes,
      trials,
      tried,
      serving: {
        endpoint: "aws_sagemaker_endpoint",
        behind: ["aws_sagemaker_model", "aws_sagemaker_endpoint_configuration"],
      },
      deployed: {
        synth: async (changed) => workspace.write(stack, await synthesized(changed)),
        changes: () => workspace.changes(stack),
        refusal: () => workspace.refusal(stack),
        apply: (settled) => workspace.apply(stack, settled),
      },
    });
  });
}
