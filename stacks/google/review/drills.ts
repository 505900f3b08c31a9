/** Commands for the failure drills of a pilot on Vertex AI. */
import { nameInBox, outputCommands } from "../../readers/commands.js";
import type { DrillCommands } from "../../readers/contract.js";
import type { Stack } from "../../readers/stack.js";

/** Returns the commands whose resources are there. */
export function drills(stack: Stack): DrillCommands {
  const bucket = nameInBox(stack, "data bucket", "google_storage_bucket");
  const endpoint = nameInBox(stack, "endpoint", "google_vertex_ai_endpoint");
  return {
    // Cancelling an execution of the pipeline's own workflow ends the watch over a run, and the run goes on.
    stop: outputCommands(stack).find((line) => line.endsWith("# stop_run")),
    versions: bucket && `gcloud storage ls --all-versions 'gs://${bucket}/data/**'`,
    restore: bucket && `gcloud storage cp 'gs://${bucket}/KEY#GENERATION' gs://${bucket}/KEY`,
    live: endpoint && `gcloud ai endpoints describe ${endpoint} --region REGION`,
  };
}
