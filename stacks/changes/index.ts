/** The changes of every platform. They load without cdktf, so a review of committed files can say their words. */
import { changes as aws } from "../aws/changes.js";
import { changes as azure } from "../azure/changes.js";
import { changes as google } from "../google/changes.js";
import type { Vendor } from "../spec/schema.js";
import type { SpecChange } from "./spec-change.js";

/** What may change on a live pilot, platform by platform. */
export const specChanges: Readonly<Record<Vendor, readonly SpecChange[]>> = { aws, google, azure };
