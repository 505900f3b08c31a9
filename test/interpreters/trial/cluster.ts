/**
 * The API server of a cluster on loopback, as far as a trial asks it: it refuses by the roles of the stack, by strict
 * validation of fields and by name. A workflow is the rehearsal of the stack's template, MLflow is MLflow's own server.
 * kubernetes.io/docs/reference/using-api/api-concepts, kubernetes.io/docs/reference/access-authn-authz/rbac (2026-11)
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { BucketRights, startBucket } from "../../../stacks/kubernetes/rehearsal/bucket.js";
import { objectsOf, selectedBy } from "../../../stacks/kubernetes/rehearsal/objects.js";
import {
  type ReadWorkflow,
  readWorkflow,
  registryOf,
  runWorkflow,
} from "../../../stacks/kubernetes/rehearsal/workflow.js";
import { rehearsal } from "../../../stacks/kubernetes/rehearsal.js";
import type { Json, Storage } from "../../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import { startCompanion } from "../../../trial/companion.js";
import type { LocalHost } from "../../../trial/host.js";
import { environmentOf } from "../environments.js";
import { type Answer, type Asked, PlatformServer, Refusal, withOwnServer } from "./platform-server.js";

export const bucket = "s3://houses-data-123456789012";

/** The token of whoever tries it. */
export const token = "s3cr3t-token-of-the-trial";

/** The first two runs, before the trial begins. */
export const firstRuns = ["houses-pipeline-first-1", "houses-pipeline-first-2"] as const;

/** A container lasts at least so long: the API writes times in whole seconds. */
const leastMilliseconds = 1050;

/** How long the pod of a step that succeeded stays, in milliseconds; Argo waits five seconds. */
const podMilliseconds = 400;

/** A time as the API writes it. */
const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

const releaseLabel = "ml-pilot/release";

/** A question of a role. */
interface Wanted {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly name?: string | undefined;
}

/** What is asked for by each call. */
const verbs: Readonly<Record<string, string>> = { GET: "get", POST: "create", PATCH: "patch", DELETE: "delete" };

/** The platform. */
export class Cluster extends PlatformServer {
  private readonly workflows = new Map<string, Json>();
  private readonly pods = new Map<string, Json>();
  private readonly rules: readonly Json[];
  private readonly read: ReadWorkflow;
  private readonly service: Json;
  private readonly namespace: string;
  /** What the server of a pod is asked, behind a tunnel. */
  private readonly route: string;
  private readonly continued = new Map<string, { readonly from: number; readonly at: number }>();
  private selected: string;
  private updatingUntil = 0;
  private mlflow = "";
  private storage: Storage | undefined;
  private registered = 0;

  private constructor(
    json: Synthesized,
    host: LocalHost,
    command: readonly string[],
    private readonly kubeconfig: string,
  ) {
    super({ json, host, command, rehearsal: withOwnServer(rehearsal, "/predict") });
    this.read = readWorkflow(json, "pipeline");
    const bound = objectsOf(json, "kubernetes_role_binding_v1")
      .filter(({ subject }) => subject.some((each: Json) => each.name === "ml-operators@example.com"))
      .map(({ role_ref }) => role_ref.name);
    this.rules = objectsOf(json, "kubernetes_role_v1")
      .filter(({ metadata }) => bound.includes(metadata.name))
      .flatMap(({ rule }) => rule);
    this.service = objectsOf(json, "kubernetes_service_v1").find(
      ({ spec }) => spec.selector?.[releaseLabel] !== undefined,
    );
    this.namespace = this.service.metadata.namespace;
    this.selected = this.service.spec.selector[releaseLabel];
    const { env } = selectedBy(json, this.service.metadata.name).container;
    this.route = env.find(({ name }: Json) => name === "PILOT_SCORING_ROUTE").value;
  }

