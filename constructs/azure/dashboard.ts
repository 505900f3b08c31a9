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
import { formProblems, gather, type Problem, placeProblems, refuse, wordProblems } from "./checks/values.js";

/** What a tile shows. */
export interface Tile {
  readonly box: BoxName;
  /** The ARM id of what has the metric. */
  readonly resourceId: string;
  readonly metricNamespace: string;
  /** As Azure Monitor names it, such as `RequestLatency_P95`. */
  readonly metricName: string;
  readonly aggregation: "average" | "total" | "maximum";
}

export interface DashboardProps {
  /** The dashboard's name, one of a kind in the resource group. */
  readonly name: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** What it shows, a tile each. */
  readonly tiles: readonly Tile[];
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

// the numbers by which the portal's own JSON names aggregations; by hand from an exported dashboard (2026-10)
const aggregations = { total: 1, maximum: 3, average: 4 } as const;

const boxes: readonly BoxName[] = ["data bucket", "pipeline", "training job", "model registry", "endpoint"];

/** What is wrong with props: one entry per problem. */
export const dashboardProblems = (props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> => [
  ...formProblems<keyof DashboardProps>([
    ["name", props.name, "prefix"],
    ...gather(props.tiles ?? [], ({ resourceId, metricNamespace, metricName }) => [
      ["tiles", resourceId, "resourceId"] as const,
      ["tiles", metricNamespace, "metric"] as const,
      ["tiles", metricName, "metric"] as const,
    ]),
  ]),
  ...wordProblems<keyof DashboardProps>(
    gather(props.tiles ?? [], ({ box, aggregation }) => [
      ["tiles", box, boxes] as const,
      ["tiles", aggregation, Object.keys(aggregations)] as const,
    ]),
  ),
  // one tag more is the title in the portal
  ...placeProblems(props, 49),
];

/** A dashboard whose titles are the names of the boxes. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    refuse(this.node.path, dashboardProblems(props));
    // maps by number, not lists: the only form that azurerm reads
    const parts: Record<string, object> = {};
    for (const [index, tile] of props.tiles.entries()) {
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
