/** Until when a release that is listed can go live again, on a cluster. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/**
 * Returns what the review says of the way back, in full sentences.
 * @param isMade whether a stack of the pilot makes the bucket, in which nothing below `models/` expires
 */
export function wayBack({ endpoint }: Pick<PilotSpec, "endpoint">, isMade: boolean): string {
  const kept = isMade ? "where nothing expires" : "whose owner says what expires there";
  const files =
    `A release can go live again as long as its files lie below models/ in the data bucket, ${kept}, and its image is in ` +
    "the registry of images, whose owner says what is kept.";
  return endpoint.mode === "batch"
    ? files
    : `The pods of every listed release are running, so a listed one is live again as soon as the Service selects it. ${files}`;
}
