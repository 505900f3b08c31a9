/** What a change of the spec does to a pilot that is deployed in a workspace. */
import { costsNothing, type SpecChange } from "../changes/spec-change.js";

const serving = "databricks_model_serving";
const job = "databricks_job";
const permissions = "databricks_permissions";
const grant = "databricks_grant";
const entities = "/config/served_entities";
const routes = "/config/traffic_config";
const rolled =
  "The endpoint gets a new configuration beside the one that serves, and requests move when it is ready; the apply waits for it.";
const nextRun = "A run that is going on keeps its own.";

/** One row for each change; `test/changes/databricks.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [
  {
    key: "databricks.live",
    how: "in place",
    words:
      "The routes give the other release all requests. It is a served entity already; one that was scaled to zero starts first.",
    costs: "The first requests may wait for a machine.",
    seenAt: [{ type: serving, pointer: routes }],
  },
  {
    key: "databricks.canary",
    how: "in place",
    words: "The routes give the named release endpoint.canaryPercent of the requests. Nothing takes it back by itself.",
    costs: "Both releases serve, so both bill.",
    seenAt: [{ type: serving, pointer: routes }],
  },
  {
    key: "endpoint.canaryPercent",
    how: "in place",
    words: "The routes have the new share; without databricks.canary nothing changes.",
    costs: costsNothing,
    seenAt: [{ type: serving, pointer: routes }],
  },
  {
    key: "databricks.releases",
    change: "one more",
    how: "beside, then switched",
    words: `${rolled} A version without its alias fails the plan, and nothing moves.`,
    costs: "A served entity more bills while it has a machine.",
    seenAt: [{ type: serving, pointer: entities }],
  },
  {
    key: "databricks.releases",
    change: "one that is not live is removed",
    how: "beside, then switched",
    words: `${rolled} It can go live again once it is listed.`,
    costs: costsNothing,
    seenAt: [{ type: serving, pointer: entities }],
  },
  {
    key: "databricks.releases",
    change: "without the live one",
    how: "refused",
    words: "The check refuses it, because the live release must be one of the releases.",
    costs: costsNothing,
  },
  {
    key: "databricks.workloadSize",
    how: "beside, then switched",
    words: rolled,
    costs: "Each release bills by the new number of requests at once, while it has a machine.",
    seenAt: [{ type: serving, pointer: `${entities}/*/workload_size` }],
  },
  {
    key: "databricks.workloadType",
    how: "beside, then switched",
    words: rolled,
    costs: "Each release bills the other machine.",
    seenAt: [{ type: serving, pointer: `${entities}/*/workload_type` }],
  },
  {
    key: "endpoint.p95Milliseconds",
    how: "in place",
    words: "The tag has the new number, and the alert where there is one; without databricks.alerts nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: serving, pointer: "/tags" }],
  },
  {
    key: "endpoint.errorPercent",
    how: "in place",
    words: "The tag has the new number, and the alert where there is one; without databricks.alerts nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: serving, pointer: "/tags" }],
  },
  {
    key: "endpoint.idleHours",
    how: "in place",
    words: "The tag has the new number, and the alert where there is one; without databricks.alerts nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: serving, pointer: "/tags" }],
  },
  {
    key: "databricks.clients",
    how: "in place",
    words: "Who left the list may not call the endpoint any more, who came may.",
    costs: costsNothing,
    seenAt: [{ type: permissions, pointer: "/access_control" }],
  },
  {
    key: "operators.databricks",
    how: "in place",
    words: "Who left the list loses each grant and permission, who came gets them; nothing that serves moves.",
    costs: costsNothing,
    seenAt: [
      { type: grant, pointer: "", does: "goes" },
      { type: grant, pointer: "", does: "comes", without: [{ type: serving, pointer: "", does: "comes" }] },
    ],
  },
  {
    key: "paused",
    change: "true",
    how: "stops what serves",
    words: "The endpoint goes with its permissions. Catalog, volumes, model, job and grants stay.",
    costs:
      "Nothing of Databricks bills from then on. A way back makes the endpoint anew, which takes up to half an hour.",
    seenAt: [{ type: serving, pointer: "" }],
  },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    how: "stops what serves",
    words: "The endpoint goes, and a second job comes, which scores by the clock.",
    costs: "Nobody is answered from then on.",
    seenAt: [{ type: serving, pointer: "" }],
  },
  {
    key: "databricks.wheelDigest",
    how: "in place",
    words: `The next run installs the other wheel out of the folder of its hash. ${nextRun} What serves is a registered version, and does not move.`,
    costs: costsNothing,
    seenAt: [{ type: job, pointer: "/environment" }],
  },
  {
    key: "training.maxRuntimeSeconds",
    how: "in place",
    words: `The next run has the new limit. ${nextRun}`,
    costs: costsNothing,
    seenAt: [{ type: job, pointer: "/task/*/timeout_seconds" }],
  },
  {
    key: "gate.threshold",
    how: "in place",
    words: "The next run compares with the new threshold; registered versions stay.",
    costs: costsNothing,
    seenAt: [{ type: job, pointer: "/task/*/python_wheel_task/parameters" }],
  },
  {
    key: "databricks.performanceTarget",
    how: "in place",
    words: `The next run starts sooner or later. ${nextRun}`,
    costs: "PERFORMANCE_OPTIMIZED takes more DBUs for a run.",
    seenAt: [{ type: job, pointer: "/performance_target" }],
  },
  {
    key: "databricks.retrainSchedule",
    how: "in place",
    words: "The paused schedule of the job has the new line.",
    costs: costsNothing,
    seenAt: [{ type: job, pointer: "/schedule/quartz_cron_expression" }],
  },
  {
    key: "budget.recipients",
    how: "in place",
    words: "The budget and the job alert the new addresses.",
    costs: costsNothing,
    seenAt: [
      { type: job, pointer: "/email_notifications" },
      { type: "databricks_budget", pointer: "/alert_configurations" },
    ],
  },
  {
    key: "databricks.location",
    how: "refused",
    words:
      "Unity Catalog refuses to delete an external location that volumes stand on, and files would stay in the old one. Export, and make a new pilot.",
    costs: "A new pilot beside this one, for as long as both are there.",
    // volumes name the URL of the location that this stack makes, and the URL itself where the location exists
    seenAt: [
      { type: "databricks_external_location", pointer: "/url" },
      { type: "databricks_volume", pointer: "/storage_location" },
    ],
  },
];
