/** The readers of Databricks: synthesized JSON in, rows of the review out. They load no cdktf. */
import type { Readers } from "../readers/contract.js";
import { access } from "./review/access.js";
import { billing } from "./review/billing.js";
import { drills } from "./review/drills.js";
import { harmless } from "./review/harmless.js";
import { meters } from "./review/meters.js";
import { permissions } from "./review/permissions.js";
import { reach } from "./review/reach.js";

/** All of them. */
export const readers: Readers = { permissions, reach, access, meters, billing, harmless, drills };
