/** Reads a SageMaker pipeline definition out of a synthesized stack and runs it. */

import type { Host, Json, Mount, Outcome, StepRun } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { problemOf } from "../../rehearsal/step-end.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { AwsAccess } from "./access.js";
import { startS3 } from "./storage.js";

/** The definition of a pipeline as AWS gets it, and the roles that it and its jobs run as. */
export interface ReadPipeline {
  readonly definition: Json;
  readonly pipelineAccess: AwsAccess;
  readonly jobAccess: AwsAccess;
}

/** Takes a pipeline out of a synthesized stack by its construct's address. */
export function readSageMaker(json: Synthesized, id: string): ReadPipeline {
  const pipeline = json.resource?.["aws_sagemaker_pipeline"]?.[id];
  if (pipeline === undefined) throw new Error(`there is no aws_sagemaker_pipeline.${id}`);
  const roleOf = (arn: unknown): AwsAccess => {
    const [, role = ""] = /^\$\{aws_iam_role\.([\w-]+)\.arn\}$/.exec(String(arn)) ?? [];
    const name = json.resource?.["aws_iam_role"]?.[role]?.["name"];
    if (typeof name !== "string") throw new Error(`${arn} is no role of the stack`);
    return new AwsAccess(json, name);
  };
  const written = String(pipeline["pipeline_definition"]);
  return {
    definition: JSON.parse(resolveReferences(json, written)),
    pipelineAccess: roleOf(pipeline["role_arn"]),
    jobAccess: roleOf(JSON.parse(written).Steps[0].Arguments.RoleArn),
  };
}

/** One execution: what has been resolved so far. */
class Execution {
  readonly ran: string[] = [];
  private readonly steps = new Map<string, Json>();
  private attempts = 0;

  constructor(
    private readonly read: ReadPipeline,
    private readonly host: Host,
    readonly id: string,
  ) {}

