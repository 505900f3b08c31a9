/** The half of a pilot on Azure that serves a release: an endpoint, or a pipeline that scores. */
import type { TerraformStack } from "cdktf";
import { Endpoint } from "../../constructs/azure/endpoint.js";
import { Pipeline } from "../../constructs/azure/pipeline.js";
import { ownRelease, type Release, type Serving } from "../halves.js";
import { scoringStep } from "../pilot-spec/steps.js";
import type { AzureFoundations, AzureSpec } from "./foundations.js";
import { servedReleases } from "./releases.js";
import { onAzure, onMachine, servingOf } from "./steps.js";
import type { AzureRelease } from "./training.js";

/** What serves: at most one of the two. */
export interface AzureServing extends Serving {
  readonly platform: "azure";
  readonly endpoint?: Endpoint;
  readonly batch?: Pipeline;
}

/** Adds the half that serves. */
export function addServing(
  stack: TerraformStack,
  spec: AzureSpec,
  foundations: AzureFoundations,
  taken: Release,
): AzureServing {
  const release = ownRelease<AzureRelease>("azure", taken);
  const { owners, image, paused, azure } = spec;
  const { names, place, operators, budget, dataBucket } = foundations;
  const { trainingJob, modelRegistry } = release;

  const served = servedReleases(spec);
  const scored = release.live === null ? undefined : served[release.live];
  // the model goes on with the image that it was released with
  const scoring =
    scored?.digest != null && scored.digest !== image.digest
      ? { ...image, digest: scored.digest, environmentId: trainingJob.environmentOf(scored.digest) }
      : image;
  const batch =
    spec.endpoint.mode === "batch" && scored !== undefined
      ? new Pipeline(stack, "batch", {
          ...place,
          name: names.batchPipeline,
          owner: owners.serving,
          steps: [onMachine({ ...onAzure(scoringStep(spec, scored.version)), hardware: scored.hardware }, spec)],
          modelRegistry,
          image: scoring,
          trainingJob,
          schedule: spec.endpoint.schedule,
          paused,
        })
      : undefined;

  const endpoint =
    spec.endpoint.mode === "realtime"
      ? new Endpoint(stack, "endpoint", {
          ...place,
          ...onMachine(spec.endpoint, spec),
          name: names.endpoint,
          owner: owners.serving,
          releases: served,
          live: release.live,
          canary: azure.canary,
          image,
          serving: servingOf(image),
          trainingJob,
          modelRegistry,
          invokeRoleId: names.invokeRoleId,
          actionGroupId: budget.actionGroupId,
          paused,
        })
      : undefined;
  if (endpoint) {
    // It reads the models of its releases, and its image. Versions that were registered before models had a prefix of
    // their own lie under artifacts/.
    for (const prefix of ["models/", "artifacts/"] as const) dataBucket.grantRead(endpoint.identity, prefix);
    trainingJob.grantPull(endpoint.identity);
    trainingJob.grantServe(endpoint.identity);
  }
  for (const operator of operators) {
    if (endpoint?.endpointName) endpoint.grantInvoke(operator);
  }
  return {
    platform: "azure",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(batch === undefined ? {} : { batch }),
  };
}
