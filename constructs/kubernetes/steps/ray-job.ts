/**
 * A step on several nodes: an Argo template that makes a RayJob and waits for its end. KubeRay makes the cluster, runs
 * the step once on one of the nodes, and takes the cluster away. argoproj/argo-workflows 4.1.2, workflow/executor/
 * resource.go; ray-project/kuberay 1.7.0, ray-operator/apis/ray/v1 and controllers/ray/utils/validation.go (2026-08)
 */
import type { Machine } from "../checks/values.js";
import { resourcesOf } from "../workloads/resources.js";
import { type PodRole, roleLabel } from "../workloads/roles.js";
import { containerSecurityBody, podSecurityBody } from "../workloads/security.js";
import { stageProgram, stepProgram } from "./ray-programs.js";
import {
  argumentsOf,
  asText,
  backoff,
  outputKey,
  type PipelineStep,
  releaseKeyOf,
  type StepRun,
  work,
} from "./step-run.js";

/** A template that makes an object and waits for it, of the fields that are used here. */
export interface RayJobTemplate {
  readonly name: string;
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly securityContext: typeof podSecurityBody;
  readonly activeDeadlineSeconds: number;
  readonly retryStrategy?: { readonly limit: number; readonly retryPolicy: "Always"; readonly backoff: typeof backoff };
  readonly resource: {
    readonly action: "create";
    /** The RayJob goes with the workflow that made it. */
    readonly setOwnerReference: true;
    readonly successCondition: string;
    readonly failureCondition: string;
    /** JSON. */
    readonly manifest: string;
  };
}

/** What the head asks for: it runs no part of a step. An idle one of Ray 2.60 takes 0.4 GiB (measured, 2026-11). */
export const rayHead: Machine & { readonly diskGiB: number } = { cpus: 1, memoryGiB: 2, diskGiB: 2 };

/** What asks for the head's logs until the step ends: one process of Ray's command line. */
export const raySubmitter: Machine & { readonly diskGiB: number } = { cpus: 0.5, memoryGiB: 1, diskGiB: 1 };

/** Seconds that Argo waits beyond the step's own limit, so that it is KubeRay that ends a step and says why. */
export const rayGraceSeconds = 120;

/** Seconds for which a RayJob waits for its nodes before it has failed: no longer than the step may take. */
const startSeconds = (step: PipelineStep): number => Math.min(1800, step.timeoutSeconds);

/** Returns the template of a step on several nodes. */
export function rayJobTemplate(step: PipelineStep, run: StepRun, rayVersion: string): RayJobTemplate {
  return {
    name: step.name,
    // Argo's pod that waits: it talks to the API server alone
    metadata: { labels: { [roleLabel]: "job" } },
    securityContext: podSecurityBody,
    activeDeadlineSeconds: step.timeoutSeconds + rayGraceSeconds,
    ...(step.retries === 0 ? {} : { retryStrategy: { limit: step.retries, retryPolicy: "Always" as const, backoff } }),
    resource: {
      action: "create",
      setOwnerReference: true,
      successCondition: "status.jobStatus == SUCCEEDED",
      // any of the two: the second is set where no job ended, as by a deadline or a cluster that never came up
      failureCondition: "status.jobStatus in (FAILED,STOPPED),status.jobDeploymentStatus in (Failed,ValidationFailed)",
      manifest: JSON.stringify(rayJob(step, run, rayVersion)),
    },
  };
}

/** The RayJob of one attempt. Argo fills in the name of the workflow, wherever it stands in the text. */
function rayJob(step: PipelineStep, run: StepRun, rayVersion: string) {
  const pods = new Pods(step, run);
  return {
    apiVersion: "ray.io/v1",
    kind: "RayJob",
    // each attempt has one of its own; KubeRay makes names of 63 characters of it
    metadata: { generateName: `${step.name.slice(0, 40)}-`, labels: { [roleLabel]: "ray" } },
    spec: {
      entrypoint: `python ${work}/step.py`,
      // on a node and not on the head, which has no CPU to give; so little that the node keeps all of its own
      entrypointNumCpus: 0.001,
      submissionMode: "K8sJobMode",
      activeDeadlineSeconds: step.timeoutSeconds,
      preRunningDeadlineSeconds: startSeconds(step),
      // Argo tries again, with a cluster of its own
      backoffLimit: 0,
      // of what follows the logs: it finds the job that it has submitted, and submits none again
      submitterConfig: { backoffLimit: 2 },
      shutdownAfterJobFinishes: true,
      ttlSecondsAfterFinished: 0,
      rayClusterSpec: {
        rayVersion,
        // whoever reaches the head and has no token of this cluster starts nothing on it
        authOptions: { mode: "token" },
        enableInTreeAutoscaling: false,
        headGroupSpec: {
          serviceType: "ClusterIP",
          rayStartParams: { "num-cpus": "0", "dashboard-host": "0.0.0.0" },
          template: pods.head(),
        },
        workerGroupSpecs: [
          {
            groupName: "nodes",
            replicas: step.nodes,
            minReplicas: step.nodes,
            maxReplicas: step.nodes,
            rayStartParams: {},
            template: pods.node(),
          },
        ],
      },
      submitterPodTemplate: pods.submitter(),
    },
  };
}

