/** What each hardware class is on serverless compute. */
import type { HardwareClass } from "../pilot-spec/schema.js";

/**
 * Serverless compute has no size to choose: docs.databricks.com/compute/serverless (2026-11). So both classes are the
 * same there, and GPUs only serve (`databricks.workloadType`).
 */
const words = "serverless compute, whose size nobody chooses";

/** What each class is, as the page of the spec says it. */
export const machines: Readonly<Partial<Record<HardwareClass, string>>> = { "cpu-small": words, "cpu-large": words };
