/**
 * Makes: one shared dashboard in the portal, a tile for each box under the box's own name.
 * Needs: the metrics of the boxes that exist; a box that does not exist yet has no tile.
 * Never: a number of its own: each tile shows the box's one metric.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { PortalDashboard } from "@cdktf/provider-azurerm/lib/portal-dashboard/index.js";
import { Construct } from "constructs";
import type { BoxName } from "../pilot/record.js";
import { formProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

// the numbers by which the portal's own JSON names aggregations; by hand from an exported dashboard (2026-10)
const aggregations = { total: 1, maximum: 3, average: 4 } as const;

/** A tile: one metric of one resource. */
interface Tile {
  readonly box: BoxName;
  /** The ARM id of what has the metric. */
  readonly resourceId: string;
  readonly metricNamespace: string;
  /** As Azure Monitor names it, such as `RequestLatency_P95`. */
  readonly metricName: string;
  readonly aggregation: keyof typeof aggregations;
}

export interface DashboardProps {
  /** The dashboard's name, one of a kind in the resource group. */
  readonly name: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** The data bucket, whose size is shown. */
  readonly bucket: { readonly accountId: string };
  /** The training job, whose workspace counts runs, nodes and models. @default - none of these is shown */
  readonly trainingJob?: { readonly workspaceId: string };
  /** The endpoint of that workspace, whose p95 is shown. @default - not shown */
  readonly endpoint?: { readonly endpointName?: string };
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export const dashboardProblems = (props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> => [
  ...formProblems<keyof DashboardProps>([
    ["name", props.name, "prefix"],
    ["bucket", props.bucket?.accountId, "resourceId"],
    ["trainingJob", props.trainingJob?.workspaceId, "resourceId"],
    ["endpoint", props.endpoint?.endpointName, "onlineEndpoint"],
  ]),
  ...(props.endpoint !== undefined && props.trainingJob === undefined
    ? [{ prop: "endpoint" as const, message: "is of a workspace; give trainingJob as well, or leave it out" }]
    : []),
  // one tag more is the title in the portal
  ...placeProblems(props, 49),
];

/** A tile for each box that exists. */
function tilesOf({ bucket, trainingJob, endpoint }: DashboardProps): readonly Tile[] {
  const services = "Microsoft.MachineLearningServices/workspaces";
  const tiles: Tile[] = [
    {
      box: "data bucket",
      resourceId: bucket.accountId,
      metricNamespace: "Microsoft.Storage/storageAccounts",
      metricName: "UsedCapacity",
      aggregation: "average",
    },
  ];
  if (trainingJob === undefined) return tiles;
  const workspace = { resourceId: trainingJob.workspaceId, metricNamespace: services };
  tiles.push(
    { box: "pipeline", ...workspace, metricName: "Failed Runs", aggregation: "total" },
    { box: "training job", ...workspace, metricName: "Active Nodes", aggregation: "average" },
    { box: "model registry", ...workspace, metricName: "Model Register Succeeded", aggregation: "total" },
  );
  if (endpoint?.endpointName === undefined) return tiles;
  tiles.push({
    box: "endpoint",
    resourceId: `${trainingJob.workspaceId}/onlineEndpoints/${endpoint.endpointName}`,
    metricNamespace: `${services}/onlineEndpoints`,
    metricName: "RequestLatency_P95",
    aggregation: "average",
  });
  return tiles;
}

/** A dashboard whose titles are the names of the boxes. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    refuse(this.node.path, dashboardProblems(props));
    // maps by number, not lists: the only form that azurerm reads
    const parts: Record<string, object> = {};
    for (const [index, tile] of tilesOf(props).entries()) {
      parts[index] = {
        position: { x: (index % 3) * 6, y: Math.floor(index / 3) * 4, colSpan: 6, rowSpan: 4 },
        metadata: {
          type: "Extension/HubsExtension/PartType/MonitorChartPart",
          inputs: [],
          settings: {
            content: {
              options: {
                chart: {
                  title: tile.box,
                  titleKind: 2,
                  visualization: { chartType: 2 },
                  metrics: [
                    {
                      resourceMetadata: { id: tile.resourceId },
                      name: tile.metricName,
                      namespace: tile.metricNamespace,
                      aggregationType: aggregations[tile.aggregation],
                    },
                  ],
                },
              },
            },
          },
        },
      };
    }
    new PortalDashboard(this, "Default", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      dashboardProperties: JSON.stringify({ lenses: { 0: { order: 0, parts } }, metadata: { model: {} } }),
      tags: { ...props.tags, "hidden-title": props.name },
    });
  }
}
