/** The half of a pilot on Vertex AI that serves a release: an endpoint, or a pipeline that scores. */
import type { TerraformStack } from "cdktf";
import { Endpoint } from "../../constructs/google/endpoint.js";
import { Pipeline } from "../../constructs/google/pipeline.js";
import { ownRelease, type Release, type Serving } from "../halves.js";
import type { GoogleFoundations, GoogleSpec } from "./foundations.js";
import { machineOf } from "./hardware.js";
import { batchProps } from "./pipelines.js";
import type { GoogleRelease } from "./training.js";

/** What serves: at most one of the two. */
export interface GoogleServing extends Serving {
  readonly platform: "google";
  readonly endpoint?: Endpoint;
  readonly batch?: Pipeline;
}

/** Adds the half that serves. */
export function addServing(
  stack: TerraformStack,
  spec: GoogleSpec,
  foundations: GoogleFoundations,
  taken: Release,
): GoogleServing {
  const release = ownRelease<GoogleRelease>("google", taken);
  const { owners, onDestroy, google } = spec;
  const { names, place, budget, privateNetwork, dataBucket } = foundations;
  const { trainingJob, modelRegistry } = release;

  const scoring = batchProps(spec);
  const batch =
    scoring &&
    new Pipeline(stack, "batch", {
      ...place,
      ...scoring,
      trainingJob,
      bucket: dataBucket,
      network: privateNetwork,
      modelRegistry,
      notificationChannels: budget.notificationChannels,
    });
  if (batch) {
    dataBucket.grantWrite(batch.identity, "artifacts/");
    dataBucket.grantRunRoot(batch.identity);
    dataBucket.grantWrite(batch.workflowIdentity, "artifacts/");
  }

  const endpoint =
    spec.endpoint.mode === "batch"
      ? undefined
      : new Endpoint(stack, "endpoint", {
          ...place,
          ...(google.machines.endpoint ?? machineOf(spec.endpoint.hardware, google.machines)),
          name: names.endpoint,
          endpointId: names.endpointId,
          owner: owners.serving,
          serviceAccountIds: names.endpointAccounts,
          releases: release.versions,
          live: release.live,
          modelRegistry,
          network: privateNetwork,
          bucket: dataBucket,
          trainingJob,
          minReplicas: spec.endpoint.minReplicas,
          maxReplicas: spec.endpoint.maxReplicas,
          p95Milliseconds: spec.endpoint.p95Milliseconds,
          errorPercent: spec.endpoint.errorPercent,
          canaryPercent: spec.endpoint.canaryPercent,
          idleHours: spec.endpoint.idleHours,
          captureDataset: names.captureDataset,
          captureRetentionDays: spec.endpoint.captureRetentionDays,
          notificationChannels: budget.notificationChannels,
          guards: budget.guards,
          serviceAttachment: google.serviceAttachment,
          paused: spec.paused,
          onDestroy,
        });
  if (endpoint) dataBucket.grantRead(endpoint.identity, "artifacts/");
  if (endpoint?.endpointId !== undefined) {
    // The release workflow takes the files and images of listed releases out of what expires.
    dataBucket.grantWrite(endpoint.releaseIdentity, "artifacts/");
    trainingJob.grantTag(endpoint.releaseIdentity);
  }

  return {
    platform: "google",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(batch === undefined ? {} : { batch }),
  };
}
