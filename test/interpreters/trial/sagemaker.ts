/**
 * SageMaker in front of the emulated AWS: an execution is the rehearsal of the synthesized pipeline, an endpoint is
 * the server of the image. Everything else is answered by the emulator. Requests that are answered here are held to
 * AWS's own model, and so are the answers (botocore, by the emulator).
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rehearsal } from "../../../stacks/aws/rehearsal.js";
import type { Host, Json, StepResult, StepRun } from "../../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import type { LocalHost } from "../../../trial/host.js";
import { type Live, start } from "../../../trial/serving.js";
import { Emulator } from "../../apply/emulator.js";
import type { Charge, TrialServer } from "./cases.js";
import type { Refused } from "./platform-server.js";

const account = "123456789012";
const region = "eu-west-1";
const now = () => Date.now() / 1000;

/** One execution: its steps while they run. */
interface Execution {
  readonly arn: string;
  readonly began: number;
  status: string;
  changed: number;
  reason?: string;
  readonly steps: Json[];
}

const denied = { status: 400, code: "AccessDeniedException" };

/** A day of the bill, as Cost Explorer groups it by the tag. */
function charged({ amount, hasOwner, day }: Charge): Json {
  const end = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const Metrics = { UnblendedCost: { Amount: String(amount), Unit: "USD" } };
  const Groups = [{ Keys: [`owner$${hasOwner ? "ml@acme.io" : ""}`], Metrics }];
  return { TimePeriod: { Start: day, End: end }, Total: {}, Groups, Estimated: true };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The front. */
export class SageMaker implements TrialServer {
  /** By the name of a call, such as `DescribePipelineExecution`, `InvokeEndpoint`, or `AssumeRole`. */
  readonly refusals = new Map<string, Refused>();
  /** Names of the calls that came in, in their order. */
  readonly calls: string[] = [];
  /** What AWS's model finds wrong with what was asked, or with what is answered here. */
  readonly problems: string[] = [];
  /** What Cost Explorer holds. */
  charges: readonly Charge[] = [];
  /** Whether whoever signed in may update the endpoint. */
  isDeployer = true;
  /** Milliseconds that each prediction waits. */
  delay = 0;
  /** Milliseconds that an endpoint is updating. */
  rollout = 150;
  /** Whether the endpoint does not come up. */
  isStuck = false;
  private readonly executions = new Map<string, Execution>();
  private readonly byToken = new Map<string, string>();
  private readonly jobs = new Map<string, Json>();
  private readonly registry = new Map<string, Readonly<Record<string, unknown>>>();
  private readonly running = new Set<Promise<void>>();
  private server: Server | undefined;
  private live: Live | undefined;
  private swapped: Promise<void> = Promise.resolve();
  private updatedAt = 0;

  private constructor(
    private readonly emulator: Emulator,
    private readonly json: Synthesized,
    private readonly host: LocalHost,
    private readonly command: readonly string[],
  ) {}

  static async start(json: Synthesized, host: LocalHost, command: readonly string[]): Promise<SageMaker> {
    const front = new SageMaker(await Emulator.start(region), json, host, command);
    const server = createServer((message, response) => void front.answer(message, response));
    front.server = server;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return front;
  }

  get url(): string {
    const address = this.server?.address();
    if (typeof address !== "object" || address === null) throw new Error("the front does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.running);
    await this.live?.stop();
    this.server?.closeAllConnections();
    this.server?.close();
    await this.emulator.stop();
  }

  /** Waits for everything that goes on. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  /** How many executions were started. */
  get started(): number {
    return this.executions.size;
  }

  /** Makes what a deploy makes: the bucket, the group, two versions by two runs, and the endpoint of the first. */
  async deploy(bucket: string, group: string, endpoint: string, configurations: readonly string[]): Promise<void> {
    const region_ = {
      method: "PUT",
      body: `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`,
    };
    const made = await fetch(`${this.emulator.url}/${bucket}`, region_);
    if (!made.ok) throw new Error(`PUT ${bucket}: ${made.status} ${await made.text()}`);
    await this.emulator.call("sagemaker", "SageMaker.CreateModelPackageGroup", { ModelPackageGroupName: group });
    for (const token of ["first", "second"]) {
      this.startExecution(`${token}-${"0".repeat(32)}`);
      await Promise.all(this.running);
    }
    for (const name of configurations) {
      const role = `arn:aws:iam::${account}:role/houses-endpoint-role`;
      await this.emulator.call("sagemaker", "SageMaker.CreateModel", { ModelName: name, ExecutionRoleArn: role });
      await this.emulator.call("sagemaker", "SageMaker.CreateEndpointConfig", {
        EndpointConfigName: name,
        ProductionVariants: [
          {
            VariantName: "live",
            ModelName: name,
            InstanceType: "ml.m5.large",
            InitialInstanceCount: 1,
            InitialVariantWeight: 1,
          },
        ],
      });
    }
    const [EndpointConfigName = ""] = configurations;
    await this.emulator.call("sagemaker", "SageMaker.CreateEndpoint", { EndpointName: endpoint, EndpointConfigName });
    await this.serve(1);
  }

  /** Starts the server of the n-th registered version, and stops the one before. */
  private serve(number: number): Promise<void> {
    // one after the other: two at once would both stop the same server, and leave one of theirs behind
    const swapped = this.swapped.then(() => this.swap(number));
    this.swapped = swapped.catch(() => {});
    return swapped;
  }

  private async swap(number: number): Promise<void> {
    const before = this.live;
    const version = rehearsal.version(this.json, number);
    const served = rehearsal.served(
      this.json,
      new Map([...this.registry].map(([, value]) => [this.liveVersion, value])),
      this.host,
      this.command,
    );
    const model = this.registry.get(version) as Json;
    const uri = model.InferenceSpecification.Containers[0].ModelDataUrl;
    this.live = await start(this.host, { ...served, model: { ...(served.model as Json), uri } });
    await before?.stop();
  }

  private get liveVersion(): string {
    return rehearsal.version(this.json, 1);
  }

  private async check(target: string, kind: "input" | "output", value: Json): Promise<void> {
    const body = JSON.stringify({ target, kind, value });
    const answer = await fetch(`${this.emulator.url}/emulator/problems`, { method: "POST", body });
    const found = answer.ok ? ((await answer.json()) as string[]) : [`${answer.status} ${await answer.text()}`];
    this.problems.push(...found.map((line) => `${target} ${kind}: ${line}`));
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(message);
    const target = String(message.headers["x-amz-target"] ?? "");
    const isInvocation = /^\/endpoints\/[^/]+\/invocations$/.test(message.url ?? "");
    const action = new URLSearchParams(body.toString()).get("Action");
    const name = isInvocation ? "InvokeEndpoint" : (target.split(".")[1] ?? action ?? `${message.method} object`);
    this.calls.push(name);
    const refused =
      name === "UpdateEndpoint" && !this.isDeployer
        ? { ...denied, message: "User: x is not authorized to perform: sagemaker:UpdateEndpoint" }
        : this.refusals.get(name);
    if (refused !== undefined && (refused.times ?? 1) > 0) {
      if (refused.times !== undefined) refused.times -= 1;
      if (action === null) this.refuse(response, refused);
      else this.refuseQuery(response, refused);
      return;
    }
    try {
      if (isInvocation) await this.invoke(body, response);
      else if (target !== "" && name in this.own) {
        const given = JSON.parse(body.toString() || "{}");
        await this.check(target, "input", given);
        const answer = await this.own[name]?.(given);
        if (answer === undefined) {
          this.refuse(response, { code: "ResourceNotFound", message: `${name}: Requested resource not found.` });
          return;
        }
        await this.check(target, "output", answer);
        response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
      } else await this.forward(message, body, response, name);
    } catch (error) {
      this.refuse(response, { code: "InternalFailure", message: String(error) });
    }
  }

  private refuse(response: ServerResponse, { code, message }: Pick<Refused, "code" | "message">): void {
    const status = code.startsWith("Internal") ? 500 : 400;
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code };
    response.writeHead(status, headers).end(JSON.stringify({ __type: code, message }));
  }

  /** The same in the protocol of STS: docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html (2026-11) */
  private refuseQuery(response: ServerResponse, { code, message }: Refused): void {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    const body = `<ErrorResponse>${error}<RequestId>refused</RequestId></ErrorResponse>`;
    response.writeHead(403, { "content-type": "text/xml" }).end(body);
  }

  /** The calls that are answered here. */
  private readonly own: Readonly<Record<string, (given: Json) => Json | Promise<Json>>> = {
    StartPipelineExecution: ({ ClientRequestToken }) => ({
      PipelineExecutionArn: this.startExecution(ClientRequestToken),
    }),
    DescribePipelineExecution: ({ PipelineExecutionArn }) => {
      const run = this.executions.get(PipelineExecutionArn);
      return (
        run && {
          PipelineExecutionArn,
          PipelineExecutionStatus: run.status,
          CreationTime: run.began,
          LastModifiedTime: run.changed,
          ...(run.reason === undefined ? {} : { FailureReason: run.reason }),
        }
      );
    },
    // pages of two, so that who reads one page only is found
    ListPipelineExecutionSteps: ({ PipelineExecutionArn, NextToken }) => {
      const steps = this.executions.get(PipelineExecutionArn)?.steps;
      const from = Number(NextToken ?? 0);
      const more = steps !== undefined && steps.length > from + 2 ? { NextToken: String(from + 2) } : {};
      return steps && { PipelineExecutionSteps: steps.slice(from, from + 2), ...more };
    },
    GetCostAndUsage: ({ TimePeriod, GroupBy }) => ({
      ResultsByTime: this.charges
        .map(charged)
        .filter(({ TimePeriod: day }) => day.Start >= TimePeriod.Start && day.End <= TimePeriod.End),
      GroupDefinitions: GroupBy,
    }),
    DescribeProcessingJob: ({ ProcessingJobName }) => this.jobs.get(ProcessingJobName),
    DescribeTrainingJob: ({ TrainingJobName }) => this.jobs.get(TrainingJobName),
  };

  private startExecution(token: string): string {
    const known = this.byToken.get(token);
    if (known !== undefined) return known;
    const id = randomBytes(6).toString("hex");
    const arn = `arn:aws:sagemaker:${region}:${account}:pipeline/houses-pipeline/execution/${id}`;
    const run: Execution = { arn, began: now(), changed: now(), status: "Executing", steps: [] };
    this.executions.set(arn, run);
    this.byToken.set(token, arn);
    const executed: Promise<void> = this.execute(run, id).finally(() => this.running.delete(executed));
    this.running.add(executed);
    return arn;
  }

  private async execute(run: Execution, id: string): Promise<void> {
    const { host } = this;
    const watched: Host = {
      has: (uri) => host.has(uri),
      read: (uri) => host.read(uri),
      at: (uri) => host.at(uri),
      run: (step) => this.step(run, id, step),
    };
    try {
      const outcome = await rehearsal.run(this.json, { host: watched, id, registered: this.registry.size });
      if (outcome.ran.includes("gate")) {
        const Outcome = outcome.registered === undefined ? "False" : "True";
        run.steps.push(this.ended("gate", { Condition: { Outcome } }));
      }
      if (outcome.registered !== undefined)
        run.steps.push(this.ended("register", { RegisterModel: { Arn: await this.register(outcome.registered) } }));
      run.status = outcome.ended === "succeeded" ? "Succeeded" : "Failed";
      if (outcome.message !== undefined) run.reason = "Step failure: One or multiple steps failed.";
    } catch (error) {
      run.status = "Failed";
      run.reason = String(error).slice(0, 200);
    }
    run.changed = now();
  }

  private ended(StepName: string, Metadata: Json): Json {
    return { StepName, StartTime: now(), EndTime: now(), StepStatus: "Succeeded", Metadata };
  }

  /** Registers a version with the emulator, which numbers it. */
  private async register(registered: Readonly<Record<string, unknown>>): Promise<string> {
    const { ModelPackageGroupName, InferenceSpecification, ModelApprovalStatus } = registered as Json;
    const answer = await this.emulator.call("sagemaker", "SageMaker.CreateModelPackage", {
      ...{ ModelPackageGroupName, InferenceSpecification, ModelApprovalStatus },
    });
    const arn = String(answer["ModelPackageArn"]);
    this.registry.set(rehearsal.version(this.json, this.registry.size + 1), registered);
    return arn;
  }

  /** Runs a step as its job, and puts what it wrote where the operator and the exporter read it. */
  private async step(run: Execution, id: string, step: StepRun): Promise<StepResult> {
    const isTraining = step.name === "train";
    const job = `pipelines-${id}-${step.name}-${randomBytes(5).toString("hex")}`;
    const kind = isTraining ? "training-job" : "processing-job";
    const arn = `arn:aws:sagemaker:${region}:${account}:${kind}/${job}`;
    const key = isTraining ? "TrainingJob" : "ProcessingJob";
    const seen: Json = {
      StepName: step.name,
      StartTime: now(),
      StepStatus: "Executing",
      Metadata: { [key]: { Arn: arn } },
    };
    run.steps.push(seen);
    await sleep(20);
    const made = now();
    await sleep(30);
    const began = now();
    const result = await this.host.run(step);
    const isGood = result.exitCode === 0;
    const times = {
      CreationTime: made,
      [`${isTraining ? "Training" : "Processing"}StartTime`]: began,
      [`${isTraining ? "Training" : "Processing"}EndTime`]: now(),
    };
    const image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/houses/image@sha256:a1";
    const machine = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 10 };
    this.jobs.set(
      job,
      isTraining
        ? {
            ...{
              TrainingJobName: job,
              TrainingJobArn: arn,
              ...times,
              ModelArtifacts: { S3ModelArtifacts: step.outputs[0]?.uri },
            },
            ...{ TrainingJobStatus: isGood ? "Completed" : "Failed", SecondaryStatus: isGood ? "Completed" : "Failed" },
            AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: "File" },
            ...{ ResourceConfig: machine, StoppingCondition: { MaxRuntimeInSeconds: step.stopsAfterSeconds } },
          }
        : {
            ...{
              ProcessingJobName: job,
              ProcessingJobArn: arn,
              ...times,
              ProcessingJobStatus: isGood ? "Completed" : "Failed",
            },
            ...{ AppSpecification: { ImageUri: image }, ProcessingResources: { ClusterConfig: machine } },
            ProcessingOutputConfig: {
              Outputs: step.outputs.map(({ path, uri }) => ({
                OutputName: basename(path),
                S3Output: { S3Uri: uri, LocalPath: path, S3UploadMode: "EndOfJob" },
              })),
            },
          },
    );
    if (isGood) for (const { uri, archive } of step.outputs) await this.upload(uri, archive);
    seen.EndTime = now();
    seen.StepStatus = isGood ? "Succeeded" : "Failed";
    // SageMaker quotes what the container wrote: docs.aws.amazon.com/sagemaker/latest/dg/
    // your-algorithms-training-algo-output.html (2026-11)
    if (!isGood) seen.FailureReason = `ClientError: AlgorithmError: ${result.stderr.trim().slice(-300)}, exit code: 1`;
    return result;
  }

  /** Brings the files that a trial reads to the emulated S3. */
  private async upload(uri: string, archive: string | undefined): Promise<void> {
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
    const files = archive === undefined ? ["probe.json", "evaluation.json"] : [archive];
    for (const file of files.filter((each) => this.host.has(`${uri}/${each}`))) {
      const content = execFileSync("cat", [join(this.host.at(uri), file)]);
      const answer = await fetch(`${this.emulator.url}/${bucket}/${key}/${file}`, {
        method: "PUT",
        body: new Uint8Array(content),
      });
      if (!answer.ok) throw new Error(`PUT ${key}/${file}: ${answer.status}`);
    }
  }

  private async invoke(body: Buffer, response: ServerResponse): Promise<void> {
    await sleep(this.delay);
    const { live } = this;
    if (live === undefined) throw new Error("nothing serves");
    const answer = await fetch(live.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    if (answer.ok) response.writeHead(200, { "content-type": "application/json" }).end(text);
    else this.refuse(response, { code: "ModelError", message: `Received client error (${answer.status}) from live` });
  }

  /** Hands a call to the emulator, and its answer back. An endpoint is updating for a while. */
  private async forward(message: IncomingMessage, body: Buffer, response: ServerResponse, name: string): Promise<void> {
    const { host: _, ...headers } = message.headers;
    const to = new URL(message.url ?? "/", this.emulator.url);
    const answer = await new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>(
      (resolve, reject) => {
        const sent = request(to, { method: message.method ?? "GET", headers: { ...headers, host: to.host } }, (got) => {
          bodyOf(got).then(
            (content) => resolve({ status: got.statusCode ?? 0, headers: got.headers, body: content }),
            reject,
          );
        });
        sent.on("error", reject);
        sent.end(body);
      },
    );
    let content = answer.body;
    if (name === "UpdateEndpoint" && answer.status === 200) {
      const wanted = String(JSON.parse(body.toString()).EndpointConfigName);
      await this.serve(/-r2-/.test(wanted) ? 2 : 1);
      this.updatedAt = Date.now();
    }
    if (name === "DescribeEndpoint" && answer.status === 200) {
      const status = this.isStuck ? "Creating" : Date.now() - this.updatedAt < this.rollout ? "Updating" : "InService";
      content = Buffer.from(JSON.stringify({ ...JSON.parse(content.toString()), EndpointStatus: status }));
    }
    const { "transfer-encoding": __, "content-length": ___, connection: ____, ...kept } = answer.headers;
    response.writeHead(answer.status, { ...kept, "content-length": content.length }).end(content);
  }
}
