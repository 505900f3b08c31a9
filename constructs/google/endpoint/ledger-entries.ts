/**
 * The ledger entries of an endpoint. What the release workflow applies says so: `terraform apply` alone changes nothing
 * that serves.
 */
import type { BigqueryDataset } from "@cdktf/provider-google/lib/bigquery-dataset/index.js";
import type { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import type { VertexAiEndpoint } from "@cdktf/provider-google/lib/vertex-ai-endpoint/index.js";
import type { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import type { At, Entry, Limit, LimitKind } from "../../pilot/record.js";
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
