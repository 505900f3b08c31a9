/**
 * Makes: a PodMonitor and a PrometheusRule: p95, share of errors, silence and failed rollouts of the endpoint.
 * Needs: Prometheus's operator and its CRDs before the first plan, kube-state-metrics, an Alertmanager with receivers.
 * Never: a receiver, an address or a token; a change of what serves: an alert notifies and rolls nothing back.
 * Idle cost: none.
 * Survives destroy: what Prometheus has recorded.
 * Verified by: unit tests and synthesized JSON.
 */
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
import { Construct } from "constructs";
import { child, type Limit, record } from "../pilot/record.js";
import { formProblems, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

export interface DashboardProps {
  /** Names what is made. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who owns the endpoint and is alerted, by the receivers of the cluster's Alertmanager. */
  readonly owner: string;
  /** The endpoint as it was made. */
  readonly endpoint: {
    readonly name: string;
    readonly p95Milliseconds: number;
    readonly errorPercent: number;
    readonly idleHours: number;
  };
  /** Labels by which the cluster's Prometheus finds monitors and rules, such as `release: prometheus`. @default none */
  readonly selectedBy?: Readonly<Record<string, string>>;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export const dashboardProblems = (props: Partial<DashboardProps>): Array<Problem<keyof DashboardProps>> => [
  ...placeProblems(props),
  ...formProblems<keyof DashboardProps>([
    ["name", props.name, "name"],
    ["endpoint", props.endpoint?.name, "name"],
    ["selectedBy", Object.keys(props.selectedBy ?? {}), "labelKey"],
    ["selectedBy", Object.values(props.selectedBy ?? {}), "labelValue"],
  ]),
  ...numberProblems<keyof DashboardProps>([
    ["endpoint", props.endpoint?.p95Milliseconds, 1, 600_000],
    ["endpoint", props.endpoint?.errorPercent, 0.1, 100, "percent"],
    ["endpoint", props.endpoint?.idleHours, 1, 8760],
  ]),
];

/** Who is alerted, and above which numbers. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    refuse(this, dashboardProblems(props));
    const { name, namespace, endpoint, labels = {} } = props;
    const metadata = { name, namespace, labels: { ...labels, ...props.selectedBy } };
    new Manifest(this, "monitor", {
      manifest: {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata,
        spec: {
          selector: { matchLabels: { "ml-pilot/name": endpoint.name } },
          podTargetLabels: ["ml-pilot/release"],
          podMetricsEndpoints: [{ port: "http", path: "/metrics", interval: "30s" }],
        },
      },
    });
    const of = `namespace="${namespace}",pod=~"${endpoint.name}-.*"`;
    const rate = (metric: string) => `rate(${metric}{${of}}[5m])`;
    const seconds = `histogram_quantile(0.95, sum by (le) (${rate("pilot_request_seconds_bucket")}))`;
    const failed = rate("pilot_requests_total").replace("{", '{status=~"5..",');
    const alert = (which: string, expr: string, wait: string, value: string, summary: string) => ({
      alert: which,
      expr,
      for: wait,
      labels: { severity: "warning", owner: "serving" },
      // the number itself, which the expression holds too
      annotations: { threshold: value, summary },
    });
    const { p95Milliseconds, errorPercent, idleHours } = endpoint;
    new Manifest(this, "Default", {
      manifest: {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata,
        spec: {
          groups: [
            {
              name,
              rules: [
                alert(
                  "PilotSlow",
                  `1000 * ${seconds} > ${p95Milliseconds}`,
                  "5m",
                  String(p95Milliseconds),
                  "p95 latency of the endpoint is above what was agreed",
                ),
                alert(
                  "PilotFailing",
                  `100 * sum(${failed}) / sum(${rate("pilot_requests_total")}) > ${errorPercent}`,
                  "5m",
                  String(errorPercent),
                  "the share of server errors is above what was agreed",
                ),
                alert(
                  "PilotIdle",
                  `sum(increase(pilot_requests_total{${of}}[${idleHours}h])) == 0`,
                  "5m",
                  String(idleHours),
                  "nobody called the endpoint, and its replicas cost the same",
                ),
                alert(
                  "PilotRolloutFailed",
                  `kube_deployment_status_condition{namespace="${namespace}",deployment=~"${endpoint.name}-.*",condition="Progressing",status="false"} == 1`,
                  "1m",
                  "1",
                  "a release did not become ready",
                ),
              ],
            },
          ],
        },
      },
    });
    record(this, () => {
      const rules = child(this, "Default");
      const { owner } = props;
      const alerted = (kind: Limit["kind"], unit: Limit["unit"], index: number): Limit => ({
        ...{ kind, unit, owner, enforcement: "alert" },
        at: [rules, `/manifest/spec/groups/0/rules/${index}/annotations/threshold`],
      });
      return {
        box: "endpoint",
        owner,
        metric: {
          name: "pilot_request_seconds_bucket",
          statistic: "p95",
          alarm: [rules, "/manifest/spec/groups/0/rules/0/annotations/threshold"],
        },
        limits: [alerted("p95", "milliseconds", 0), alerted("errors", "percent", 1), alerted("idle", "hours", 2)],
        debug: `kubectl --namespace ${namespace} get podmonitors,prometheusrules`,
      };
    });
  }
}
