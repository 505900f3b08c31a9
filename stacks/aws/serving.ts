/** The half of a pilot on SageMaker that serves a release: an endpoint, or a pipeline that scores. */
import type { TerraformStack } from "cdktf";
import { Endpoint } from "../../constructs/aws/endpoint.js";
import { Pipeline } from "../../constructs/aws/pipeline.js";
import { ownRelease, type Release, type Serving } from "../halves.js";
import { scoringStep } from "../pilot-spec/steps.js";
import { addForeignServing } from "./foreign-serving.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";
import { onMachine } from "./hardware.js";
import type { AwsRelease } from "./training.js";

/** What serves: at most one of the two. */
export interface AwsServing extends Serving {
  readonly platform: "aws";
  readonly endpoint?: Endpoint;
  readonly batch?: Pipeline;
  /** Where the image is pushed to, where nothing is trained here. @default - the training job's */
  readonly imageRepository?: string;
}

/** Adds the half that serves. */
export function addServing(
  stack: TerraformStack,
  spec: AwsSpec,
  foundations: AwsFoundations,
  taken: Release,
): AwsServing {
  if (taken.crossing !== undefined) return addForeignServing(stack, spec, foundations, taken);
  const release = ownRelease<AwsRelease>("aws", taken);
  const { owners, image, aws } = spec;
  const { names, place, clients, dataBucket, budget, privateNetwork } = foundations;
  const { trainingJob, modelRegistry } = release;
  const operator = foundations.operator?.identity;

  const version = release.live === null ? undefined : release.versions[release.live];
  const batch =
    spec.endpoint.mode === "batch" && version !== undefined
      ? new Pipeline(stack, "batch", {
          ...place,
          name: names.batchPipeline,
          owner: owners.serving,
          roleName: names.batchPipelineRole,
          steps: [onMachine(scoringStep(spec, version), aws.machines)],
          image,
          trainingJob,
          bucket: dataBucket,
          network: privateNetwork,
          schedule: spec.endpoint.schedule,
          alarmTopicArn: budget.alarmTopicArn,
          paused: spec.paused,
        })
      : undefined;

  const endpoint =
    spec.endpoint.mode === "realtime"
      ? new Endpoint(stack, "endpoint", {
          ...place,
          ...onMachine(spec.endpoint, aws.machines),
          ...clients,
          name: names.endpoint,
          owner: owners.serving,
          roleName: names.endpointRole,
          releases: release.versions,
          live: release.live,
          modelRegistry,
          kind: aws.endpointKind,
          modelsThroughNetworkOnly: aws.modelsThroughNetworkOnly,
          network: aws.endpointKind === "serverless" ? undefined : privateNetwork,
          bucket: dataBucket,
          alarmTopicArn: budget.alarmTopicArn,
          paused: spec.paused,
        })
      : undefined;
  if (endpoint) {
    if (aws.endpointKind !== "serverless") privateNetwork.releasedBy(endpoint.identity);
    // It reads models and writes what it captures; an asynchronous one also reads the requests that wait under data/.
    dataBucket.grantRead(endpoint.identity, "models/");
    dataBucket.grantRead(endpoint.identity, "artifacts/"); // releases that were registered before there was models/
    dataBucket.grantWrite(endpoint.identity, "capture/");
    if (aws.endpointKind === "async") dataBucket.grantRead(endpoint.identity, "data/");
    trainingJob.grantPull(endpoint.identity);
  }
  if (batch) budget.stopAt(batch.identity);
  if (operator) {
    if (batch?.pipelineName) batch.grantStart(operator);
    if (endpoint?.endpointName) endpoint.grantInvoke(operator);
  }
  return {
    platform: "aws",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(batch === undefined ? {} : { batch }),
  };
}
