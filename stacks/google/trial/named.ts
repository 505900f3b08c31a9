/** What a synthesized stack says of its pilot on Vertex AI. It reads JSON, and loads nothing else. */
import type { Json } from "../../rehearsal/contract.js";
import { onlyOne, resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";
import { UserError } from "../../user-error.js";

/** What serves. */
export interface NamedEndpoint {
  readonly id: string;
  /** Release → version of the model, the live one first. */
  readonly releases: ReadonlyMap<string, string>;
  /** What a deployed model is made of, as the release workflow's own variables hold it. */
  readonly settings: Json;
}

/** A pilot. */
export interface Named {
  readonly pilot: string;
  readonly project: string;
  readonly region: string;
  /** The workflow that starts a run. */
  readonly workflow: string;
  /** What the name of a run begins with; the id of the workflow's execution follows. */
  readonly runPrefix: string;
  readonly bucket: string;
  /** Display name of the registry's model. */
  readonly model: string;
  /** Steps in their order, with the arguments of those that run the image. */
  readonly steps: ReadonlyMap<string, readonly string[]>;
  /** The digest of the image. */
  readonly image: string;
  /** The machine that trains, in words. */
  readonly machine: string;
  /** The address of the account that takes models out. @default - the spec names no operator */
  readonly exporter?: string;
  readonly endpoint?: NamedEndpoint;
}

/**
 * References to the address of an account of the stack, as the address that Google gives it:
 * docs.cloud.google.com/iam/docs/service-account-overview (2026-11).
 */
function withAddresses(json: Synthesized, project: string, text: string): string {
  return text.replace(/\$\{google_service_account\.([\w-]+)\.email\}/g, (_, id) => {
    const account = json.resource?.["google_service_account"]?.[id]?.["account_id"];
    return `${account}@${project}.iam.gserviceaccount.com`;
  });
}

/** The variables that a workflow's first step sets. */
const settingsOf = (source: Json): Json =>
  Object.assign({}, ...(source.main.steps.find((step: object) => "settings" in step)?.settings.assign ?? []));

/** The machine of a CustomJob or of a deployed model, in words. */
export const machineOf = (type: string, accelerator: string | undefined, count: number | undefined): string =>
  accelerator ? `${type} with ${count ?? 1} ${accelerator}` : type;

/** Reads the stack. @throws UserError where it cannot be run */
export function named(json: Synthesized): Named {
  const comment = json["//"] as Json;
  const { project, region } = comment?.source?.place ?? {};
  const { pilot, live, releases = {}, phase, paused } = comment?.pilot ?? {};
  const workflow = json.resource?.["google_workflows_workflow"]?.["pipeline"];
  if (workflow === undefined || phase === 0)
    throw new UserError([`${pilot}: must have a pipeline, and has none yet; push the image and deploy its digest`]);
  const text = (value: unknown) => resolveReferences(json, withAddresses(json, project, String(value)));
  const source = JSON.parse(text(workflow["source_contents"]));
  const [, runPrefix = ""] = /^\$\{"([^"]+)" \+ /.exec(settingsOf(source).run) ?? [];
  const { body } = source.main.steps.find((step: object) => "create" in step).create.try.args;
  const { executors } = body.pipelineSpec.deploymentSpec;
  const payloadOf = (name: string): Json => {
    const { args = [] } = executors[`exec-${name}`]?.container ?? {};
    const at = args.indexOf("--payload");
    return at < 0 ? undefined : JSON.parse(args[at + 1]);
  };
  const poolOf = (name: string): Json => payloadOf(name)?.job_spec?.worker_pool_specs?.[0];
  const tasks = Object.keys(body.pipelineSpec.root.dag.tasks).filter((name) => !name.startsWith("import-"));
  const register: Json = payloadOf("register");
  const trained = poolOf("train");
  const { machine_type, accelerator_type, accelerator_count } = trained?.machine_spec ?? {};
  const exporter = json.resource?.["google_service_account"]?.["exporter"]?.["account_id"];
  const base: Named = {
    ...{ pilot, project, region, runPrefix },
    workflow: text(workflow["name"]),
    bucket: String(body.runtimeConfig.gcsOutputDirectory).split("/")[2] ?? "",
    model: String(register?.display_name),
    steps: new Map(
      [...tasks, ...(register === undefined ? [] : ["register"])].map((name) => [
        name,
        poolOf(name)?.container_spec?.args ?? [],
      ]),
    ),
    image: /@(sha256:[0-9a-f]{64})$/.exec(String(trained?.container_spec?.image_uri))?.[1] ?? "",
    machine: machineOf(machine_type, accelerator_type, accelerator_count),
    ...(exporter === undefined ? {} : { exporter: `${exporter}@${project}.iam.gserviceaccount.com` }),
  };
  const hasEndpoint = Object.keys(json.resource?.["google_vertex_ai_endpoint"] ?? {}).length === 1;
  if (live === null || live === undefined || paused === true || !hasEndpoint) return base;
  const settings = resourcesOf(json)
    .filter(({ type }) => type === "google_workflows_workflow")
    .map(({ arguments: given }) => settingsOf(JSON.parse(text(given["source_contents"]))))
    .find((each) => "live" in each);
  const order = [live, ...Object.keys(releases).filter((release) => release !== live)];
  return {
    ...base,
    endpoint: {
      id: text(onlyOne(json, "google_vertex_ai_endpoint")["name"]),
      releases: new Map(order.map((release) => [release, String(releases[release])])),
      settings,
    },
  };
}
