/**
 * Makes: one dashboard with the one metric beside each box; the titles are the names of the boxes.
 * Needs: what is shown, by name; a box that does not exist yet is left out.
 * Never: an average where a box promises a percentile.
 * Idle cost: none within the account's first three dashboards.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan and apply with the real provider against an emulator; never in a real account.
 */
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import { Construct } from "constructs";
import { formProblems, numberProblems, type Problem } from "./checks/values.js";

export interface DashboardProps {
  /** The dashboard's name, one of a kind in the account. */
  readonly name: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** The data bucket, whose size is shown. */
  readonly bucket: { readonly bucketName: string };
  /** The pipeline, whose runs are shown. @default - not shown, and neither are training job and model registry */
  readonly pipeline?: { readonly pipelineName?: string };
  /** The endpoint, whose p95 is shown beside its limit, in milliseconds. @default - not shown */
  readonly endpoint?: { readonly endpointName?: string; readonly p95Milliseconds: number };
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function dashboardProblems(props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> {
  const { endpoint } = props;
  return [
    ...formProblems<keyof DashboardProps>([
      ["name", props.name, "dashboard"],
      ["region", props.region, "region"],
      ["bucket", props.bucket?.bucketName, "bucket"],
      ["pipeline", props.pipeline?.pipelineName, "sageMakerName"],
      ["endpoint", endpoint?.endpointName, "sageMakerName"],
    ]),
    ...numberProblems<keyof DashboardProps>([["endpoint", endpoint?.p95Milliseconds, 1, 900_000, "a number"]]),
  ];
}

type Metric = ReadonlyArray<string | object>;

/** One row of numbers, in the order of the boxes. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const problems = dashboardProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { region, bucket } = props;
    const pipelineName = props.pipeline?.pipelineName;
    const endpointName = props.endpoint?.endpointName;
    const runs = "AWS/Sagemaker/ModelBuildingPipeline";
    const boxes: Array<readonly [title: string, metrics: readonly Metric[], options: object]> = [
      [
        "data bucket",
        [["AWS/S3", "BucketSizeBytes", "BucketName", bucket.bucketName, "StorageType", "StandardStorage"]],
        { stat: "Average", period: 86_400 },
      ],
    ];
    if (pipelineName !== undefined) {
      const ofRuns = ["PipelineName", pipelineName];
      boxes.push(
        ["pipeline", [[runs, "ExecutionFailed", ...ofRuns]], { stat: "Sum", period: 3600 }],
        ["training job", [[runs, "StepDuration", ...ofRuns, "StepName", "train"]], { stat: "Maximum", period: 3600 }],
        [
          "model registry",
          [[runs, "StepSucceeded", ...ofRuns, "StepName", "register"]],
          { stat: "Sum", period: 86_400 },
        ],
      );
    }
    if (props.endpoint !== undefined && endpointName !== undefined) {
      boxes.push([
        "endpoint",
        [
          [{ expression: "latency / 1000", label: "p95 in milliseconds" }],
          [
            ...["AWS/SageMaker", "ModelLatency", "EndpointName", endpointName, "VariantName", "live"],
            { id: "latency", stat: "p95", visible: false },
          ],
        ],
        {
          period: 60,
          annotations: { horizontal: [{ label: "rolled back above", value: props.endpoint.p95Milliseconds }] },
        },
      ]);
    }
    new CloudwatchDashboard(this, "Default", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({
        widgets: boxes.map(([title, metrics, options], index) => ({
          type: "metric",
          x: (index % 3) * 8,
          y: Math.floor(index / 3) * 6,
          width: 8,
          height: 6,
          properties: { title, region, view: "timeSeries", metrics, ...options },
        })),
      }),
    });
  }
}
