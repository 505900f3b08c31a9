/** Drives a pilot that is deployed on SageMaker, as its operator, and takes the model out as its exporter. */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline as flow } from "node:stream/promises";
import type { Driver, DriverProps, Place, TakenOut, Trial } from "../driver/contract.js";
import { isMap } from "../is-map.js";
import type { Json } from "../rehearsal/contract.js";
import { onlyOne, resolveReferences } from "../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../rules/synthesized.js";
import { UserError } from "../user-error.js";
import { billed } from "./trial/bill.js";
import { loadSdk, platformProblem, type Sdk } from "./trial/clients.js";
import { Endpoint } from "./trial/endpoint.js";
import { Runs } from "./trial/runs.js";

/** How often a call that only looks is sent; a trial then asks again by its own pace. */
const lookAttempts = 3;

/** The longest that one request is waited for: SageMaker's own limit of a real-time answer is 60 s. */
const requestMilliseconds = 60_000;

/** What the stack says of itself. */
interface Named {
  readonly account: string;
  readonly region: string;
  readonly pilot: string;
  readonly pipeline: string;
  readonly definition: Json;
  readonly image: string;
  readonly operatorRole?: string;
  readonly exporterRole?: string;
  readonly endpoint?: { readonly name: string; readonly configurations: ReadonlyMap<string, string>; machines: string };
}

/** The steps of a definition, those behind its gate too. */
const stepsOf = (steps: readonly Json[]): readonly Json[] =>
  steps.flatMap((step) => [step, ...stepsOf(step.Arguments?.IfSteps ?? [])]);

/** The release of each endpoint configuration, by the version that its model is of. */
function configurationsOf(json: Synthesized, releases: Readonly<Record<string, string>>, live: string) {
  const all = resourcesOf(json).filter(({ type }) => type === "aws_sagemaker_endpoint_configuration");
  const models = resourcesOf(json).filter(({ type }) => type === "aws_sagemaker_model");
  const found = new Map<string, string>();
  const order = [live, ...Object.keys(releases).filter((release) => release !== live)];
  for (const release of order) {
    const version = String(releases[release]).split("/").at(-1);
    for (const { arguments: given } of all) {
      const [variant] = given["production_variants"] as readonly Json[];
      const modelName = resolveReferences(json, String(variant.model_name));
      const model = models.find((each) => resolveReferences(json, String(each.arguments["name"])) === modelName);
      const container = model?.arguments["primary_container"] as Json;
      if (String(container?.model_package_name).split("/").at(-1) === version)
        found.set(release, resolveReferences(json, String(given["name"])));
    }
  }
  return found;
}

/** Reads the stack. @throws UserError where it cannot be run */
function named(json: Synthesized): Named {
  const comment = json["//"] as Json;
  const { account, region } = comment?.source?.place ?? {};
  const { pilot, live, releases = {}, phase, paused } = comment?.pilot ?? {};
  const written = json.resource?.["aws_sagemaker_pipeline"]?.["pipeline"];
  if (written === undefined || phase === 0)
    throw new UserError([`${pilot}: must have a pipeline, and has none yet; push the image and deploy its digest`]);
  const definition = JSON.parse(resolveReferences(json, String(written["pipeline_definition"])));
  const train = stepsOf(definition.Steps).find(({ Type }) => Type === "Training")?.Arguments;
  const role = (id: string) => {
    const name = json.resource?.["aws_iam_role"]?.[id]?.["name"];
    return typeof name === "string" ? name : undefined;
  };
  const [operatorRole, exporterRole] = [role("operator"), role("exporter")];
  const base = {
    ...{ account, region, pilot, definition },
    pipeline: String(written["pipeline_name"]),
    image: /@(sha256:[0-9a-f]{64})$/.exec(String(train?.AlgorithmSpecification?.TrainingImage))?.[1] ?? "",
    ...(operatorRole === undefined ? {} : { operatorRole }),
    ...(exporterRole === undefined ? {} : { exporterRole }),
  };
  const hasEndpoint = Object.keys(json.resource?.["aws_sagemaker_endpoint"] ?? {}).length === 1;
  if (live === null || live === undefined || paused === true || !hasEndpoint) return base;
  const configuration = Object.values(json.resource?.["aws_sagemaker_endpoint_configuration"] ?? {})[0];
  // an asynchronous endpoint answers by an object: no latency of a request can be measured
  if (configuration?.["async_inference_config"] !== undefined) return base;
  const [variant] = (configuration?.["production_variants"] ?? []) as readonly Json[];
  const name = resolveReferences(json, String(onlyOne(json, "aws_sagemaker_endpoint")["name"]));
  const machines = variant?.instance_type ?? "serverless";
  return { ...base, endpoint: { name, configurations: configurationsOf(json, releases, live), machines } };
}

/** The bucket and key of an S3 URI. */
function objectOf(uri: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { Bucket, Key };
}

/** Where the pilot of a stack runs. */
function place(json: Synthesized): Place {
  const { region, image, definition, endpoint } = named(json);
  const train = stepsOf(definition.Steps).find(({ Type }) => Type === "Training")?.Arguments;
  const machine = train?.ResourceConfig?.InstanceType;
  return { region, image, hardware: `trains on ${machine}, serves on ${endpoint?.machines ?? "nothing"}` };
}

