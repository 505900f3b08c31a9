/** What a synthesized stack says of its pilot on Azure ML. It reads JSON, and loads nothing else. */
import type { Json } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";
import { UserError } from "../../user-error.js";

const service = "Microsoft.MachineLearningServices/workspaces";

/** The API version of all calls: that of the runbook. */
export const apiVersion = "2025-06-01";

/** What serves. */
export interface NamedEndpoint {
  readonly name: string;
  /** Release → deployment, the live one first. */
  readonly releases: ReadonlyMap<string, string>;
  readonly machine: string;
}

/** A pilot. */
export interface Named {
  readonly pilot: string;
  readonly subscription: string;
  readonly location: string;
  /** ARM id of the resource group. */
  readonly group: string;
  /** ARM id of the workspace. */
  readonly workspace: string;
  /** The schedule whose job a run is. */
  readonly schedule: string;
  /** Steps in their order. */
  readonly steps: readonly string[];
  /** Step → URI of each output, with `${{name}}` for the child job's name. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Datastore → account and container. */
  readonly datastores: ReadonlyMap<string, { readonly account: string; readonly container: string }>;
  /** Name of the registered model. */
  readonly model: string;
  readonly image: string;
  /** The machine that trains. */
  readonly machine: string;
  /** ARM id of the identity that takes models out. @default - the spec names no operator */
  readonly exporter?: string;
  readonly endpoint?: NamedEndpoint;
}

/** The steps of a job, each after what it is bound to. */
function inOrder(jobs: Readonly<Record<string, Json>>): readonly string[] {
  const left = new Map(Object.entries(jobs));
  const done: string[] = [];
  while (left.size > 0) {
    const bound = (node: Json) =>
      Object.values<Json>(node.inputs ?? {}).flatMap(
        ({ value }) => /^\$\{\{parent\.jobs\.([\w-]+)\./.exec(value ?? "")?.[1] ?? [],
      );
    const [next] = [...left].find(([, node]) => bound(node).every((name) => !left.has(name))) ?? [...left.keys()];
    if (next === undefined) break;
    done.push(next);
    left.delete(next);
  }
  return done;
}

/** Reads the stack. @throws UserError where it cannot be run */
export function named(json: Synthesized): Named {
  const comment = json["//"] as Json;
  const { subscription, location } = comment?.source?.place ?? {};
  const { pilot, live, releases = {}, phase, paused } = comment?.pilot ?? {};
  const written = json.resource?.["azapi_resource"]?.["pipeline"];
  if (written === undefined || phase === 0)
    throw new UserError([`${pilot}: must have a pipeline, and has none yet; push the image and deploy its digest`]);
  const resolved = (value: unknown): Json => JSON.parse(resolveReferences(json, JSON.stringify(value)));
  const ofType = (type: string): readonly Json[] =>
    resourcesOf(json)
      .filter(({ type: kind }) => kind === "azapi_resource")
      .filter(({ arguments: given }) => String(given["type"]).startsWith(`${service}/${type}@`))
      .map(({ arguments: given }) => resolved(given));
  const schedule = resolved(written);
  const { jobs } = schedule.body.properties.action.jobDefinition;
  const workspace = String(schedule.parent_id);
  const outputs = Object.entries<Json>(jobs).map(([step, node]): readonly [string, Record<string, string>] => [
    step,
    Object.fromEntries(Object.entries<Json>(node.outputs ?? {}).map(([name, { uri }]) => [name, String(uri)])),
  ]);
  const cluster = String(jobs.train?.computeId).split("/").at(-1);
  const clusters = Object.values(json.resource?.["azurerm_machine_learning_compute_cluster"] ?? {}).map(resolved);
  const exporter = json.resource?.["azurerm_user_assigned_identity"]?.["exporter"];
  const group = workspace.split("/providers/")[0] ?? "";
  const identities = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
  const base: Named = {
    ...{ pilot, subscription, location, group, workspace },
    schedule: String(schedule.name),
    steps: inOrder(jobs),
    outputs: new Map(outputs),
    datastores: new Map(
      ofType("datastores").map(({ name, body }) => {
        const { accountName: account, containerName: container } = body.properties;
        return [name, { account, container }];
      }),
    ),
    model: String(ofType("models")[0]?.name),
    image: String(jobs.train?.environment_variables?.PILOT_IMAGE_DIGEST),
    machine: String(clusters.find(({ name }) => name === cluster)?.vm_size),
    ...(exporter === undefined ? {} : { exporter: `${identities}/${resolved(exporter).name}` }),
  };
  const [endpoint, more] = ofType("onlineEndpoints");
  if (live === null || live === undefined || paused === true || endpoint === undefined || more !== undefined)
    return base;
  const deployments = ofType("onlineEndpoints/deployments");
  const order = [live, ...Object.keys(releases).filter((release) => release !== live)];
  const known = order.flatMap((release) => {
    const deployment = deployments.find(({ name }) => name === `rel-${release}`);
    return deployment === undefined ? [] : [[release, String(deployment.name)] as const];
  });
  const [[, serving] = []] = known;
  return {
    ...base,
    endpoint: {
      name: String(endpoint.name),
      releases: new Map(known),
      machine: String(deployments.find(({ name }) => name === serving)?.body?.properties?.instanceType),
    },
  };
}
