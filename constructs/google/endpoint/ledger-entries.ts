/**
 * The ledger entries of an endpoint. What the release workflow applies says so: `terraform apply` alone changes nothing
 * that serves.
 */
import type { BigqueryDataset } from "@cdktf/provider-google/lib/bigquery-dataset/index.js";
import type { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import type { VertexAiEndpoint } from "@cdktf/provider-google/lib/vertex-ai-endpoint/index.js";
import type { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import type { At, Entry, Limit, LimitKind, Place, Safeguard } from "../../pilot/record.js";
import type { Address } from "./address.js";
import type { Alerts } from "./alerts.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly owner: string;
  readonly paused?: boolean;
}

export interface Parts {
  readonly endpoint: VertexAiEndpoint;
  readonly release: WorkflowsWorkflow;
  readonly undeploy: WorkflowsWorkflow;
  readonly alerts: Alerts;
  readonly dataset: BigqueryDataset;
  readonly address?: Address;
}

/** What must keep its value once something is released. */
function safeguards({ endpoint, alerts, dataset }: Parts): readonly Safeguard[] {
  const channels = "/notification_channels";
  const isSet = (channel: string[] | undefined) => channel !== undefined && channel.length > 0;
  const connect = "/private_service_connect_config/enable_private_service_connect";
  return [
    ...(endpoint.encryptionSpecInput === undefined
      ? []
      : [{ kind: "encryption-key", at: [endpoint, "/encryption_spec/kms_key_name"] } as const]),
    { kind: "network-isolation", at: [endpoint, connect] },
    ...(["slow", "failing", "idle"] as const)
      .filter((alert) => isSet(alerts[alert].notificationChannelsInput))
      .map((alert) => ({ kind: "alarm-actions", subject: alertNames[alert], at: [alerts[alert], channels] }) as const),
    ...(dataset.deleteContentsOnDestroyInput === false
      ? [
          {
            kind: "deletion-protection",
            subject: "captured requests",
            at: [dataset, "/delete_contents_on_destroy"],
          } as const,
        ]
      : []),
  ];
}

/** What each alert is about, by the same names as on other platforms. */
const alertNames = { slow: "p95", failing: "errors", idle: "idle" } as const;

/** Where the release workflow decides that a release goes back, and where it does it. */
function wayBack(release: WorkflowsWorkflow): readonly Place[] {
  const found: Place[] = [];
  const look = (value: unknown, pointer: string): void => {
    if (typeof value !== "object" || value === null) return;
    const { condition, next } = value as { condition?: unknown; next?: unknown };
    if (condition !== undefined && next === "roll_back") found.push([release, `${pointer}/next`]);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "roll_back") found.push([release, `${pointer}/roll_back/try/steps/0/is_other/switch/0/condition`]);
      look(inner, `${pointer}/${key}`);
    }
  };
  look(JSON.parse(release.sourceContentsInput ?? "{}"), "/source_contents");
  return found;
}

/** The entry of an endpoint; without parts nothing is released yet. */
export function ledgerEntries(props: LedgerEntriesProps, account: ServiceAccount, parts?: Parts): Entry {
  const { name, project, region, owner } = props;
  const waits: At = { at: null, when: "first release" };
  const run = (workflow: string) => `gcloud workflows run ${workflow} --project ${project} --location ${region}`;
  const settings: object[] = parts
    ? JSON.parse(parts.release.sourceContentsInput ?? "{}").main.steps[0].settings.assign
    : [];
  const setting = (key: string): At => {
    const at = settings.findIndex((entry) => key in entry);
    return parts ? { at: [parts.release, `/source_contents/main/steps/0/settings/assign/${at}/${key}`] } : waits;
  };
  const released = (kind: LimitKind, unit: Limit["unit"], key: string): Limit => ({
    kind,
    ...setting(key),
    unit,
    owner,
    enforcement: "hard",
    appliedBy: run(`${name}-release`),
  });
  const alerted = (kind: LimitKind, unit: Limit["unit"], at: At): Limit => {
    return { ...at, kind, unit, owner, enforcement: "alert" };
  };
  const alarm = parts && ([parts.alerts.slow, "/conditions/0/condition_threshold/threshold_value"] as const);
  const errors: At = parts
    ? { at: [parts.alerts.failing, "/conditions/0/condition_threshold/threshold_value"] }
    : waits;
  const idle: At = parts ? { at: [parts.alerts.idle, "/user_labels/idle_after"] } : waits;
  return {
    box: "endpoint",
    owner,
    meter: {
      what: "replica seconds of what is deployed; hours of the address; captured GiB",
      whileIdle: parts !== undefined && props.paused !== true,
    },
    metric: {
      name: "aiplatform.googleapis.com/prediction/online/prediction_latencies",
      statistic: "p95",
      ...(alarm ? { alarm } : {}),
    },
    identity: [account, "/account_id"],
    limits: [
      released("replicas.min", "count", "min_replicas"),
      released("replicas.max", "count", "max_replicas"),
      released("watch", "seconds", "watch_seconds"),
      released("canary", "percent", "canary_percent"),
      alerted("p95", "milliseconds", alarm ? { at: alarm } : waits),
      alerted("errors", "share", errors),
      alerted("idle", "seconds", idle),
    ],
    safeguards: parts === undefined ? [] : safeguards(parts),
    rollback:
      parts === undefined
        ? { by: "an operator", how: "by hand", command: run(`${name}-release`) }
        : {
            by: `the workflow ${name}-release`,
            how: "by what it measures",
            fails: "that run",
            command: run(`${name}-release`),
            at: wayBack(parts.release),
          },
    expiry: {
      "captured requests": {
        unit: "milliseconds",
        ...(parts ? { at: [parts.dataset, "/default_table_expiration_ms"] as const } : waits),
      },
    },
    survives:
      parts === undefined
        ? []
        : [
            {
              what: "the endpoint while a model is deployed, and with it budget, alerts and the undeploy workflow",
              costs: "replica seconds",
              remove: `${run(`${name}-undeploy`)}, then destroy again`,
            },
          ],
    debug: `gcloud workflows executions list ${name}-release --project ${project} --location ${region} --limit 5`,
    lineage: `gcloud ai endpoints list --project ${project} --region ${region} --filter displayName=${name}`,
    export: parts ? [`${run(`${name}-undeploy`)} # afterwards it bills nothing`] : [],
  };
}
