/** Azure ML on another machine: the pipeline and the endpoint of a synthesized stack, read without cdktf. */
import type { Json, Registry, Rehearsal, Served } from "../rehearsal/contract.js";
import { resolveReferences } from "../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../rules/synthesized.js";
import { AzureAccess } from "./rehearsal/access.js";
import { readAzureMl, runAzureMl } from "./rehearsal/pipeline.js";

const service = "Microsoft.MachineLearningServices/workspaces";

/** The resources of a type below the workspace, with every reference resolved. */
function ofType(json: Synthesized, type: string): readonly Json[] {
  return resourcesOf(json)
    .filter(({ arguments: given }) => String(given["type"]).startsWith(`${service}/${type}@`))
    .map(({ arguments: given }) => JSON.parse(resolveReferences(json, JSON.stringify(given))));
}

/** The address of the identity that the endpoint runs as. */
function identityOf(json: Synthesized): string {
  const endpoint = json.resource?.["azapi_resource"]?.["endpoint"]?.["identity"] as Json;
  const ids = JSON.stringify(endpoint ?? "");
  const [, identity] = /(azurerm_user_assigned_identity\.[\w-]+)\.name/.exec(ids) ?? [];
  if (identity === undefined) throw new Error("the endpoint has no identity of the stack");
  return identity;
}

/**
 * Azure ML starts the image without an argument, mounts the model at AZUREML_MODEL_DIR and asks for the routes of the
 * environment's inferenceConfig.
 * learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container (2026-11)
 */
function served(json: Synthesized, registry: Registry, command: readonly string[]): Served {
  const traffic = resourcesOf(json)
    .filter(({ type }) => type === "azapi_update_resource")
    .map(({ arguments: given }) => (given["body"] as Json)?.properties?.traffic)
    .find((each) => each !== undefined) as Readonly<Record<string, number>> | undefined;
  const name = Object.entries(traffic ?? {}).find(([, share]) => share === 100)?.[0];
  const deployment = ofType(json, "onlineEndpoints/deployments").find((each) => each.name === name);
  if (deployment === undefined) throw new Error("no deployment of the endpoint gets all of the traffic");
  const { environmentId, environmentVariables, model } = deployment.body.properties;
  const environment = ofType(json, "environments/versions").find(
    (each) => `${each.parent_id}/versions/${each.name}` === environmentId,
  );
  if (environment === undefined) throw new Error(`${environmentId} must be an environment of the stack`);
  const [, version = ""] = /\/versions\/([^/]+)$/.exec(model) ?? [];
  const registered = registry.get(version);
  if (registered === undefined) throw new Error(`the endpoint serves ${model}, which no run has registered`);
  const uri = String(registered["path"]);
  new AzureAccess(json, identityOf(json)).demand("read", `${uri}/blob`);
  const { readinessRoute, scoringRoute } = environment.body.properties.inferenceConfig;
  const path = "/var/azureml-app/azureml-models/model";
  return {
    release: String(name).replace(/^rel-/, ""),
    // the image's CMD, which stands behind its ENTRYPOINT where nobody gives an argument: CONTRACT.md
    command: [...command, "serve"],
    environment: { ...environmentVariables, AZUREML_MODEL_DIR: path },
    portVariables: ["PILOT_PORT"],
    port: scoringRoute.port,
    routes: { readiness: readinessRoute.path, scoring: scoringRoute.path },
    model: { path, uri, isArchive: false },
    roots: { [path]: "AZUREML_MODEL_DIR" },
  };
}

/** The rehearsal of Azure ML. */
export const rehearsal: Rehearsal = {
  dataUri: (json) => {
    const { job, datastores } = readAzureMl(json, "pipeline");
    const [input] = Object.values(job.inputs as Record<string, Json>);
    const [, store = "", path = ""] = /^azureml:\/\/datastores\/(\w+)\/paths\/(.*)$/.exec(input?.uri) ?? [];
    const container = datastores.get(store);
    if (container === undefined)
      throw new Error(`the pipeline reads ${input?.uri}, which is in no datastore of the stack`);
    return container + path;
  },
  run: (json, { host, id }) => runAzureMl(readAzureMl(json, "pipeline"), host, new Map(), id),
  version: (_, number) => String(number),
  served: (json, registry, _, command) => served(json, registry, command),
  exported: (json, registered) => {
    const uri = String(registered["path"]);
    if (json.resource?.["azurerm_user_assigned_identity"]?.["exporter"] === undefined)
      throw new Error("the stack has no exporter, so nobody may take the model out");
    new AzureAccess(json, "azurerm_user_assigned_identity.exporter").demand("read", `${uri}/blob`);
    return uri;
  },
};
