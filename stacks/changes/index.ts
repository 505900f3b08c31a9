/** The changes of every platform. They load without cdktf, so a review of committed files can say their words. */

import { type PlatformId, platformIds } from "../pilot-spec/schema.js";
import { platforms } from "../platforms.js";
import type { SpecChange } from "./spec-change.js";

/** What may change on a live pilot, platform by platform. */
export const specChanges: Readonly<Record<PlatformId, readonly SpecChange[]>> = Object.fromEntries(
  platformIds.map((platform) => [platform, platforms[platform].changes]),
) as Record<PlatformId, readonly SpecChange[]>;
