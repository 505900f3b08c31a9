/** SageMaker on another machine: the pipeline and the endpoint of a synthesized stack, read without cdktf. */
import type { Json, Registry, Rehearsal, Served } from "../rehearsal/contract.js";
import { onlyOne, resolveReferences } from "../rehearsal/references.js";
import { releaseText } from "../rehearsal/release-text.js";
import type { Synthesized } from "../rules/synthesized.js";
import { AwsAccess } from "./rehearsal/access.js";
import { admits, crossing, type ListedModel, listedModel } from "./rehearsal/crossing.js";
import { readSageMaker, runSageMaker } from "./rehearsal/pipeline.js";

/** The arguments of the resource that a reference names, such as `${aws_iam_role.x.arn}`. */
function referred(json: Synthesized, type: string, reference: unknown): Json {
  const [, id = ""] = new RegExp(`^\\$\\{${type}\\.([\\w-]+)\\.\\w+\\}$`).exec(String(reference)) ?? [];
  const found = json.resource?.[type]?.[id];
  if (found === undefined) throw new Error(`${String(reference)} must name a ${type} of the stack`);
  return found;
}

/** The model package that a registration made, as its ARN. */
function version(json: Synthesized, number: number): string {
  const { account, region } = (json["//"] as Json)?.source?.place ?? {};
  const group = onlyOne(json, "aws_sagemaker_model_package_group")["model_package_group_name"];
  return `arn:aws:sagemaker:${region}:${account}:model-package/${group}/${number}`;
}

const modelOf = (registered: Json): string => registered.InferenceSpecification.Containers[0].ModelDataUrl;

const modelFolder = "/opt/ml/model";

/** What every container of an endpoint gets. */
const usual = (json: Synthesized, command: readonly string[]) => ({
  release: String((json["//"] as Json)?.pilot?.live),
  command: [...command, "serve"],
  portVariables: ["SAGEMAKER_BIND_TO_PORT", "PILOT_PORT"],
  port: 8080,
  routes: { readiness: "/ping", scoring: "/invocations" },
  roots: { "/opt/ml": "PILOT_ROOT_OPT_ML" },
});

/** A model that another platform trained: SageMaker copies its folder, and the image compares its hash. */
function foreign(json: Synthesized, registry: Registry, role: string, { model, environment }: ListedModel) {
  if (!registry.has(releaseText(model)))
    throw new Error(`the endpoint serves ${model.uri} with sha256 ${model.sha256}, which no run has registered`);
  const access = new AwsAccess(json, role);
  access.demand("s3:ListBucket", `${model.uri}/`);
  access.demand("s3:GetObject", `${model.uri}/object`);
  return { environment, model: { path: modelFolder, uri: model.uri, isArchive: false } };
}

/**
 * SageMaker starts a container with the argument `serve`, unpacks the model below /opt/ml/model and asks for /ping and
 * /invocations on port 8080.
 * docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html (2026-11)
 */
function served(json: Synthesized, registry: Registry, command: readonly string[]): Served {
  const endpoint = onlyOne(json, "aws_sagemaker_endpoint");
  const live = referred(json, "aws_sagemaker_endpoint_configuration", endpoint["endpoint_config_name"]);
  const model = referred(json, "aws_sagemaker_model", live.production_variants[0].model_name);
  const role = referred(json, "aws_iam_role", model.execution_role_arn);
  const listed = listedModel(json, model.primary_container);
  if (listed !== undefined) return { ...usual(json, command), ...foreign(json, registry, role.name, listed) };
  const name = resolveReferences(json, String(model.primary_container.model_package_name));
  const registered = registry.get(name) as Json;
  if (registered === undefined) throw new Error(`the endpoint serves ${name}, which no run has registered`);
  const uri = modelOf(registered);
  new AwsAccess(json, role.name).demand("s3:GetObject", uri);
  const [container] = registered.InferenceSpecification.Containers;
  return {
    ...usual(json, command),
    environment: { ...container.Environment, ...model.primary_container.environment },
    model: { path: modelFolder, uri, isArchive: true },
  };
}

/** The rehearsal of SageMaker. */
export const rehearsal: Rehearsal = {
  dataUri: (json) =>
    readSageMaker(json, "pipeline").definition.Parameters.find(({ Name }: Json) => Name === "InputDataUri")
      .DefaultValue,
  run: (json, { host, id }) => runSageMaker(readSageMaker(json, "pipeline"), host, id),
  version,
  served: (json, registry, _, command) => served(json, registry, command),
  exported: (json, registered) => {
    const uri = modelOf(registered);
    const exporter = json.resource?.["aws_iam_role"]?.["exporter"]?.["name"];
    if (exporter === undefined) throw new Error("the stack has no exporter, so nobody may take the model out");
    new AwsAccess(json, String(exporter)).demand("s3:GetObject", uri);
    return uri;
  },
  crossing: (_, registered, host) => crossing(modelOf(registered), host),
  admits,
};
