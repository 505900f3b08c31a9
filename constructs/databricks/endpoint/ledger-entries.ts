/** The ledger entry of an endpoint. */
import type { At, Entry, Limit } from "../../pilot/record.js";
import type { EndpointProps } from "../endpoint.js";
import { agreedTags, type Made, tablePrefix } from "./serving.js";

/** The entry; without a live release its limits wait. */
export function ledgerEntry(props: EndpointProps, made: Made | undefined): Entry {
  const { name, owner, live, canary } = props;
  const at = (pointer: string): At =>
    made ? { at: [made.serving, pointer] } : { at: null, when: props.paused ? "paused: false" : "first release" };
  const tagged = (key: keyof typeof agreedTags): At => at(`/tags/${made?.tagKeys.indexOf(agreedTags[key]) ?? 0}/value`);
  const share = (release: string): At =>
    at(`/config/traffic_config/routes/${made?.routes.indexOf(release) ?? 0}/traffic_percentage`);
  const unwatched = { owner, enforcement: "none" } as const;
  const limits: Limit[] = [
    { kind: "concurrency", subject: "requests", unit: "count", owner, enforcement: "hard", ...tagged("concurrency") },
    { kind: "watch", unit: "seconds", owner, enforcement: "hard", ...at("/timeouts/update") },
    ...(live === null
      ? []
      : [{ kind: "live-share", unit: "percent", owner, enforcement: "hard", ...share(live) } as const]),
    ...(canary === undefined
      ? []
      : [{ kind: "canary", unit: "percent", owner, enforcement: "hard", ...share(canary.release) } as const]),
    // Alerts are the dashboard's, where there is a SQL warehouse.
    ...(props.isWatched === true
      ? []
      : ([
          { kind: "p95", unit: "milliseconds", ...unwatched, ...tagged("p95") },
          { kind: "errors", unit: "percent", ...unwatched, ...tagged("errors") },
        ] as const)),
    // its hours are inside of a query, so the tag holds them in any case
    { kind: "idle", unit: "hours", owner, enforcement: props.isWatched ? "alert" : "none", ...tagged("idle") },
  ];
  return {
    box: "endpoint",
    owner,
    meter: {
      what: `DBUs of Model Serving of ${Object.keys(props.releases).length} listed releases while they serve`,
      whileIdle: made !== undefined && props.scaleToZero === false,
    },
    metric: { name: "execution_duration_ms of the inference table; built in are P50 and P99", statistic: "p95" },
    limits,
    survives: props.capture
      ? [
          {
            what: `inference table of ${name}, which also keeps its schema`,
            costs: "GiB-months",
            remove: `databricks tables delete ${props.capture.catalogName}.${props.capture.schemaName}.${tablePrefix(name)}_payload`,
          },
        ]
      : [],
    rollback: {
      by: "an operator",
      how: "by hand: live is set back and deployed, and what serves stays until the routes are changed",
    },
    debug: `databricks serving-endpoints get ${name}`,
    lineage: `databricks serving-endpoints get ${name} --output json | jq .config.served_entities`,
    export: [`databricks serving-endpoints export-metrics ${name} > metrics.txt`],
  };
}
