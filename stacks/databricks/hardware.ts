/** What each hardware class is on serverless compute. */
import { inWords } from "../pilot-spec/fields.js";
import type { HardwareClass } from "../pilot-spec/schema.js";

/** What a step or an endpoint gets. */
interface Compute {
  /** Who chooses its size. */
  readonly sizedBy: "Databricks";
}

/**
 * Serverless compute has no size to choose: docs.databricks.com/compute/serverless (2026-11). So both classes are the
 * same there, and GPUs only serve (`databricks.workloadType`).
 */
export const hardware: Readonly<Partial<Record<HardwareClass, Compute>>> = {
  "cpu-small": { sizedBy: "Databricks" },
  "cpu-large": { sizedBy: "Databricks" },
};

/** What each class is, as the page of the spec says it. */
export const machines = inWords(hardware, () => "serverless compute, whose size nobody chooses");
