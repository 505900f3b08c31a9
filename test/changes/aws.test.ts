/** The table of AWS, walked with the real provider on an emulated AWS. */
import { changes } from "../../stacks/aws/changes.js";
import { describePilot, stack } from "../apply/aws-pilot.js";
import { serving } from "../terraform/phases.js";
import { overlaid } from "../terraform/workspace.js";
import { trials } from "./aws.js";
import { walk } from "./walk.js";

describePilot("changes of a live pilot on AWS", serving("aws"), ({ workspace, synth }) => {
  beforeAll(() => workspace.terraform(stack, "init"));

  walk("aws", {
    table: changes,
    trials,
    serving: {
      endpoint: "aws_sagemaker_endpoint",
      behind: ["aws_sagemaker_model", "aws_sagemaker_endpoint_configuration"],
    },
    deployed: {
      synth: (changed) => synth(overlaid(serving("aws"), changed)),
      changes: () => workspace.changes(stack),
      apply: () => workspace.apply(stack),
    },
  });
});