  static async start(
    json: Synthesized,
    host: LocalHost,
    command: readonly string[],
    kubeconfig: string,
  ): Promise<Cluster> {
    const cluster = new Cluster(json, host, command, kubeconfig);
    await cluster.listen();
    const companion = rehearsal.companion?.(json);
    if (companion === undefined) throw new Error("the stack has no registry of its own");
    // clients behind a tunnel name the port of the Service
    const port = new URL(registryOf(cluster.read) ?? "http://none").port;
    const allowing = (free: number) =>
      companion.command(free).map((each) => (each.includes(`,localhost:${free}`) ? `${each},localhost:${port}` : each));
    const environment = environmentOf("mlflow", companion.lock);
    cluster.mlflow = await startCompanion(host, { ...companion, command: allowing }, environment);
    cluster.storage = await startBucket(BucketRights.of("exporter", bucket), host);
    cluster.writeKubeconfig();
    return cluster;
  }

  /** A file with two contexts: only that of the stack leads here. */
  private writeKubeconfig(): void {
    mkdirSync(dirname(this.kubeconfig), { recursive: true });
    const config = {
      ...{ apiVersion: "v1", kind: "Config", "current-context": "other" },
      contexts: [
        { name: "other", context: { cluster: "other", user: "other" } },
        { name: "trial", context: { cluster: "loopback", user: "operator" } },
      ],
      clusters: [
        { name: "other", cluster: { server: "https://127.0.0.1:9" } },
        { name: "loopback", cluster: { server: this.url } },
      ],
      users: [
        { name: "other", user: {} },
        { name: "operator", user: { token } },
      ],
    };
    writeFileSync(this.kubeconfig, stringify(config), { mode: 0o600 });
  }

  /** The variables of the bucket's own client, with the rights that the exporter is asked for. */
  environment(): Readonly<Record<string, string>> {
    return this.storage?.environment ?? {};
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.storage?.stop();
  }

  /** Makes what a deploy and two runs make. */
  async deploy(): Promise<void> {
    for (const release of ["r1", "r2"]) this.addServingPod(release);
    this.addPod(
      "houses-registry-0",
      objectsOf(this.props.json, "kubernetes_service_v1").find(
        ({ spec }) => spec.selector?.["ml-pilot/role"] === "registry",
      ).spec.selector,
    );
    for (const run of firstRuns) {
      this.begin(run);
      await this.settled();
    }
    await this.serve(1);
  }