/** The pods of a RayJob, each held to the restricted profile. */
class Pods {
  private readonly step: PipelineStep;
  private readonly run: StepRun;

  constructor(step: PipelineStep, run: StepRun) {
    this.step = step;
    this.run = run;
  }

  /** Where the others find each other. */
  head() {
    const ports = [
      { name: "gcs-server", containerPort: 6379 },
      { name: "dashboard", containerPort: 8265 },
    ];
    return this.pod("ray", rayHead.diskGiB, { ...this.container("ray-head", rayHead, rayHead.diskGiB), ports });
  }

  /** One of the nodes that the step runs on; each has the inputs. */
  node() {
    const { step } = this;
    const { nodeSelector } = step;
    const [stage, node] = ["stage", "ray-node"].map((name) => this.container(name, step, step.volumeGiB));
    const staged = {
      ...stage,
      command: ["python", "-c", asText(stageProgram)],
      args: [asText(stepProgram), asText(JSON.stringify(this.plan()))],
    };
    const pod = this.pod("ray", step.volumeGiB, node ?? {}, [staged]);
    return nodeSelector === undefined ? pod : { ...pod, spec: { ...pod.spec, nodeSelector } };
  }

  /** What hands the job to the head and follows its logs; KubeRay writes its command. */
  submitter() {
    const { diskGiB } = raySubmitter;
    const pod = this.pod("ray-submitter", diskGiB, this.container("submitter", raySubmitter, diskGiB));
    return { ...pod, spec: { ...pod.spec, restartPolicy: "Never" } };
  }

  private pod(role: PodRole, diskGiB: number, container: object, initContainers: readonly object[] = []) {
    return {
      metadata: { labels: { [roleLabel]: role, ...this.run.podLabels } },
      spec: {
        serviceAccountName: this.run.serviceAccountName,
        // none of them talks to the API server; a cloud's token comes by a volume of its own
        automountServiceAccountToken: false,
        securityContext: podSecurityBody,
        volumes: [
          { name: "work", emptyDir: { sizeLimit: `${diskGiB}Gi` } },
          // Ray keeps its session and what it spills there; the container's limit holds for both
          { name: "tmp", emptyDir: { sizeLimit: `${diskGiB}Gi` } },
        ],
        ...(initContainers.length === 0 ? {} : { initContainers: [...initContainers] }),
        containers: [container],
      },
    };
  }

  private container(name: string, machine: Machine, diskGiB: number) {
    const { image, digest, bucket } = this.run;
    const { region } = bucket;
    return {
      name,
      image,
      imagePullPolicy: "IfNotPresent",
      env: [
        { name: "PILOT_IMAGE_DIGEST", value: digest },
        { name: "RAY_USAGE_STATS_ENABLED", value: "0" },
        { name: "HOME", value: "/tmp" },
        ...(region === undefined ? [] : [{ name: "AWS_REGION", value: region }]),
      ],
      resources: resourcesOf(machine, diskGiB + 1),
      securityContext: containerSecurityBody,
      volumeMounts: [
        { name: "work", mountPath: work },
        { name: "tmp", mountPath: "/tmp" },
      ],
    };
  }

  /** What a node copies, runs and copies back. */
  private plan() {
    const { step, run } = this;
    const uriOf = (key: string) => `${run.bucket.uri}/${key}`;
    const folder = (name: string) => `${work}/${name}`;
    const inputs: Record<string, string> = {};
    for (const [name, from] of Object.entries(step.inputs)) {
      // the pipeline says of an earlier step's output where it lies
      if ("step" in from) continue;
      inputs[folder(name)] = uriOf("prefix" in from ? from.prefix.replace(/\/$/, "") : releaseKeyOf(run, from.release));
    }
    const outputs: Record<string, string> = {};
    for (const name of step.outputs) outputs[folder(name)] = uriOf(outputKey(step.outputPrefix, name));
    return { folder: work, inputs, command: [...run.command, ...argumentsOf(step)], outputs };
  }
}
