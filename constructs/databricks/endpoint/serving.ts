/** What an endpoint is made of, and how its tags and its table are called. */
import type { ModelServing } from "@cdktf/provider-databricks/lib/model-serving/index.js";

/** Keys of the tags that hold what was agreed, in their order: the platform gives tags back sorted. */
export const agreedTags = {
  concurrency: "pilot-concurrency",
  errors: "pilot-error-percent",
  idle: "pilot-idle-hours",
  p95: "pilot-p95-milliseconds",
} as const;

/** What was made, and where it holds what. */
export interface Made {
  readonly serving: ModelServing;
  readonly tagKeys: readonly string[];
  readonly routes: readonly string[];
}

/** What the name of an inference table begins with. */
export const tablePrefix = (name: string): string => name.replace(/-/g, "_");
