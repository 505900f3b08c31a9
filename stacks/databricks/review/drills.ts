/** Commands for the failure drills of a pilot on Databricks. */
import { nameInBox, outputCommands } from "../../readers/commands.js";
import type { DrillCommands } from "../../readers/contract.js";
import type { Stack } from "../../readers/stack.js";

/**
 * Returns the commands whose resources are there. A volume keeps no older versions of files: its bucket does, whose own
 * page restores.
 */
export function drills(stack: Stack): DrillCommands {
  const endpoint = nameInBox(stack, "endpoint", "databricks_model_serving");
  return {
    stop: outputCommands(stack).find((line) => line.endsWith("# stop_run")),
    live: endpoint && `databricks serving-endpoints get ${endpoint}`,
  };
}