  protected refused(status: number, code: string, message: string): object {
    return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason: code, code: status };
  }

  protected nameOf({ method, url }: Asked): string {
    const path = url.pathname;
    if (path === this.route) return "score";
    if (path.endsWith("/selfsubjectreviews")) return "selfsubjectreviews.create";
    const [, resource = "", name, sub] =
      /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/namespaces\/[^/]+\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? [];
    if (resource === "") return `${method} ${path}`;
    if (sub !== undefined) return `${resource}/${sub}.${verbs[method]}`;
    return `${resource}.${name === undefined && method === "GET" ? "list" : verbs[method]}`;
  }

  protected answer(asked: Asked): Answer | Promise<Answer> {
    const call = this.nameOf(asked);
    if (call === "score") return this.predicted(asked.body);
    this.demandToken(asked);
    const sent = (kind: string, json: Json, status = 200): Answer => {
      this.check(kind, json);
      return { json, status };
    };
    const { url, method, body } = asked;
    if (call === "selfsubjectreviews.create") {
      const status = {
        userInfo: { username: "jo@example.com", groups: ["ml-operators@example.com", "system:authenticated"] },
      };
      return sent("SelfSubjectReview", { ...body, metadata: { creationTimestamp: null }, status }, 201);
    }
    const [, group = "", namespace = "", resource = "", name] =
      /^\/(?:api|apis\/([^/]+))\/v\w+\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?/.exec(url.pathname) ?? [];
    const [kind = "", verb = ""] = call.split(".");
    if (namespace !== this.namespace) throw this.forbidden({ group, resource, verb, name });
    this.demand({ group, resource: kind, verb, name });
    switch (call) {
      case "workflows.create":
        return sent("Workflow", this.create(asked), 201);
      case "workflows.get":
        return sent("Workflow", this.workflow(name));
      case "pods.list":
        return { json: this.list(url) };
      case "services.get":
        return sent("Service", this.serviceNow(name));
      case "services.patch":
        return sent("Service", this.patch(asked, name));
      // what kubectl asks when it opens a tunnel; the bytes go by a port of loopback here
      case "pods/portforward.create":
        return { json: { port: this.portOf(name) } };
      default:
        throw new Refusal(405, "MethodNotAllowed", `${method} is not supported on ${url.pathname}`);
    }
  }

  private demandToken({ headers }: Asked): void {
    if (headers.authorization !== `Bearer ${token}`) throw new Refusal(401, "Unauthorized", "Unauthorized");
  }

  private forbidden({ group, resource, verb, name }: Wanted): Refusal {
    const what = `${resource}${group === "" ? "" : `.${group}`} ${JSON.stringify(name ?? "")}`;
    return new Refusal(
      403,
      "Forbidden",
      `${what} is forbidden: User "jo@example.com" cannot ${verb} resource "${resource}" in API group "${group}" ` +
        `in the namespace "${this.namespace}"`,
    );
  }

  /** The sum of the roles that are bound; who deploys may patch what the pilot has, too. */
  private demand(wanted: Wanted): void {
    const { group, resource, verb, name } = wanted;
    const covers = (given: readonly string[] | undefined, value: string) => given?.includes(value) === true;
    const isGranted = this.rules.some(
      (rule) =>
        covers(rule.api_groups, group) &&
        covers(rule.resources, resource) &&
        covers(rule.verbs, verb) &&
        // a role that names objects gives no list
        (rule.resource_names === undefined || (name !== undefined && covers(rule.resource_names, name))),
    );
    if (!isGranted && !(this.isDeployer && resource === "services" && verb === "patch")) throw this.forbidden(wanted);
  }

  /** Creates a workflow: strict validation names each field that the API does not know. */
  private create({ url, body }: Asked): Json {
    if (url.searchParams.get("fieldValidation") !== "Strict")
      throw new Refusal(400, "BadRequest", "this server takes strict validation alone");
    const known: Readonly<Record<string, readonly string[]>> = {
      "": ["apiVersion", "kind", "metadata", "spec"],
      metadata: ["name", "generateName", "namespace", "labels", "annotations"],
      spec: ["workflowTemplateRef", "arguments", "entrypoint", "shutdown"],
    };
    for (const [part, keys] of Object.entries(known)) {
      const other = Object.keys(part === "" ? body : body[part]).find((key) => !keys.includes(key));
      if (other !== undefined)
        throw new Refusal(400, "BadRequest", `strict decoding error: unknown field "${part}${part && "."}${other}"`);
    }
    const { name = "", labels = {} } = body.metadata;
    if (body.apiVersion !== "argoproj.io/v1alpha1" || body.kind !== "Workflow")
      throw new Refusal(400, "BadRequest", "the API version in the data does not match the expected API version");
    if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
      throw new Refusal(422, "Invalid", `Workflow "${name}" is invalid: metadata.name: must be a DNS subdomain`);
    for (const value of Object.values<string>(labels))
      if (!/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value))
        throw new Refusal(422, "Invalid", `metadata.labels: Invalid value: "${value}"`);
    if (this.workflows.has(name))
      throw new Refusal(409, "AlreadyExists", `workflows.argoproj.io "${name}" already exists`);
    if (body.spec.workflowTemplateRef?.name !== this.read.name) {
      // the API takes it, and the controller ends it at once
      const message = `workflowtemplates.argoproj.io "${body.spec.workflowTemplateRef?.name}" not found`;
      this.workflows.set(name, { ...body, status: { phase: "Error", startedAt: now(), finishedAt: now(), message } });
      return this.workflow(name);
    }
    return this.begin(name, labels);
  }

  private workflow(name: string | undefined): Json {
    const found = this.workflows.get(name ?? "");
    if (found !== undefined) return found;
    throw new Refusal(404, "NotFound", `workflows.argoproj.io "${name}" not found`);
  }

  private begin(name: string, labels: Json = {}): Json {
    const workflow: Json = {
      ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Workflow" },
      metadata: { name, namespace: this.namespace, labels, creationTimestamp: now() },
      spec: { workflowTemplateRef: { name: this.read.name } },
      // the controller has not looked yet
      status: {},
    };
    this.workflows.set(name, workflow);
    this.started += 1;
    this.goesOn(this.execution(workflow, name));
    return workflow;
  }

  private async execution(workflow: Json, name: string): Promise<void> {
    await sleep(20);
    const nodes: Record<string, Json> = {};
    Object.assign(workflow.status, { phase: "Running", startedAt: now(), nodes });
    const host = this.watched(async (step) => {
      const retry: Json = {
        ...{ id: `${name}-${step.name}`, name: `${name}.${step.name}`, displayName: step.name, type: "Retry" },
        ...{ templateName: step.name, phase: "Running", startedAt: now(), finishedAt: null },
      };
      const id = `${name}-${step.name}-0`;
      const node: Json = {
        ...{ id, name: `${retry.name}(0)`, displayName: `${step.name}(0)`, type: "Pod", templateName: step.name },
        ...{ phase: "Pending", startedAt: now(), finishedAt: null },
      };
      nodes[retry.id] = retry;
      nodes[id] = node;
      await sleep(40);
      const pod = this.addPod(id, { "workflows.argoproj.io/workflow": name }, { "workflows.argoproj.io/node-id": id });
      const startedAt = now();
      pod.status.containerStatuses = [this.container({ running: { startedAt } })];
      node.phase = "Running";
      const [result] = await Promise.all([this.props.host.run(step), sleep(leastMilliseconds)]);
      const isGood = result.exitCode === 0;
      const terminated = {
        ...{ exitCode: result.exitCode, reason: isGood ? "Completed" : "Error", startedAt, finishedAt: now() },
        // what a container wrote last is its message
        ...(isGood ? {} : { message: result.stderr.slice(-200) }),
      };
      pod.status.containerStatuses = [this.container({ terminated })];
      const phase = isGood ? "Succeeded" : "Failed";
      const message = isGood ? {} : { message: `Error (exit code ${result.exitCode}): ${result.stderr.slice(-200)}` };
      for (const each of [retry, node]) Object.assign(each, { phase, finishedAt: now(), ...message });
      if (isGood) this.goesOn(sleep(podMilliseconds).then(() => void this.pods.delete(id)));
      return result;
    });
    const rights = BucketRights.of("training", bucket);
    // Argo calls the run by its name, which the rehearsal makes of the template and an id
    const id = name.slice(this.read.name.length + 1);
    const place = { host, id, rights, registry: this.mlflow };
    const outcome = await runWorkflow(this.read, place).catch((error) => ({
      ...{ ended: "failed" as const, registered: undefined, message: String(error) },
    }));
    if (outcome.registered !== undefined) {
      this.registered += 1;
      this.registry.set(String(this.registered), outcome.registered);
    }
    const phase = outcome.ended === "succeeded" ? "Succeeded" : "Failed";
    Object.assign(workflow.status, { phase, finishedAt: now() });
  }

  private container(state: Json): Json {
    const image = "registry.example.com/image";
    return { name: "main", image, imageID: image, ready: false, restartCount: 0, state };
  }

  private addPod(name: string, labels: Json, annotations: Json = {}): Json {
    const pod: Json = {
      ...{ apiVersion: "v1", kind: "Pod" },
      metadata: { name, namespace: this.namespace, labels, annotations, creationTimestamp: now() },
      spec: { containers: [{ name: "main", image: "registry.example.com/image" }] },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    };
    this.pods.set(name, pod);
    return pod;
  }

  private addServingPod(release: string): void {
    this.addPod(`houses-endpoint-${release}-0`, { ...this.service.spec.selector, [releaseLabel]: release });
  }

  /** Pods by labels, a page of two; what a page continues is gone after a while, and then for good. */
  private list({ searchParams }: URL): Json {
    const selector = (searchParams.get("labelSelector") ?? "").split(",").map((each) => each.split("="));
    const isReady = !this.isStuck && Date.now() >= this.updatingUntil;
    const found = [...this.pods.values()]
      .filter(({ metadata }) => selector.every(([key = "", value]) => metadata.labels[key] === value))
      .map((pod) => {
        const isWaiting = !isReady && pod.metadata.labels[releaseLabel] === this.selected;
        return isWaiting
          ? { ...pod, status: { phase: "Running", conditions: [{ type: "Ready", status: "False" }] } }
          : pod;
      });
    const limit = Math.min(2, Number(searchParams.get("limit") ?? 2));
    const key = searchParams.get("continue");
    const page = key === null ? { from: 0, at: Date.now() } : this.continued.get(key);
    if (page === undefined)
      throw new Refusal(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result.",
      );
    const more = found.length > page.from + limit;
    const next = `from-${page.from + limit}-${this.calls.length}`;
    if (more) this.continued.set(next, { from: page.from + limit, at: Date.now() });
    const items = found.slice(page.from, page.from + limit);
    for (const pod of items) this.check("Pod", pod);
    return {
      ...{ apiVersion: "v1", kind: "PodList", items },
      metadata: { resourceVersion: "1", ...(more ? { continue: next } : {}) },
    };
  }

  private serviceNow(name: string | undefined): Json {
    const found = objectsOf(this.props.json, "kubernetes_service_v1").find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Refusal(404, "NotFound", `services "${name}" not found`);
    const { metadata, spec } = found;
    const isEndpoint = name === this.service.metadata.name;
    return {
      ...{ apiVersion: "v1", kind: "Service" },
      metadata: { name, namespace: this.namespace, labels: metadata.labels },
      spec: {
        ...{ type: spec.type, clusterIP: "10.96.0.7" },
        selector: { ...spec.selector, ...(isEndpoint ? { [releaseLabel]: this.selected } : {}) },
        ports: spec.port.map((each: Json) => ({
          ...each,
          protocol: "TCP",
          target_port: undefined,
          targetPort: Number(each.target_port),
        })),
      },
      status: { loadBalancer: {} },
    };
  }

  /** A merge patch: what the API knows of a Service's selector, and no other form of a patch. */
  private patch({ headers, body, url }: Asked, name: string | undefined): Json {
    this.serviceNow(name);
    if (headers["content-type"] !== "application/merge-patch+json")
      throw new Refusal(415, "UnsupportedMediaType", "the body of the request was in an unknown format");
    if (url.searchParams.get("fieldValidation") !== "Strict")
      throw new Refusal(400, "BadRequest", "this server takes strict validation alone");
    const other = [...Object.keys(body), ...Object.keys(body.spec ?? {})].find(
      (key) => !["spec", "selector"].includes(key),
    );
    if (other !== undefined) throw new Refusal(400, "BadRequest", `strict decoding error: unknown field "${other}"`);
    const release = body.spec?.selector?.[releaseLabel];
    if (typeof release !== "string")
      throw new Refusal(422, "Invalid", `Service "${name}" is invalid: spec.selector: must be a map of text`);
    this.selected = release;
    // the pods that are selected are asked whether they are ready
    this.updatingUntil = Date.now() + this.rollout;
    this.goesOn(sleep(this.rollout * 0.8).then(() => this.serve(release === "r2" ? 2 : 1)));
    return this.serviceNow(name);
  }

  /** Where the bytes of a tunnel to a pod go. */
  private portOf(name: string | undefined): number {
    const pod = this.pods.get(name ?? "");
    if (pod === undefined) throw new Refusal(404, "NotFound", `pods "${name}" not found`);
    const isRegistry = pod.metadata.labels["ml-pilot/role"] === "registry";
    return Number(new URL(isRegistry ? this.mlflow : this.url).port);
  }
}
