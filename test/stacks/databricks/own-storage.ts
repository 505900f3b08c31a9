/** The example in a workspace whose bucket a cloud makes, which has no pilot of its own in the spec. */
import { type PilotSpecInput, platformIds } from "../../../stacks/pilot-spec/schema.js";

/** AWS makes it. */
export function withOwnStorage(input: PilotSpecInput): void {
  for (const platform of platformIds) if (platform !== "aws" && platform !== "databricks") delete input[platform];
  delete input.databricks?.location;
  Object.assign(input.aws ?? {}, { pilot: false, clientVpcIds: ["vpc-0a1b2c3d4e5f60718"] });
}

/** Each of them, by what a frozen file is called besides the stack. */
export const storages = { "": withOwnStorage };
