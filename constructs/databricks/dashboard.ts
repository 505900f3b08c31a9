/**
 * Makes: three SQL alerts over the endpoint's inference table, once an hour: p95, share of errors, silence.
 * Needs: a SQL warehouse, which each query wakes; an inference table, which is there after the first request.
 * Never: a query that reads requests or answers; a change of what serves: an alert notifies and rolls nothing back.
 * Idle cost: the warehouse for the minutes of three queries an hour.
 * Survives destroy: nothing.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { AlertV2 } from "@cdktf/provider-databricks/lib/alert-v2/index.js";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { formProblems, listProblems, numberProblems, type Problem, refuse } from "./checks/values.js";

export interface DashboardProps {
  /** Names the alerts. */
  readonly name: string;
  /** Who owns the endpoint. */
  readonly owner: string;
  /** The endpoint as it was made: its table and what was agreed. */
  readonly endpoint: {
    /** `catalog.schema.table`. */
    readonly inferenceTable: string;
    readonly p95Milliseconds: number;
    readonly errorPercent: number;
    readonly idleHours: number;
  };
  /** The id of the SQL warehouse that runs the queries. */
  readonly warehouseId: string;
  /** The folder of the workspace that they stand in. */
  readonly parentPath: string;
  /** Mail addresses that are alerted: users of the workspace. */
  readonly recipients: readonly string[];
  /** Nothing is queried. @default false */
  readonly paused?: boolean;
}

/** What is wrong with props: one entry per problem. */
export const dashboardProblems = (props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> => [
  ...formProblems<keyof DashboardProps>([
    ["name", props.name, "name"],
    ["owner", props.owner, "address"],
    ["endpoint", props.endpoint?.inferenceTable, "modelName"],
    ["warehouseId", props.warehouseId, "id"],
    ["parentPath", props.parentPath, "workspaceFolder"],
    ["recipients", props.recipients, "address"],
  ]),
  ...numberProblems<keyof DashboardProps>([
    ["endpoint", props.endpoint?.p95Milliseconds, 1, 297_000],
    ["endpoint", props.endpoint?.errorPercent, 0.1, 100, "percent"],
    ["endpoint", props.endpoint?.idleHours, 1, 8760],
  ]),
  ...listProblems("recipients" as const, props.recipients, "address"),
];

/** An alert: a query of one number, and the number above which it alerts. */
interface Alert {
  readonly id: string;
  readonly column: string;
  readonly query: string;
  readonly operator: "GREATER_THAN" | "LESS_THAN";
  readonly threshold: number;
  readonly text: string;
}

/** Who is alerted, and above which numbers. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    refuse(this, dashboardProblems(props));
    const { inferenceTable, p95Milliseconds, errorPercent, idleHours } = props.endpoint;
    // docs.databricks.com/ai-gateway/inference-tables (2026-11): a request is in the table within an hour
    const recent = (hours: number) => `from ${inferenceTable} where request_time > now() - interval ${hours} hours`;
    const alerts: readonly Alert[] = [
      {
        id: "p95",
        column: "p95",
        query: `select percentile_approx(execution_duration_ms, 0.95) as p95 ${recent(2)} and status_code < 400`,
        operator: "GREATER_THAN",
        threshold: p95Milliseconds,
        text: "p95 latency of two hours is above what was agreed",
      },
      {
        id: "errors",
        column: "percent",
        query: `select 100 * avg(case when status_code >= 500 then 1 else 0 end) as percent ${recent(2)}`,
        operator: "GREATER_THAN",
        threshold: errorPercent,
        text: "the share of server errors of two hours is above what was agreed",
      },
      {
        id: "idle",
        column: "requests",
        query: `select count(*) as requests ${recent(idleHours)}`,
        operator: "LESS_THAN",
        threshold: 1,
        text: `nobody called the endpoint for ${idleHours} hours`,
      },
    ];
    for (const alert of alerts) this.alert(alert, props);
    record(this, () => {
      const { owner } = props;
      const p95 = this.node.findChild("p95") as AlertV2;
      const errors = this.node.findChild("errors") as AlertV2;
      const at = "/evaluation/threshold/value/double_value";
      const alerted = { owner, enforcement: "alert" } as const;
      const limits: Limit[] = [
        { ...alerted, kind: "p95", unit: "milliseconds", at: [p95, at] },
        { ...alerted, kind: "errors", unit: "percent", at: [errors, at] },
      ];
      return {
        box: "endpoint",
        owner,
        meter: { what: "DBUs of the SQL warehouse for three queries an hour", whileIdle: props.paused !== true },
        metric: { name: "execution_duration_ms of the inference table", statistic: "p95", alarm: [p95, at] },
        limits,
        safeguards: [{ kind: "alarm-actions", at: [p95, "/evaluation/notification/subscriptions"] }],
        debug: `select * ${recent(1)} order by request_time desc limit 10`,
      };
    });
  }

  /** The provider fails where the API gives an argument back that the stack leaves out, so each is written. */
  private alert({ id, column, query, operator, threshold, text }: Alert, props: DashboardProps): AlertV2 {
    return new AlertV2(this, id, {
      displayName: `${props.name}-${id}`,
      parentPath: props.parentPath,
      warehouseId: props.warehouseId,
      queryText: query,
      customSummary: `${props.name}: ${id}`,
      customDescription: text,
      schedule: {
        quartzCronSchedule: "0 0 * * * ?",
        timezoneId: "UTC",
        pauseStatus: props.paused === true ? "PAUSED" : "UNPAUSED",
      },
      evaluation: {
        comparisonOperator: operator,
        source: { name: column, aggregation: "MAX", display: column },
        threshold: { value: { doubleValue: threshold } },
        // no request in two hours is not slow: the third alert is about silence
        emptyResultState: "OK",
        notification: {
          notifyOnOk: true,
          retriggerSeconds: 86_400,
          subscriptions: props.recipients.map((userEmail) => ({ userEmail })),
        },
      },
    });
  }
}
