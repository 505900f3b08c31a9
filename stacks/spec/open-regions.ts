/**
 * The regions that a spec can name: a typing error in one passes every other check and fails at the deploy. What opened
 * later is let through by `regionCheck: false`. Regions of other partitions are refused, with the reason.
 */
import { platforms } from "../platforms.js";
import type { CheckedSections, Fault } from "./check.js";
import { nearest, quote } from "./messages.js";
import type { Vendor } from "./schema.js";

/** The fault of a vendor's region that does not exist, or that lies in another cloud of the vendor. */
export function regionFault(vendor: Vendor, spec: CheckedSections): Fault | undefined {
  const { key, of, open, otherClouds } = platforms[vendor].region;
  const region = of(spec);
  if (region === undefined || open.includes(region)) return undefined;
  const path = [vendor, key];
  const foreign = otherClouds.find(([pattern]) => pattern.test(region))?.[1];
  if (foreign !== undefined) return { path, message: `${quote(region)} ${foreign}; take another ${key}` };
  if (spec[vendor]?.regionCheck === false) return undefined;
  const near = nearest(region, open);
  const message =
    `${quote(region)} was not a ${key} of ${vendor} in November 2026; ` +
    `${near === undefined ? "take one that was." : `did you mean "${near}"?`} Where it opened later, set ${vendor}.regionCheck: false`;
  return { path, message };
}
