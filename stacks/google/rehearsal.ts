/** Vertex AI on another machine: the pipeline and the endpoint of a synthesized stack, read without cdktf. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Host, Json, Registry, Rehearsal, Served } from "../rehearsal/contract.js";
import { resolveReferences } from "../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../rules/synthesized.js";
import { GoogleAccess } from "./rehearsal/access.js";
import { readVertex, runVertex } from "./rehearsal/pipeline.js";
import { type Objects, startGcs } from "./rehearsal/storage.js";

/** What the workflow that makes the endpoint is set to: `releases`, `live`, `service_account`. */
function settings(json: Synthesized): Json {
  for (const { type, arguments: given } of resourcesOf(json)) {
    if (type !== "google_workflows_workflow") continue;
    const source = JSON.parse(resolveReferences(json, String(given["source_contents"])));
    const found = source.main.steps.find((step: object) => "settings" in step)?.settings.assign;
    if (found?.some((each: object) => "live" in each)) return Object.assign({}, ...found);
  }
  throw new Error("the stack has no workflow that releases a model");
}

/** Every file below the prefix of a model, as the bucket holds it. */
function objectsOf(host: Host, uri: string): Objects {
  const folder = host.at(uri);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const below = (path: string) => path.slice(folder.length + 1).replaceAll("\\", "/");
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [`${uri.replace("gs://", "")}/${below(path)}`, readFileSync(path)]));
}

/**
 * Vertex AI tells a prediction container its port, its routes and where the model is; the container fetches it by the
 * endpoint's own account, since it has no mount.
 * docs.cloud.google.com/vertex-ai/docs/predictions/custom-container-requirements (2026-11)
 */
function served(json: Synthesized, registry: Registry, host: Host): Served {
  const { live, releases, service_account } = settings(json);
  if (live === "") throw new Error("nothing is live");
  const registered = registry.get(releases[live]) as Json;
  if (registered === undefined)
    throw new Error(`the endpoint serves version ${releases[live]}, which no run has registered`);
  const { artifact_uri: uri, container_spec: container } = registered;
  const access = new GoogleAccess(json, service_account);
  access.demandMounted("get", `${uri}/object`);
  const [{ container_port: port }] = container.ports;
  const given = (container.env ?? []).map(({ name, value }: { name: string; value: string }) => [name, value]);
  return {
    release: live,
    command: [...container.command, ...container.args],
    environment: {
      ...Object.fromEntries(given),
      AIP_MODE: "PREDICTION",
      AIP_STORAGE_URI: uri,
      AIP_HEALTH_ROUTE: container.health_route,
      AIP_PREDICT_ROUTE: container.predict_route,
    },
    portVariables: ["AIP_HTTP_PORT", "PILOT_PORT"],
    port,
    routes: { readiness: container.health_route, scoring: container.predict_route },
    roots: { "/gcs": "PILOT_ROOT_GCS" },
    storage: () => startGcs(access, objectsOf(host, uri)),
  };
}

/** The rehearsal of Vertex AI. */
export const rehearsal: Rehearsal = {
  dataUri: (json) => {
    const { executors } = readVertex(json, "pipeline").body.pipelineSpec.deploymentSpec;
    return executors["exec-import-data"].importer.artifactUri.constant;
  },
  run: (json, { host, id, registered }) => {
    const read = readVertex(json, "pipeline");
    const { project, region } = (json["//"] as Json)?.source?.place ?? {};
    const parent = registered === 0 ? "" : `projects/${project}/locations/${region}/models/rehearsed`;
    return runVertex(read, host, { parent_model: parent }, `pipeline-${id}`);
  },
  version: (_, number) => String(number),
  served: (json, registry, host) => served(json, registry, host),
  exported: (json, registered) => {
    const uri = String(registered["artifact_uri"]);
    if (json.resource?.["google_service_account"]?.["exporter"] === undefined)
      throw new Error("the stack has no exporter, so nobody may take the model out");
    const account = resolveReferences(json, "${google_service_account.exporter.email}");
    const [, bucket = "", object = ""] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    if (!new GoogleAccess(json, account).may("storage.objects.get", { bucket, object: `${object}/object` }))
      throw new Error(`403: account ${account} has no storage.objects.get on ${uri}`);
    return uri;
  },
};
