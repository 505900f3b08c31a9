/** The trial of a stack's platform, where its folder has one. */
import type { Trial } from "../stacks/driver/contract.js";
import { platforms } from "../stacks/platforms.js";
import type { Stack } from "../stacks/readers/stack.js";
import { UserError } from "../stacks/user-error.js";
import { platformOf } from "./pilot-files.js";

/** Loads the trial of a stack's platform. @throws UserError */
export async function trialOf(stack: Stack): Promise<Trial> {
  const platform = platformOf(stack);
  const { trial } = platforms[platform] as { trial?: () => Promise<Trial> };
  if (trial !== undefined) return trial();
  throw new UserError([`${stack.name}: ${platform} cannot be driven yet; measure it by its runbook (next_3_run)`]);
}
