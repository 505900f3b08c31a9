/** Commands for the failure drills of a pilot on Azure ML. */
import { commandName, isInBox, nameInBox } from "../../readers/commands.js";
import type { DrillCommands } from "../../readers/contract.js";
import type { Stack } from "../../readers/stack.js";
import { armType } from "./arm.js";

const services = "Microsoft.MachineLearningServices/workspaces";

/** Returns the commands whose resources are there. */
export function drills(stack: Stack): DrillCommands {
  const bucket = nameInBox(stack, "data bucket", "azurerm_storage_account");
  const workspace = commandName(
    stack,
    (each) => each.type === "azurerm_machine_learning_workspace" || armType(each) === services,
  );
  const endpoint = commandName(
    stack,
    (each) => armType(each) === `${services}/onlineEndpoints` && isInBox(stack, "endpoint", each),
  );
  return {
    stop: workspace && `az ml job cancel --name JOB --workspace-name ${workspace} --resource-group GROUP`,
    versions:
      bucket && `az storage blob list --auth-mode login --account-name ${bucket} --container-name data --include v`,
    restore:
      bucket && `az storage blob undelete --auth-mode login --account-name ${bucket} --container-name data --name BLOB`,
    live:
      endpoint &&
      workspace &&
      `az ml online-endpoint show --name ${endpoint} --workspace-name ${workspace} --resource-group GROUP`,
  };
}
