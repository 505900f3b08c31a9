/** The changes of every platform. They load without cdktf, so a review of committed files can say their words. */
import { platforms } from "../platforms.js";
import { type Vendor, vendors } from "../spec/schema.js";
import type { SpecChange } from "./spec-change.js";

/** What may change on a live pilot, platform by platform. */
export const specChanges: Readonly<Record<Vendor, readonly SpecChange[]>> = Object.fromEntries(
  vendors.map((vendor) => [vendor, platforms[vendor].changes]),
) as Record<Vendor, readonly SpecChange[]>;
