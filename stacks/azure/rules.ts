/** This vendor's rules: what a spec can break on Azure, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/azure/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/azure/private-network.js";
import type { StackRules } from "../rules/index.js";
import { azureNameAttributes } from "../rules/name-attributes/azure.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { azureNames } from "../spec/names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, azure }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && azure && !azure.existingNetwork) {
    for (const { prop, message } of privateNetworkFaults(network)) faults.push({ path: ["network", prop], message });
  }
  if (name && data && azure) {
    const names = azureNames(name, azure.subscription);
    const props = { bucketName: names.dataBucket, keyVaultName: names.keyVault };
    for (const { prop, message } of dataBucketFaults({ ...props, retentionDays: data.retentionDays })) {
      if (prop === "retentionDays") faults.push({ path: ["data", "retentionDays"], message });
    }
  }
  return faults;
}

/** Name attributes stand in `rules/name-attributes/azure.ts`; here: which names must be plain strings. */
export const stackRules: StackRules = { nameAttributes: azureNameAttributes, plainNames: [] };
