/** The pilot's dashboard on Azure: which metric stands for which box. */
import type { Construct } from "constructs";
import { Dashboard, type Tile } from "../../constructs/azure/dashboard.js";

/** What the tiles show. */
export interface Shown {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tags: Record<string, string>;
  readonly dataBucket: { readonly accountId: string };
  readonly trainingJob: { readonly workspaceId: string };
  readonly endpoint?: { readonly endpointName?: string };
}

/** Adds a tile for each box that exists. */
export function addDashboard(scope: Construct, shown: Shown): void {
  const { dataBucket, trainingJob, endpoint, name, location, resourceGroupName, tags } = shown;
  const workspace = {
    resourceId: trainingJob.workspaceId,
    metricNamespace: "Microsoft.MachineLearningServices/workspaces",
  };
  const tiles: Tile[] = [
    {
      box: "data bucket",
      resourceId: dataBucket.accountId,
      metricNamespace: "Microsoft.Storage/storageAccounts",
      metricName: "UsedCapacity",
      aggregation: "average",
    },
    { box: "pipeline", ...workspace, metricName: "Failed Runs", aggregation: "total" },
    { box: "training job", ...workspace, metricName: "Active Nodes", aggregation: "average" },
    { box: "model registry", ...workspace, metricName: "Model Register Succeeded", aggregation: "total" },
  ];
  if (endpoint?.endpointName !== undefined) {
    tiles.push({
      box: "endpoint",
      resourceId: `${trainingJob.workspaceId}/onlineEndpoints/${endpoint.endpointName}`,
      metricNamespace: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
      metricName: "RequestLatency_P95",
      aggregation: "average",
    });
  }
  new Dashboard(scope, "dashboard", { name, location, resourceGroupName, tags, tiles });
}
