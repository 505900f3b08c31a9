/** What a destroyed workspace leaves behind: names that Azure holds back. */
import type { Survivor } from "../../pilot/record.js";

export interface SurvivorsProps {
  /** Of the workspace. */
  readonly name: string;
  readonly subscription: string;
  readonly vaultName: string;
  readonly onDestroy?: "keep" | "delete";
}

/**
 * Lists the vault, and the workspace unless it is purged. A deleted workspace holds its name for 14 days, and can be
 * purged only while its group is there: learn.microsoft.com/azure/machine-learning/concept-soft-delete (2026-10),
 * Azure/azure-cli issue 33756 (2026-07-21).
 */
export function survivors({ name, subscription, vaultName, onDestroy }: SurvivorsProps): Survivor[] {
  const vault = { what: `vault ${vaultName}`, costs: "nothing", remove: "it goes by itself after 90 days" };
  if (onDestroy === "delete") return [vault];
  const group = `https://management.azure.com/subscriptions/${subscription}/resourceGroups/<its group>`;
  const id = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
  const purge = `az rest --method delete --url "${id}?api-version=2025-06-01&forceToPurge=true"`;
  return [
    vault,
    {
      what: `workspace ${name}, soft-deleted; until it is gone a deploy cannot make it again`,
      costs: "nothing",
      remove: `it goes by itself after 14 days, or: ${purge}`,
    },
  ];
}
