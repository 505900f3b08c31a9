/** Starts the emulated AWS of emulator/ and talks to it. It ends when this process does, however that ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../terraform/workspace.js";

/** Every service that a stack may call gets the emulator's URL: one that is left out would be called at AWS. */
const services = [
  "accessanalyzer",
  "appautoscaling",
  "budgets",
  "ce",
  "cloudwatch",
  "ec2",
  "ecr",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "s3",
  "s3control",
  "sagemaker",
  "scheduler",
  "servicequotas",
  "sns",
  "sqs",
  "ssm",
  "sts",
];

/** The emulator's Python environment, or the line that says why there is none. */
function pythonEnvironment(): { readonly path: string } | { readonly why: string } {
  const lock = join(repository, "test/apply/emulator/requirements.lock");
  const made = spawnSync(join(repository, ".ci/python-env"), ["emulator", lock], { encoding: "utf8" });
  if (made.status === 0) return { path: made.stdout.trim() };
  return { why: made.stderr?.trim().split("\n").pop() || "no Python 3.11" };
}

/** Why the emulator cannot run here, or nothing. */
export function noEmulator(): readonly string[] {
  const found = pythonEnvironment();
  return "why" in found ? [found.why] : [];
}

export class Emulator {
  /** Calls that it could not answer, such as `sagemaker CreateDomain`. */
  readonly unanswered: string[] = [];
  /** From the start, because its end may come before somebody stops it. */
  private readonly closed: Promise<void>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly region: string,
  ) {
    this.closed = new Promise((closed) => child.once("close", () => closed()));
    // the end of what is stopped twice, or is gone
    child.stdin?.on("error", () => {});
    child.stderr?.on("data", (chunk: Buffer) => {
      const calls = [...chunk.toString().matchAll(/^unanswered: (.*)$/gm)];
      this.unanswered.push(...calls.map(([, call = ""]) => call));
    });
  }

  /** @param sagemakerQuota the value of every SageMaker quota; 0 is a new account */
  static start(region: string, sagemakerQuota = 100): Promise<Emulator> {
    const environment = pythonEnvironment();
    if ("why" in environment) throw new Error(environment.why);
    const args = ["-m", "emulator", "--sagemaker-quota", String(sagemakerQuota)];
    const child = spawn(join(environment.path, "bin/python"), args, {
      cwd: __dirname,
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" },
      // A process group of its own: Ctrl-C in a terminal reaches the whole group, and a destroy still needs the
      // emulator.
      detached: true,
    });
    return new Promise((started, failed) => {
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      child.on("error", failed);
      child.on("exit", (code) => failed(new Error(`the emulator ended with ${code}:\n${said.slice(-2000)}`)));
      child.stdout.once("data", (chunk: Buffer) => started(new Emulator(chunk.toString().trim(), child, region)));
    });
  }

  /** The id of its process, and of its process group. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Ends it, with all that it holds. It may have ended already. */
  stop(): Promise<void> {
    this.child.stdin?.end();
    return this.closed;
  }

  /** The arguments that make the AWS provider talk to it. */
  get provider(): object {
    return {
      aws: [
        {
          // whose calls are recorded, and held to policies
          access_key: "deployer",
          secret_key: "deployer",
          skip_metadata_api_check: true,
          skip_region_validation: true,
          s3_use_path_style: true,
          // It answers 500 to a call that it lacks, which the provider would by default retry for minutes.
          max_retries: 3,
          endpoints: [Object.fromEntries(services.map((service) => [service, this.url]))],
        },
      ],
    };
  }

  /** What the account holds, one line each. */
  async contents(): Promise<readonly string[]> {
    const answer = await fetch(`${this.url}/emulator/contents?region=${this.region}`);
    return (await answer.json()) as string[];
  }

  /** The IAM actions that the provider's calls asked for so far. */
  async actions(): Promise<readonly string[]> {
    return (await (await fetch(`${this.url}/emulator/actions`)).json()) as string[];
  }

  /** Refuses from now on what the policies do not allow. */
  async hold(policies: readonly object[]): Promise<void> {
    const answer = await fetch(`${this.url}/emulator/policies`, { method: "PUT", body: JSON.stringify(policies) });
    if (!answer.ok) throw new Error(`PUT policies: ${answer.status} ${await answer.text()}`);
  }

  /** Puts an object into a bucket. */
  async putObject(bucket: string, key: string, body: string): Promise<void> {
    const answer = await fetch(`${this.url}/${bucket}/${key}`, { method: "PUT", body });
    if (!answer.ok) throw new Error(`PUT ${bucket}/${key}: ${answer.status} ${await answer.text()}`);
  }

  /** Who makes the calls below: an operator or AWS itself; `deployer` is held to its policies, as the provider is. */
  accessKey = "nobody";

  /** Calls a service that speaks JSON, such as `call("sagemaker", "SageMaker.DescribeEndpoint", {…})`. */
  async call(service: string, target: string, body: object): Promise<Record<string, unknown>> {
    const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target };
    const answer = await this.send(service, "", { method: "POST", headers, body: JSON.stringify(body) });
    return JSON.parse(answer) as Record<string, unknown>;
  }

  /** Calls a service that takes forms and answers XML, such as `query("ec2", "2016-11-15", "CreateVpc", {…})`. */
  query(service: string, version: string, action: string, form: Readonly<Record<string, string>>): Promise<string> {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ Action: action, Version: version, ...form }).toString();
    return this.send(service, "", { method: "POST", headers, body });
  }

  /** Calls a service that has a path for each thing, such as `rest("scheduler", "/schedules/nightly", {…})`. */
  rest(service: string, path: string, body: object): Promise<string> {
    const headers = { "Content-Type": "application/json" };
    return this.send(service, path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  private async send(
    service: string,
    path: string,
    request: { method: string; headers: Record<string, string>; body: string },
  ): Promise<string> {
    const credential = `${this.accessKey}/20260101/${this.region}/${service}/aws4_request`;
    const Authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none`;
    const answer = await fetch(`${this.url}${path}`, { ...request, headers: { ...request.headers, Authorization } });
    const text = await answer.text();
    if (!answer.ok) {
      const target = request.headers["X-Amz-Target"] ?? path;
      throw new Error(`${service} ${target}: ${answer.status} ${text}`);
    }
    return text;
  }

  /** Pushes an image to a repository, as far as a registry without layers goes. */
  async putImage(repositoryName: string): Promise<void> {
    const manifest = { schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", layers: [] };
    await this.call("ecr", "AmazonEC2ContainerRegistry_V20150921.PutImage", {
      repositoryName,
      imageTag: "first",
      imageManifest: JSON.stringify(manifest),
    });
  }

  /** Registers a model version. */
  async putModelVersion(group: string): Promise<void> {
    await this.call("sagemaker", "SageMaker.CreateModelPackage", {
      ModelPackageGroupName: group,
      InferenceSpecification: { Containers: [{ Image: "image" }], SupportedContentTypes: ["text/csv"] },
    });
  }

  /** The endpoint configuration that an endpoint serves. */
  async serves(endpoint: string): Promise<unknown> {
    return (await this.call("sagemaker", "SageMaker.DescribeEndpoint", { EndpointName: endpoint })).EndpointConfigName;
  }
}
