/** Until when a release that is listed can go live again, on Databricks. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/**
 * Returns what the review says of the way back, in full sentences.
 * @param isMade whether a stack of the pilot makes the bucket, in which nothing below `models/` expires
 */
export function wayBack({ endpoint }: Pick<PilotSpec, "endpoint">, isMade: boolean): string {
  const kept = isMade ? "where nothing expires" : "whose owner says what expires there";
  const versions =
    "A release can go live again as long as its version is registered and has its alias approved-<version>: Unity " +
    "Catalog expires no version, and a plan without the alias fails.";
  return endpoint.mode === "batch"
    ? `${versions} Its files lie below models/ in the bucket, ${kept}.`
    : `Every listed release is a served entity, so a listed one is live again when the routes have changed; one that was scaled to zero starts first. ${versions}`;
}
