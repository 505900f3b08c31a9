/** Until when a release that is listed can go live again on SageMaker. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/** Returns what the review says of the way back, in full sentences. */
export function wayBack({ endpoint, data }: Pick<PilotSpec, "endpoint" | "data">): string {
  const artifacts = `one that was registered before there was models/ lies under artifacts/ and expires after ${data.retentionDays.artifacts} days`;
  return endpoint.mode === "batch"
    ? `A release can go live again as long as its file lies under models/, where nothing expires; ${artifacts}.`
    : "A release can go live again as long as it is listed: its model lies under models/, where nothing expires, and its " +
        `image is kept by the tag release-VERSION, which next_4_approve sets; ${artifacts}.`;
}