  /** A value of the definition with every `Get`, `Std:Join` and `Std:JsonGet` replaced. */
  value(given: Json): Json {
    if (Array.isArray(given)) return given.map((each) => this.value(each));
    if (typeof given !== "object" || given === null) return given;
    if ("Get" in given) return this.get(given.Get);
    if ("Std:Join" in given) return this.value(given["Std:Join"].Values).join(given["Std:Join"].On);
    if ("Std:JsonGet" in given) return this.jsonGet(given["Std:JsonGet"]);
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, this.value(inner)]));
  }

  private get(reference: string): Json {
    const { definition } = this.read;
    const [scope = "", name = "", ...rest] = reference.split(".");
    if (scope === "Parameters") {
      const parameter = definition.Parameters.find(({ Name }: Json) => Name === name);
      if (parameter) return parameter.DefaultValue;
    }
    const execution: Record<string, string> = {
      PipelineExecutionId: this.id,
      PipelineName: "pipeline",
      StartDateTime: new Date().toISOString(),
    };
    if (scope === "Execution" && execution[name] !== undefined) return execution[name];
    if (scope === "Steps" && this.steps.has(name)) {
      let inner: Json = this.steps.get(name);
      for (const part of rest) {
        const [, key = part, index] = /^(\w+)\['(.+)'\]$/.exec(part) ?? [];
        inner = inner?.[key];
        if (index !== undefined) inner = inner?.find(({ OutputName }: Json) => OutputName === index);
      }
      if (inner !== undefined) return inner;
    }
    throw new Error(`{"Get": "${reference}"} names nothing that is there when it is read`);
  }

  /** Read by the service with the pipeline's role. */
  private jsonGet({ PropertyFile, Path }: Json): Json {
    const [, step, , file] = /^(Steps\.([\w-]+))\.PropertyFiles\.([\w-]+)$/.exec(PropertyFile.Get) ?? [];
    const name = PropertyFile.Get.split(".")[1];
    const written = this.read.definition.Steps.find(({ Name }: Json) => Name === name);
    const property = written?.PropertyFiles?.find(({ PropertyFileName }: Json) => PropertyFileName === file);
    if (property === undefined) throw new Error(`${step} has no property file ${file}`);
    const folder = this.get(`Steps.${name}.ProcessingOutputConfig.Outputs['${property.OutputName}'].S3Output.S3Uri`);
    const uri = `${folder}/${property.FilePath}`;
    this.read.pipelineAccess.demand("s3:GetObject", uri);
    let inner: Json = JSON.parse(this.host.read(uri));
    for (const key of Path.split(".")) inner = inner?.[key];
    if (inner === undefined) throw new Error(`${uri} holds nothing at ${Path}`);
    return inner;
  }

  private demandMounts(step: StepRun): void {
    for (const { uri } of step.inputs) this.read.jobAccess.demand("s3:GetObject", this.objectBelow(uri));
    for (const { uri } of step.outputs) this.read.jobAccess.demand("s3:PutObject", `${uri}/object`);
  }

  private objectBelow = (uri: string): string => (uri.endsWith(".tar.gz") ? uri : `${uri.replace(/\/$/, "")}/object`);

  /** Runs a job with the platform's retries left out: here nothing fails by itself. */
  private async job(step: StepRun, isIsolated: boolean): Promise<string | undefined> {
    this.demandMounts(step);
    this.ran.push(step.name);
    const s3 = isIsolated ? undefined : await startS3(this.read.jobAccess);
    const reachable = s3 && {
      AWS_ENDPOINT_URL: s3.url,
      AWS_ALLOW_HTTP: "true",
      AWS_ACCESS_KEY_ID: "sample",
      AWS_SECRET_ACCESS_KEY: "sample",
    };
    const network = isIsolated ? "none" : "loopback";
    try {
      const environment = { ...step.environment, ...reachable };
      return problemOf(step.name, await this.host.run({ ...step, network, environment }));
    } finally {
      await s3?.stop();
    }
  }

  async processing(step: Json): Promise<string | undefined> {
    const given = this.value(step.Arguments);
    const { AppSpecification: app, ProcessingOutputConfig: output } = given;
    const message = await this.job(
      {
        name: step.Name,
        command: [...app.ContainerEntrypoint, ...app.ContainerArguments],
        environment: given.Environment ?? {},
        inputs: given.ProcessingInputs.map(
          ({ S3Input }: Json): Mount => ({ path: S3Input.LocalPath, uri: S3Input.S3Uri }),
        ),
        outputs: output.Outputs.map(({ S3Output }: Json): Mount => ({ path: S3Output.LocalPath, uri: S3Output.S3Uri })),
        files: { "/opt/ml/config/processingjobconfig.json": JSON.stringify({ ProcessingJobName: step.Name }) },
        roots: { "/opt/ml": "PILOT_ROOT_OPT_ML" },
        stopsAfterSeconds: given.StoppingCondition.MaxRuntimeInSeconds,
      },
      given.NetworkConfig.EnableNetworkIsolation,
    );
    this.steps.set(step.Name, given);
    return message;
  }

  async training(step: Json): Promise<string | undefined> {
    const given = this.value(step.Arguments);
    this.attempts += 1;
    const job = `pipelines-${this.id}-${step.Name}-${this.attempts}`;
    const uri = `${given.OutputDataConfig.S3OutputPath}/${job}/output`;
    const { AlgorithmSpecification: algorithm } = given;
    const message = await this.job(
      {
        name: step.Name,
        command: [...algorithm.ContainerEntrypoint, ...algorithm.ContainerArguments],
        environment: { ...given.Environment, TRAINING_JOB_NAME: job },
        inputs: given.InputDataConfig.map(
          ({ ChannelName, DataSource }: Json): Mount => ({
            path: `/opt/ml/input/data/${ChannelName}`,
            uri: DataSource.S3DataSource.S3Uri,
          }),
        ),
        outputs: [{ path: "/opt/ml/model", uri, archive: "model.tar.gz" }],
        files: { "/opt/ml/input/config/hyperparameters.json": JSON.stringify(given.HyperParameters) },
        roots: { "/opt/ml": "PILOT_ROOT_OPT_ML" },
        stopsAfterSeconds: given.StoppingCondition.MaxRuntimeInSeconds,
      },
      given.EnableNetworkIsolation,
    );
    this.steps.set(step.Name, { ...given, ModelArtifacts: { S3ModelArtifacts: `${uri}/model.tar.gz` } });
    return message;
  }

  condition(step: Json): Json[] {
    const holds = step.Arguments.Conditions.every(({ Type, LeftValue, RightValue }: Json) => {
      if (Type !== "GreaterThanOrEqualTo") throw new Error(`condition ${Type} is not read`);
      return this.value(LeftValue) >= this.value(RightValue);
    });
    this.ran.push(step.Name);
    return holds ? step.Arguments.IfSteps : step.Arguments.ElseSteps;
  }

  register(step: Json): Record<string, unknown> {
    const given = this.value(step.Arguments);
    const needed = [
      given.InferenceSpecification.Containers[0].ModelDataUrl,
      given.ModelMetrics.ModelQuality.Statistics.S3Uri,
    ];
    for (const uri of needed) {
      this.read.pipelineAccess.demand("s3:GetObject", uri);
      if (!this.host.has(uri)) throw new Error(`${step.Name}: there is nothing at ${uri}`);
    }
    this.ran.push(step.Name);
    return given;
  }
}

/**
 * Runs a pipeline to its end. Each step waits for those that it depends on, so a wrong order is an error.
 *
 * @param id the execution's own, in the platform's form
 */
export async function runSageMaker(read: ReadPipeline, host: Host, id = "k2x9c4v7w1zp"): Promise<Outcome> {
  const execution = new Execution(read, host, id);
  const { ran } = execution;
  let registered: Record<string, unknown> | undefined;
  const queue: Json[] = [...read.definition.Steps];
  while (queue.length > 0) {
    const step = queue.shift();
    const missing = (step.DependsOn ?? []).filter((name: string) => !ran.includes(name));
    if (missing.length > 0) throw new Error(`${step.Name} stands before ${missing.join(", ")}, on which it depends`);
    let message: string | undefined;
    if (step.Type === "Processing") message = await execution.processing(step);
    else if (step.Type === "Training") message = await execution.training(step);
    else if (step.Type === "Condition") queue.unshift(...execution.condition(step));
    else if (step.Type === "RegisterModel") registered = execution.register(step);
    else if (step.Type === "Fail") {
      ran.push(step.Name);
      message = execution.value(step.Arguments.ErrorMessage);
    } else throw new Error(`step type ${step.Type} is not read`);
    if (message !== undefined) return { ran, ended: "failed", message };
  }
  return { ran, ended: "succeeded", ...(registered ? { registered } : {}) };
}
