/**
 * What a spec says of the training job and the pipelines, for the stack that makes them and for the check of a spec.
 */
import type { PipelineProps, PipelineStep } from "../../constructs/databricks/pipeline.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, type Step, scoringStep } from "../pilot-spec/steps.js";
import { databricksNames } from "./names.js";
import { releaseOf } from "./releases.js";

type Block = NonNullable<PilotSpec["databricks"]>;

type DatabricksSpec = Required<
  Pick<PilotSpec, "name" | "owners" | "training" | "steps" | "gate" | "endpoint" | "paused" | "labels" | "databricks">
>;

/** The wheel by digest. The spec's digest of an image says when there is a pipeline. */
export function wheelOf({ image, databricks }: Pick<PilotSpec, "image"> & { readonly databricks: Block }) {
  const { wheelFile, wheelDigest } = databricks;
  return {
    digest: image.digest === null ? null : (wheelDigest ?? image.digest),
    packageName: wheelFile.split("-")[0] ?? "",
    wheelFile,
  };
}

/** Tags of what is billed. The budget counts what has the tag `pilot`. */
export const tagsOf = ({ name, labels }: Pick<PilotSpec, "name" | "labels">): Record<string, string> => ({
  ...labels,
  pilot: name,
});

/** Whether an enforced policy keeps jobs from the internet. */
const isClosed = ({ account }: Block): boolean => account !== undefined && !account.detached;

/**
 * A step as a task takes it. Only an enforced policy blocks the egress of serverless compute: without one the probe
 * reports that it reached a public address, and fails on its other claims only.
 * docs.databricks.com/security/network/serverless-network-security (2026-11)
 */
function taskStep({ hardware: _hardware, ...step }: Step, databricks: Block): PipelineStep {
  const claims = step.parameters["fail-on"];
  if (typeof claims !== "string" || isClosed(databricks)) return step;
  const held = claims.split(",").filter((claim) => claim !== "public-address-unreachable");
  return { ...step, parameters: { ...step.parameters, "fail-on": held.join(",") } };
}

/** Of every pipeline. */
const common = ({ databricks, ...spec }: DatabricksSpec) => ({
  performanceTarget: databricks.performanceTarget,
  waitSeconds: databricks.waitSeconds,
  deployer: databricks.deployer,
  tags: tagsOf(spec),
  ...(databricks.budgetPolicyId === undefined ? {} : { budgetPolicyId: databricks.budgetPolicyId }),
});

type OwnProps = Omit<PipelineProps, "image" | "trainingJob" | "modelRegistry" | "recipients">;

/** Of the pipeline that trains; its schedule is made paused. */
export function pipelineProps(spec: DatabricksSpec): OwnProps & Required<Pick<PipelineProps, "gate">> {
  const names = databricksNames(spec.name);
  return {
    ...common(spec),
    name: names.pipeline,
    owner: spec.owners.training,
    steps: imageSteps(spec, names.volumes).map((step) => taskStep(step, spec.databricks)),
    gate: spec.gate,
    schedule: spec.databricks.retrainSchedule,
    paused: true,
  };
}

/** Of the pipeline that scores; undefined where a spec has none. */
export function batchProps(spec: DatabricksSpec): OwnProps | undefined {
  const { endpoint, databricks, owners } = spec;
  const live = databricks.live === null ? undefined : databricks.releases[databricks.live];
  const folder = live === undefined ? undefined : releaseOf(live).folder;
  if (endpoint.mode !== "batch" || folder === undefined) return undefined;
  return {
    ...common(spec),
    name: databricksNames(spec.name).batch,
    owner: owners.serving,
    steps: [taskStep(scoringStep(spec, folder), databricks)],
    ...(endpoint.schedule === undefined ? {} : { schedule: endpoint.schedule }),
    paused: spec.paused,
  };
}
