/** Until when a release that was deployed can go live again on Azure. */
import type { PilotSpec } from "../pilot-spec/schema.js";

/** The words of the ledger: what a way back needs, and what still expires. */
export function wayBack({ endpoint, data }: Pick<PilotSpec, "endpoint" | "data">): string {
  const kept =
    "its model lies in the container models, where nothing expires, and its image stays in the registry until somebody " +
    "deletes it or the registry is destroyed";
  const before =
    "A version that was registered before there was that container lies in artifacts and expires after " +
    `${data.retentionDays.artifacts} days.`;
  return endpoint.mode === "batch"
    ? `A release can score again at any time: ${kept}. ${before}`
    : `A release can go live again as long as it is listed, and be listed again after that: ${kept}. ${before}`;
}
