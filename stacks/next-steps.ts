/** The outputs of a pilot stack are its runbook: the same names on every vendor, each a command to paste. */
import { TerraformOutput, type TerraformStack } from "cdktf";

/** The commands that follow a deploy, in their order. A step that does not exist yet is left out. */
export interface NextSteps {
  readonly next_1_push_image?: string;
  readonly next_2_upload_data?: string;
  readonly next_3_run?: string;
  readonly next_4_approve?: string;
  readonly next_5_invoke?: string;
  readonly next_6_export?: string;
  /** Stops the run that is going on. */
  readonly stop_run?: string;
  /** Where the platform refuses to destroy what serves. */
  readonly before_destroy_undeploy?: string;
}

/** Adds an output for each command. */
export function addNextSteps(stack: TerraformStack, steps: NextSteps): void {
  for (const [name, command] of Object.entries(steps)) {
    if (command !== undefined) new TerraformOutput(stack, name, { value: command, staticId: true });
  }
}
