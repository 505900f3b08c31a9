/** What keeps things on Azure, and what makes them expire. */
import { blocksOf, type Given, isTime, type StoreTypes } from "../stores/store.js";

/** Whether a rule deletes blobs themselves: versions and snapshots are copies of what stays. */
const deletesBlobs = (rule: Given): boolean =>
  rule["enabled"] !== false &&
  blocksOf(rule["actions"])
    .flatMap(({ base_blob: blob }) => blocksOf(blob))
    .some((blob) => Object.entries(blob).some(([key, value]) => key.startsWith("delete_after_") && isTime(value)));

const properties = ({ body }: Given): Given => blocksOf(body).flatMap((each) => blocksOf(each["properties"]))[0] ?? {};

export const stores: StoreTypes = {
  azurerm_log_analytics_workspace: {
    name: "name",
    own: (given) => isTime(given["retention_in_days"]),
    fix: "set retention_in_days",
  },
  azurerm_storage_account: {
    name: "name",
    by: {
      azurerm_storage_management_policy: {
        of: (given) => given["storage_account_id"],
        expires: (given) => blocksOf(given["rule"]).some(deletesBlobs),
      },
      // a flow log expires what it writes itself
      azurerm_network_watcher_flow_log: {
        of: (given) => given["storage_account_id"],
        expires: (given) =>
          blocksOf(given["retention_policy"]).some(({ enabled, days }) => enabled === true && isTime(days)),
      },
      azapi_resource: {
        of: (given) => properties(given)["storageId"],
        expires: (given) =>
          String(given["type"]).startsWith("Microsoft.Network/networkWatchers/flowLogs@") &&
          blocksOf(properties(given)["retentionPolicy"]).some(({ enabled, days }) => enabled === true && isTime(days)),
      },
    },
    fix: "add an azurerm_storage_management_policy that deletes",
  },
};
