/** The half of a pilot in a workspace that serves a release: an endpoint, or a job that scores. */
import type { Job } from "@cdktf/provider-databricks/lib/job/index.js";
import type { TerraformStack } from "cdktf";
import { approvals } from "../../constructs/databricks/endpoint/approval.js";
import { Endpoint } from "../../constructs/databricks/endpoint.js";
import { Pipeline } from "../../constructs/databricks/pipeline.js";
import { ownRelease, type Release, type Serving } from "../halves.js";
import type { DatabricksFoundations, DatabricksSpec } from "./foundations.js";
import { batchProps, tagsOf, wheelOf } from "./pipelines.js";
import { releaseOf, versionsOf } from "./releases.js";
import type { DatabricksRelease } from "./training.js";

/** What serves: at most one of the two. */
export interface DatabricksServing extends Serving {
  readonly platform: "databricks";
  readonly endpoint?: Endpoint;
  readonly batch?: Pipeline;
}

/** Adds the half that serves. */
export function addServing(
  stack: TerraformStack,
  spec: DatabricksSpec,
  foundations: DatabricksFoundations,
  taken: Release,
): DatabricksServing {
  const release = ownRelease<DatabricksRelease>("databricks", taken);
  if (spec.endpoint.mode === "batch") {
    const batch = addBatch(stack, spec, foundations, release);
    return { platform: "databricks", ...(batch === undefined ? {} : { batch }) };
  }
  const { owners, endpoint: agreed, databricks, paused } = spec;
  const { names, dataBucket, clients, operators, deployer } = foundations;
  const { catalogName, schemaName } = dataBucket;
  const isServing = databricks.live !== null && !paused;
  const endpoint = new Endpoint(stack, "endpoint", {
    name: names.endpoint,
    owner: owners.serving,
    modelName: release.modelRegistry.modelName,
    releases: versionsOf(databricks.releases),
    live: databricks.live,
    ...(databricks.canary === undefined
      ? {}
      : { canary: { release: databricks.canary, percent: agreed.canaryPercent } }),
    workloadSize: databricks.workloadSize,
    workloadType: databricks.workloadType,
    scaleToZero: databricks.scaleToZero,
    p95Milliseconds: agreed.p95Milliseconds,
    errorPercent: agreed.errorPercent,
    idleHours: agreed.idleHours,
    isWatched: databricks.alerts !== undefined && isServing,
    // queries read what is captured, and nothing else does
    ...(databricks.alerts === undefined ? {} : { capture: { catalogName, schemaName } }),
    after: deployer.policies,
    deployer: databricks.deployer,
    tags: tagsOf(spec),
    paused,
  });
  for (const caller of [...clients, ...operators]) endpoint.grantInvoke(caller);
  return { platform: "databricks", endpoint };
}

/** Adds the job that scores with the live release. Its plan fails where nobody has approved that version. */
function addBatch(
  stack: TerraformStack,
  spec: DatabricksSpec,
  { operators }: DatabricksFoundations,
  { trainingJob, modelRegistry }: DatabricksRelease,
): Pipeline | undefined {
  const { databricks, budget } = spec;
  const { live, releases } = databricks;
  const scoring = batchProps(spec);
  if (scoring === undefined || live === null) return undefined;
  const batch = new Pipeline(stack, "batch", {
    ...scoring,
    image: wheelOf(spec),
    trainingJob,
    recipients: budget.recipients,
  });
  const job = batch.node.findChild("Default") as Job;
  const { version } = releaseOf(releases[live] ?? "");
  job.lifecycle = { precondition: approvals(batch, modelRegistry.modelName, [[live, version]]) };
  for (const operator of operators) batch.grantStart(operator);
  return batch;
}
