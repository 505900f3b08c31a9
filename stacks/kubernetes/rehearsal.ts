/** A cluster on another machine: the workflow, MLflow and the endpoint of a synthesized stack, read without cdktf. */
import type { Host, Json, Registry, Rehearsal, Served } from "../rehearsal/contract.js";
import { releaseText } from "../rehearsal/release-text.js";
import type { Synthesized } from "../rules/synthesized.js";
import { BucketRights, type Purpose, startBucket } from "./rehearsal/bucket.js";
import { demandRight, objectsOf, selectedBy, serviceAccount } from "./rehearsal/objects.js";
import { registryServer } from "./rehearsal/registry.js";
import { dataOf, type ReadWorkflow, readWorkflow, registryOf, runWorkflow } from "./rehearsal/workflow.js";

/** The bucket that an object lies in. */
function bucketOf(uri: string): string {
  const [bucket] = /^(?:s3|gs):\/\/[^/]+|^https:\/\/[^/]+\/[^/]+/.exec(uri) ?? [];
  if (bucket === undefined) throw new Error(`${uri} lies in no bucket`);
  return bucket;
}

/** What a service account of the stack may do with the bucket; its name says what it is for. */
function rightsOf(json: Synthesized, account: string, purpose: Purpose, uri: string): BucketRights {
  const { metadata } = serviceAccount(json, account);
  if (!String(metadata.name).endsWith(`-${purpose}`))
    throw new Error(`${account} must be the service account for ${purpose}, for which the bucket's owner was asked`);
  const bucket = bucketOf(uri);
  // models of another platform may lie in a folder of the bucket
  const folder = uri.slice(bucket.length + 1).replace(/(?:^|\/)(?:data|artifacts|evaluation|models)(?:\/.*)?$/, "");
  return BucketRights.of(purpose, bucket, folder);
}

/** Argo's own container reports what a step made. argo-workflows.readthedocs.io/en/latest/workflow-rbac (2026-11) */
function demandReport(json: Synthesized, { spec }: ReadWorkflow): void {
  const account = serviceAccount(json, spec.serviceAccountName);
  for (const verb of ["create", "patch"])
    demandRight(json, account, { group: "argoproj.io", resource: "workflowtaskresults", verb });
}

/** The Service of the endpoint: the one whose selector names a release. */
function endpointService(json: Synthesized): string {
  const found = objectsOf(json, "kubernetes_service_v1").filter(
    ({ spec }) => spec.selector?.["ml-pilot/release"] !== undefined,
  );
  const [service] = found;
  if (service === undefined || found.length > 1)
    throw new Error(`the stack must have one Service that selects a release, got ${found.length}`);
  return service.metadata.name;
}

const variables = (given: readonly Json[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(given.map(({ name, value }) => [name, String(value)]));

/**
 * The kubelet runs the first container of the pod to its end, then the server, and asks for the readiness route; the
 * Service sends requests to the pods of the live release. A folder of the pod is a folder of the server's own here.
 * kubernetes.io/docs/concepts/workloads/pods/init-containers (2026-11)
 */
function served(json: Synthesized, registry: Registry, host: Host): Served {
  const { service, pod, container, port } = selectedBy(json, endpointService(json));
  const [fetches, ...more] = pod.init_container ?? [];
  if (fetches === undefined || more.length > 0)
    throw new Error("the pods of the endpoint must have one first container");
  const [uri, sha256] = fetches.args;
  const release = service.spec.selector["ml-pilot/release"];
  if (!registry.has(releaseText({ uri, sha256 })))
    throw new Error(`the endpoint serves ${uri} with sha256 ${sha256}, which no run has registered`);
  const rights = rightsOf(json, pod.service_account_name, "serving", uri);
  const mounts: readonly string[] = container.volume_mount.map((each: Json) => each.mount_path);
  const inside = (text: string) => (mounts.includes(text) ? text.slice(1) : text);
  const environment = variables(container.env);
  const scoring = environment["PILOT_SCORING_ROUTE"];
  if (scoring === undefined) throw new Error("the server must be given its scoring route by PILOT_SCORING_ROUTE");
  return {
    release,
    command: [...container.command, ...container.args.map(inside)],
    environment,
    portVariables: ["PILOT_PORT"],
    port,
    routes: { readiness: container.readiness_probe.http_get.path, scoring },
    roots: {},
    storage: () => startBucket(rights, host),
    first: { command: [...fetches.command, ...fetches.args.map(inside)], environment: variables(fetches.env) },
  };
}

/** The rehearsal of a cluster. */
export const rehearsal: Rehearsal = {
  dataUri: (json) => dataOf(readWorkflow(json, "pipeline")),
  companion: (json) => {
    const address = registryOf(readWorkflow(json, "pipeline"));
    if (address === undefined) throw new Error("the workflow registers nothing");
    return registryServer(json, address);
  },
  run: async (json, { host, id, companion }) => {
    const read = readWorkflow(json, "pipeline");
    const rights = rightsOf(json, read.spec.serviceAccountName, "training", dataOf(read));
    demandReport(json, read);
    return runWorkflow(read, { host, id, rights, registry: companion });
  },
  version: (_, number, registered) => {
    const { source, tags } = (registered ?? {}) as Json;
    if (source === undefined) throw new Error(`version ${number}: a release is named by what its run registered`);
    return releaseText({ uri: source, sha256: tags.sha256 });
  },
  served: (json, registry, host) => served(json, registry, host),
  exported: (json, registered) => {
    const uri = String(registered["source"]);
    const exporter = objectsOf(json, "kubernetes_service_account_v1").find(({ metadata }) =>
      metadata.name.endsWith("-exporter"),
    );
    if (exporter === undefined) throw new Error("the stack has no exporter, so nobody may take the model out");
    rightsOf(json, exporter.metadata.name, "exporter", uri).demand("read", `${uri}/object`);
    return uri;
  },
  crossing: (_, registered) => {
    const { source, tags } = registered as Json;
    return { uri: source, sha256: tags.sha256, lies: source };
  },
};
