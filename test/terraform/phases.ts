/** The three deploys of a pilot, as changes to the example's spec, which is in phase 0. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { type Changes, repository } from "./workspace.js";

const serves = parse(readFileSync(join(repository, "examples/penguins/pilot.serving.yaml"), "utf8"));

/** Phase 1: the image is pushed and the pipeline stands. */
export const withImage: Changes = { image: serves.image };

/** Phase 2 as in the example that serves, with two releases and one live; some keys of the platform's block changed. */
export const serving = (platform: PlatformId, changes: Changes = {}): Changes => ({
  ...withImage,
  [platform]: { releases: serves[platform].releases, live: serves[platform].live, ...changes },
});
