/** What a synthesized stack says of its pilot on a cluster. It reads JSON, and loads nothing else. */
import type { Json } from "../../rehearsal/contract.js";
import { releaseText } from "../../rehearsal/release-text.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { UserError } from "../../user-error.js";
import { objectsOf } from "../rehearsal/objects.js";
import { readWorkflow, registryOf, uriOf } from "../rehearsal/workflow.js";

/** What serves. */
export interface NamedEndpoint {
  /** The Service. */
  readonly service: string;
  /** Of the Service. */
  readonly port: number;
  /** Whether it has an address outside of the cluster. */
  readonly isExposed: boolean;
  readonly route: string;
  /** Releases that have pods, the live one first. */
  readonly releases: readonly string[];
}

/** A pilot. */
export interface Named {
  readonly pilot: string;
  readonly kubeconfig: string;
  readonly context: string;
  readonly namespace: string;
  /** The WorkflowTemplate that a run is of. */
  readonly template: string;
  /** Steps in their order. */
  readonly steps: readonly string[];
  /** Step → URI of its first output, with `{{workflow.name}}` in it. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The Service of MLflow, its port, and the model's name there. */
  readonly registry: { readonly service: string; readonly port: number; readonly model: string };
  /** The digest of the image, as `sha256:…`. */
  readonly image: string;
  /** What the step `train` asks for, in words. */
  readonly machine: string;
  readonly endpoint?: NamedEndpoint;
}

/** The label by which a Service selects the pods of a release. */
export const releaseLabel = "ml-pilot/release";

/** What a step asks for; one on several nodes is not a container, but a cluster of its own. */
const asked = (container: Json): string => {
  const { cpu, memory } = container?.resources?.requests ?? {};
  return cpu === undefined ? "nodes of a RayJob" : `${cpu} CPUs, ${memory}`;
};

/** Reads the stack. @throws UserError where it cannot be run */
export function named(json: Synthesized): Named {
  const { pilot, live, releases = {}, phase, paused } = (json["//"] as Json)?.pilot ?? {};
  if (json.resource?.["kubernetes_manifest"]?.["pipeline"] === undefined || phase === 0)
    throw new UserError([`${pilot}: must have a pipeline, and has none yet; push the image and deploy its digest`]);
  const read = readWorkflow(json, "pipeline");
  const { templates, entrypoint } = read.spec;
  const templateOf = (name: string): Json => templates.find((each: Json) => each.name === name) ?? {};
  const steps: readonly string[] = (templateOf(entrypoint).steps ?? []).flat().map(({ name }: Json) => String(name));
  const given = (json as Json).provider?.kubernetes;
  const [provider] = Array.isArray(given) ? given : [given];
  const address = new URL(registryOf(read) ?? "http://none:0");
  // every step runs the same image
  const { container } = templates.find((each: Json) => each.container !== undefined) ?? {};
  const manifest = json.resource["kubernetes_manifest"]["pipeline"]["manifest"] as Json;
  const base: Named = {
    ...{ pilot, kubeconfig: String(provider?.config_path), context: String(provider?.config_context) },
    ...{ namespace: String(manifest.metadata.namespace), template: read.name, steps },
    outputs: new Map(
      steps.flatMap((step) => {
        const [artifact] = templateOf(step).outputs?.artifacts ?? [];
        return artifact === undefined ? [] : [[step, uriOf(artifact)] as const];
      }),
    ),
    registry: {
      service: address.hostname.split(".")[0] ?? "",
      port: Number(address.port),
      model: String(templateOf("register").container?.args?.[0]),
    },
    image: /@(sha256:[0-9a-f]{64})$/.exec(container?.image)?.[1] ?? "",
    machine: asked(templateOf("train").container),
  };
  const service = objectsOf(json, "kubernetes_service_v1").find(
    ({ spec }) => spec.selector?.[releaseLabel] !== undefined,
  );
  if (live === null || live === undefined || paused === true || service === undefined) return base;
  const deployments = objectsOf(json, "kubernetes_deployment_v1").map(({ spec }) => spec.template);
  const ofRelease = (release: string): Json =>
    deployments.find(({ metadata }) => metadata.labels?.[releaseLabel] === release)?.spec;
  const order = [live, ...Object.keys(releases).filter((release) => release !== live)];
  const environment: readonly Json[] = ofRelease(live)?.container?.[0]?.env ?? [];
  return {
    ...base,
    endpoint: {
      service: service.metadata.name,
      port: Number(service.spec.port[0].port),
      isExposed: service.spec.type === "LoadBalancer",
      route: String(environment.find(({ name }) => name === "PILOT_SCORING_ROUTE")?.value ?? "/"),
      releases: order.filter((release) => ofRelease(release) !== undefined),
    },
  };
}

/** Takes the text of a release apart: where the model lies, and the hash of its manifest. */
export function modelOf(version: string): { readonly uri: string; readonly sha256: string } {
  const [, uri = "", sha256 = ""] = /^(.+)@sha256:([0-9a-f]{64})$/.exec(version) ?? [];
  if (releaseText({ uri, sha256 }) === version) return { uri, sha256 };
  throw new UserError([`${version}: must be a release as next_4_approve prints it, <uri>@sha256:<64 hex digits>`]);
}
