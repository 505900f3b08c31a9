/**
 * The regions that a spec can name: a typing error in one passes every other check and fails at the deploy. What opened
 * later is let through by `regionCheck: false`. Regions of other partitions are refused, with the reason.
 */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { nearest, quote } from "./messages.js";
import type { PlatformId } from "./schema.js";

/** The problem of a platform's region that does not exist, or that lies in another cloud of the platform. */
export function regionProblem(platform: PlatformId, spec: CheckedSections): Problem | undefined {
  const { key, of, open, otherClouds } = platforms[platform].region;
  const region = of(spec);
  if (region === undefined || open.includes(region)) return undefined;
  const path = [platform, key];
  const foreign = otherClouds.find(([pattern]) => pattern.test(region))?.[1];
  if (foreign !== undefined) return { path, message: `${quote(region)} ${foreign}; take another ${key}` };
  if (spec[platform]?.regionCheck === false) return undefined;
  const near = nearest(region, open);
  const message =
    `${quote(region)} was not a ${key} of ${platform} in November 2026; ` +
    `${near === undefined ? "take one that was." : `did you mean "${near}"?`} Where it opened later, set ${platform}.regionCheck: false`;
  return { path, message };
}
