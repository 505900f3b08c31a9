/** Until when a release that is listed can go live again, on Google. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/** Returns what the review says of the way back, in full sentences. */
export function wayBack({ endpoint, data }: Pick<PilotSpec, "endpoint" | "data">): string {
  const { artifacts } = data.retentionDays;
  const files =
    "A release can go live again as long as it is listed: its files lie under artifacts/ in the storage class NEARLINE, " +
    "where nothing expires";
  const earlier =
    `one that was registered before registered models were kept expires ${artifacts} days after its run, unless ` +
    `${endpoint.mode === "batch" ? "the scoring pipeline" : "the release workflow"} ran before that while it was listed. ` +
    "A run that finds no file of a listed release fails and names it.";
  return endpoint.mode === "batch"
    ? `${files}; ${earlier}`
    : `${files}, and its image is kept by the tag release-VERSION, which next_4_approve and the release workflow set; ${earlier}`;
}
