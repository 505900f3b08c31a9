/** The half of a pilot on a cluster that serves a release: an endpoint, or a workflow that scores. */
import type { TerraformStack } from "cdktf";
import { Endpoint } from "../../constructs/kubernetes/endpoint.js";
import { Pipeline } from "../../constructs/kubernetes/pipeline.js";
import { ownRelease, type Release, type Serving } from "../halves.js";
import type { KubernetesFoundations, KubernetesSpec } from "./foundations.js";
import { machineOf } from "./hardware.js";
import { batchProps } from "./pipelines.js";
import type { KubernetesRelease } from "./training.js";

/** What serves: at most one of the two. */
export interface KubernetesServing extends Serving {
  readonly platform: "kubernetes";
  readonly endpoint?: Endpoint;
  readonly batch?: Pipeline;
}

/** Adds the half that serves. */
export function addServing(
  stack: TerraformStack,
  spec: KubernetesSpec,
  foundations: KubernetesFoundations,
  taken: Release,
): KubernetesServing {
  // what crosses comes by URI and hash, and the first container of a release compares it
  if (taken.crossing === undefined) ownRelease<KubernetesRelease>("kubernetes", taken);
  const { owners, network, kubernetes } = spec;
  const { names, place, bucket, after, runs } = foundations;
  if (spec.endpoint.mode === "batch") {
    const scoring = batchProps(spec);
    const batch = scoring && new Pipeline(runs, "batch", scoring);
    return { platform: "kubernetes", ...(batch === undefined ? {} : { batch }) };
  }
  const { cpus, memoryGiB, gpus, nodeSelector } = machineOf(spec.endpoint.hardware, kubernetes.hardware);
  const { serving } = kubernetes.identities;
  const { internalLoadBalancer: annotations } = kubernetes;
  const endpoint = new Endpoint(stack, "endpoint", {
    ...place,
    ...{ cpus, memoryGiB, gpus, nodeSelector, after },
    name: names.endpoint,
    owner: owners.serving,
    serviceAccountName: names.serving,
    serviceAccountAnnotations: serving.annotations,
    podLabels: serving.podLabels,
    imageRepository: kubernetes.imageRepository,
    imagePullSecrets: kubernetes.imagePullSecrets,
    image: spec.image,
    releases: Object.fromEntries(
      Object.entries(kubernetes.releases).map(([release, { uri, sha256, ...more }]) => {
        const digest = "digest" in more ? more.digest : undefined;
        return [release, { uri, sha256, ...(digest === undefined ? {} : { digest }) }];
      }),
    ),
    live: kubernetes.live,
    minReplicas: spec.endpoint.minReplicas,
    maxReplicas: spec.endpoint.maxReplicas,
    p95Milliseconds: spec.endpoint.p95Milliseconds,
    errorPercent: spec.endpoint.errorPercent,
    idleHours: spec.endpoint.idleHours,
    isWatched: kubernetes.monitoring !== undefined,
    environment: bucket.region === undefined ? {} : { AWS_REGION: bucket.region },
    expose:
      annotations === undefined
        ? { as: "cluster" }
        : { as: "internal load balancer", annotations, allowedClients: network.allowedClients },
    paused: spec.paused,
  });
  for (const operator of foundations.operators) endpoint.grantInvoke(operator);
  return { platform: "kubernetes", endpoint };
}
