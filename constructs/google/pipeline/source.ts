/** The source of the workflow around a run, made of the pipeline's props. */
import { given } from "../../pilot/given.js";
import type { PipelineProps } from "../pipeline.js";
import { reference, sourceProblems } from "../workflows/source.js";
import { definition } from "./definition.js";
import { runWorkflow } from "./run-workflow.js";
import { longestRun, releaseOf } from "./steps.js";
import { uploadedModel } from "./uploaded-model.js";

/** What the source names that Terraform makes. */
export interface NamedBySource {
  /** Email of the account that runs run as. */
  readonly serviceAccount: string;
  /** Name of the workflow that stops runs. */
  readonly stopName: string;
}

/** What of the props is copied into a source, and makes it large. */
export const sourceHolds = "the training's hyperparameters, the image's command or the labels";

/**
 * Returns the source of the pipeline's workflow.
 * @throws Error where there is no image digest yet
 */
export function runSource(props: PipelineProps, { serviceAccount, stopName }: NamedBySource): object {
  const { name, project, region, steps, trainingJob, bucket, network, gate, image, labels = {}, modelRegistry } = props;
  if (image.digest === null) throw new Error(`${name}: image.digest: null; a run needs an image: push it and name it`);
  const model =
    modelRegistry &&
    uploadedModel(modelRegistry.modelName, image, trainingJob.imageUri(image.digest), {
      labels,
      ...given({ keyId: bucket.keyId }),
    });
  const pipelineSpec = definition({
    name,
    project,
    region,
    bucketName: bucket.bucketName,
    steps,
    stepArguments: (step, run) => trainingJob.stepArguments(step, run),
    launcherImage: props.launcherImage ?? "gcr.io/ml-pipeline/google-cloud-pipeline-components:2.22.0",
    ...given({ gate, model }),
  });
  return runWorkflow({
    name,
    project,
    region,
    bucketName: bucket.bucketName,
    serviceAccount,
    networkAttachmentId: network.networkAttachmentId,
    ...given({
      keyId: bucket.keyId,
      modelName: modelRegistry?.modelName,
      gate,
      release: steps.map(({ inputs }) => releaseOf(inputs)).find((found) => found !== undefined),
      releases: props.releases,
      modelStep: steps.find(({ outputs }) => outputs.includes("model"))?.name,
    }),
    labels,
    pipelineSpec,
    limitSeconds: longestRun(steps),
    stopName,
  });
}

/**
 * Returns what Google would refuse in the source of the workflow, one sentence each; nothing while there is no image.
 * Names that only Terraform knows count with the longest that they can have.
 */
export function pipelineSourceProblems(props: PipelineProps): string[] {
  if (props.image.digest === null) return [];
  return sourceProblems(runSource(props, { serviceAccount: reference, stopName: reference }), sourceHolds);
}
