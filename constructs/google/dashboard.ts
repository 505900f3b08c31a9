/**
 * Makes: one dashboard with the one metric beside each box; the titles are the names of the boxes.
 * Needs: monitoring enabled; what is shown, by name; a box that does not exist yet is left out.
 * Never: an average where a box promises a percentile.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan with the real provider, apply and destroy against a fake of its API; never in a real project.
 */
import { MonitoringDashboard } from "@cdktf/provider-google/lib/monitoring-dashboard/index.js";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { formProblems, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

export interface DashboardProps {
  /** The dashboard's title. */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The data bucket, whose size is shown. */
  readonly bucket: { readonly bucketName: string };
  /** The pipeline, whose runs are shown. @default - not shown, and neither are training job and model registry */
  readonly pipeline?: { readonly pipelineName?: string };
  /** The endpoint, whose p95 is shown beside its limit, in milliseconds. @default - not shown */
  readonly endpoint?: { readonly endpointId?: string; readonly p95Milliseconds: number };
}

/** What is wrong with props: one entry per problem. */
export function dashboardProblems(props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> {
  return [
    ...placeProblems(props),
    ...formProblems<keyof DashboardProps>([
      ["name", props.name, "prefix"],
      ["bucket", props.bucket?.bucketName, "bucket"],
      ["pipeline", props.pipeline?.pipelineName, "prefix"],
      ["endpoint", props.endpoint?.endpointId, "endpointId"],
    ]),
    ...numberProblems<keyof DashboardProps>([
      ["endpoint", props.endpoint?.p95Milliseconds, 1, 600_000, "milliseconds"],
    ]),
  ];
}

/** A chart's metric, and how its series become one. */
interface Chart {
  readonly filter: string;
  readonly aligner: string;
  readonly reducer: string;
  readonly period: string;
  readonly threshold?: number;
}

/**
 * Leaves a zero out, as Monitoring does in its answers: a dashboard that holds one differs in every plan.
 * github.com/hashicorp/terraform-provider-google/issues/24650 (2026-08)
 */
function unlessZero(key: string, value: number): Record<string, number> {
  return value === 0 ? {} : { [key]: value };
}

/** One row of charts, in the order of the boxes. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    refuse(this, dashboardProblems(props));
    const workflow = props.pipeline?.pipelineName;
    const endpointId = props.endpoint?.endpointId;
    const finished = (status: string): Chart => ({
      filter: `resource.type="workflows.googleapis.com/Workflow" AND resource.labels.workflow_id="${workflow}" AND metric.type="workflows.googleapis.com/finished_execution_count" AND metric.labels.status="${status}"`,
      aligner: "ALIGN_SUM",
      reducer: "REDUCE_SUM",
      period: "3600s",
    });
    const boxes: Array<readonly [title: string, chart: Chart]> = [
      [
        "data bucket",
        {
          filter: `resource.type="gcs_bucket" AND resource.labels.bucket_name="${props.bucket.bucketName}" AND metric.type="storage.googleapis.com/storage/v2/total_bytes"`,
          aligner: "ALIGN_MEAN",
          reducer: "REDUCE_SUM",
          period: "86400s",
        },
      ],
    ];
    if (workflow !== undefined) {
      boxes.push(
        ["pipeline", finished("FAILED")],
        [
          "training job",
          {
            filter: `resource.type="aiplatform.googleapis.com/PipelineJob" AND metric.type="aiplatform.googleapis.com/pipelinejob/duration"`,
            aligner: "ALIGN_MAX",
            reducer: "REDUCE_MAX",
            period: "3600s",
          },
        ],
        ["model registry", finished("SUCCEEDED")],
      );
    }
    if (endpointId !== undefined) {
      boxes.push([
        "endpoint",
        {
          filter: `resource.type="aiplatform.googleapis.com/Endpoint" AND resource.labels.endpoint_id="${endpointId}" AND metric.type="aiplatform.googleapis.com/prediction/online/prediction_latencies"`,
          aligner: "ALIGN_PERCENTILE_95",
          reducer: "REDUCE_MAX",
          period: "60s",
          ...given({ threshold: props.endpoint?.p95Milliseconds }),
        },
      ]);
    }
    new MonitoringDashboard(this, "Default", {
      project: props.project,
      dashboardJson: JSON.stringify({
        displayName: props.name,
        mosaicLayout: {
          columns: 12,
          tiles: boxes.map(([title, chart], index) => ({
            ...unlessZero("xPos", (index % 3) * 4),
            ...unlessZero("yPos", Math.floor(index / 3) * 4),
            width: 4,
            height: 4,
            widget: {
              title,
              xyChart: {
                dataSets: [
                  {
                    plotType: "LINE",
                    timeSeriesQuery: {
                      timeSeriesFilter: {
                        filter: chart.filter,
                        aggregation: {
                          alignmentPeriod: chart.period,
                          perSeriesAligner: chart.aligner,
                          crossSeriesReducer: chart.reducer,
                        },
                      },
                    },
                  },
                ],
                ...(chart.threshold === undefined
                  ? {}
                  : { thresholds: [{ label: "rolled back above", value: chart.threshold }] }),
              },
            },
          })),
        },
      }),
    });
  }
}
