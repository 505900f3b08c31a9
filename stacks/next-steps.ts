/** The outputs of a pilot stack are its runbook: the same names on every vendor, each a command to paste. */
import { TerraformOutput, type TerraformStack } from "cdktf";
import type { PilotSpec } from "./spec/schema.js";

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

/** Paths of the pilot's repo, from cdktf.json, that commands name. */
export interface RepoPaths {
  /** The folder that holds the Dockerfile. */
  readonly image: string;
  /** The file of data that is uploaded first. */
  readonly data: string;
  /** The file with a request. */
  readonly request: string;
}

/** The paths that a spec names. The spec allows in them nothing that a shell would read. */
export const repoPaths = ({ image, data, endpoint }: PilotSpec): RepoPaths => ({
  image: image.folder,
  data: data.sample,
  request: endpoint.requestSample,
});

/** Adds an output for each command. */
export function addNextSteps(stack: TerraformStack, steps: NextSteps): void {
  for (const [name, command] of Object.entries(steps)) {
    if (command !== undefined) new TerraformOutput(stack, name, { value: command, staticId: true });
  }
}