/** Makes the driver. */
async function driver({ json, outputs }: DriverProps): Promise<Driver> {
  const stack = named(json);
  const sdk: Sdk = await loadSdk();
  const { region, account } = stack;
  const look = { region, maxAttempts: lookAttempts };
  const sts = new sdk.sts.STSClient(look);
  /** Credentials of a role of the stack, for an hour, renewed by the client; those of whoever signed in without one. */
  const as = (role: string | undefined) =>
    role === undefined
      ? {}
      : {
          credentials: async () => {
            const command = new sdk.sts.AssumeRoleCommand({
              RoleArn: `arn:aws:iam::${account}:role/${role}`,
              RoleSessionName: "trial",
              DurationSeconds: 3600,
            });
            const { Credentials: given } = await sts.send(command);
            return {
              accessKeyId: given?.AccessKeyId ?? "",
              secretAccessKey: given?.SecretAccessKey ?? "",
              sessionToken: given?.SessionToken ?? "",
              ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
            };
          },
        };
  const operator = new sdk.sagemaker.SageMakerClient({ ...look, ...as(stack.operatorRole) });
  const changer = new sdk.sagemaker.SageMakerClient(look);
  const exporter = new sdk.sagemaker.SageMakerClient({ ...look, ...as(stack.exporterRole) });
  const runtime = new sdk.runtime.SageMakerRuntimeClient({
    ...{ region, ...as(stack.operatorRole) },
    // each request counts once: one that the client repeats would hide that it was lost
    maxAttempts: 1,
    requestHandler: { requestTimeout: requestMilliseconds, httpsAgent: { keepAlive: true, maxSockets: 64 } },
  });
  // in the private network S3 answers by an interface endpoint, which the runbook names
  const [, privateUrl] = / --endpoint-url (https:\/\/[\w.-]+)/.exec(outputs["next_6_export"] ?? "") ?? [];
  const reached = { ...look, ...(privateUrl === undefined ? {} : { endpoint: privateUrl }) };
  const reader = new sdk.s3.S3Client(reached);
  const exporterS3 = new sdk.s3.S3Client({ ...reached, ...as(stack.exporterRole) });
  const costExplorer = new sdk.costExplorer.CostExplorerClient({ ...look, region: "us-east-1" });
  const runs = new Runs(operator, sdk.sagemaker, stack.pipeline);
  const { endpoint } = stack;

  async function takeOut(version: string, folder: string): Promise<TakenOut> {
    if (stack.exporterRole === undefined)
      throw new UserError([`${stack.pilot}: has no exporter, so nobody may take a model out; name an operator`]);
    const group = onlyOne(json, "aws_sagemaker_model_package_group")["model_package_group_name"];
    const arn = version.startsWith("arn:")
      ? version
      : `arn:aws:sagemaker:${region}:${account}:model-package/${group}/${version}`;
    try {
      const found = await exporter.send(new sdk.sagemaker.DescribeModelPackageCommand({ ModelPackageName: arn }));
      const uri = found.InferenceSpecification?.Containers?.[0]?.ModelDataUrl ?? "";
      const { Body, ContentLength = 0 } = await exporterS3.send(new sdk.s3.GetObjectCommand(objectOf(uri)));
      const path = join(folder, "model.tar.gz");
      await flow(Body as Readable, createWriteStream(path, { flags: "wx" }));
      return { path, isArchive: true, bytes: ContentLength, version: arn };
    } catch (error) {
      throw platformProblem(error, "give the model to the exporter");
    }
  }

  return {
    ...place(json),
    async whoAsks() {
      try {
        return (await sts.send(new sdk.sts.GetCallerIdentityCommand({}))).Arn ?? "";
      } catch (error) {
        throw platformProblem(error, "say who asks");
      }
    },
    start: (token) => runs.start(token),
    watch: (run) => runs.watch(run),
    async written(run, step) {
      try {
        const output = step === "probe" ? "probe" : "evaluation";
        const folder = await runs.outputOf(run, step, output);
        if (folder === undefined) return undefined;
        const { Body } = await reader.send(new sdk.s3.GetObjectCommand(objectOf(`${folder}/${output}.json`)));
        const value: unknown = JSON.parse((await Body?.transformToString()) ?? "");
        return isMap(value) ? value : undefined;
      } catch (error) {
        throw platformProblem(error, `show what ${step} wrote`);
      }
    },
    stopCommand: (run) => `aws sagemaker stop-pipeline-execution --pipeline-execution-arn ${run} --region ${region}`,
    ...(endpoint === undefined
      ? {}
      : { endpoint: new Endpoint({ ...endpoint, client: operator, changer, runtime, sdk }) }),
    takeOut,
    billed: (since) => billed(costExplorer, sdk.costExplorer, stack.pilot, since),
    close() {
      for (const client of [sts, operator, changer, exporter, runtime, reader, exporterS3, costExplorer])
        client.destroy();
    },
  };
}

/** The trial of SageMaker. */
export const trial: Trial = { driver, place, contracts: ["sagemaker-processing", "sagemaker-training"] };
