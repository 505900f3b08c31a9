/** A step as a template of an Argo workflow: one container of the image, held to the restricted profile. */
import { gather } from "../../pilot/problems.js";
import type { Step } from "../../pilot/step.js";
import { type ArtifactLocation, type Bucket, locationOf } from "../workloads/artifacts.js";
import { compareProgram } from "../workloads/manifest-hash.js";
import { resourcesOf } from "../workloads/resources.js";
import { roleLabel } from "../workloads/roles.js";
import { containerSecurityBody, podSecurityBody } from "../workloads/security.js";

/** A step of the image on a part of a node: what it asks for is also what it is held to. */
export interface PipelineStep extends Step {
  /** vCPUs; 0.5 is half of one. */
  readonly cpus: number;
  readonly memoryGiB: number;
  /** `nvidia.com/gpu`. @default 0 */
  readonly gpus?: number;
  /** Labels of the nodes that it may run on. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * SHA-256 of the `manifest.json` of each input that is a release, by the input's name: a step sees no other model.
   * @default none
   */
  readonly modelSha256?: Readonly<Record<string, string>>;
}

/** A folder that a template reads or writes. */
export type Artifact = {
  readonly name: string;
  readonly path: string;
  readonly archive?: { readonly none: Record<string, never> };
} & Partial<ArtifactLocation>;

/** A template as `argoproj.io/v1alpha1` spells it, of the fields that are used here. */
export interface Template {
  readonly name: string;
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly securityContext: typeof podSecurityBody;
  readonly activeDeadlineSeconds: number;
  readonly retryStrategy?: {
    readonly limit: number;
    readonly retryPolicy: "Always";
    readonly backoff: { readonly duration: string; readonly factor: number; readonly cap: string };
  };
  readonly inputs?: { readonly artifacts: readonly Artifact[] };
  readonly outputs?: { readonly artifacts: readonly Artifact[] };
  readonly volumes: ReadonlyArray<{ readonly name: string; readonly emptyDir: { readonly sizeLimit: string } }>;
  /** Run one after the other before `container`, and after Argo's own has brought the inputs. */
  readonly initContainers?: readonly Container[];
  readonly container: Container & { readonly name: "main"; readonly env: readonly Variable[] };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: "IfNotPresent";
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env?: readonly Variable[];
  readonly resources: ReturnType<typeof resourcesOf>;
  readonly securityContext: typeof containerSecurityBody;
  readonly volumeMounts: ReadonlyArray<{ readonly name: string; readonly mountPath: string }>;
}

/** Where folders of a step are mounted; the disk of the step is what they may hold. */
const work = "/work";

/** Seconds before the first retry; each later one waits twice as long, an hour at most. */
const backoff = { duration: "60", factor: 2, cap: "1h" } as const;

/** Text that Terraform gives back as it is. */
export const asText = (text: string): string => text.replace(/([$%])\{/g, "$1$1{");

export interface StepRun {
  readonly image: string;
  readonly digest: string;
  /** What runs in the image before the entry point. */
  readonly command: readonly string[];
  readonly bucket: Bucket;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Folder of a release: where a step reads one. */
  readonly releaseKey?: (release: string) => string;
}

/** Where a run's folder of an output lies: below the prefix of its step. */
export const outputKey = (prefix: string, output: string): string => `${prefix}{{workflow.name}}/${output}`;

/**
 * Containers that hold a step's models to their hashes. Argo brings the inputs by a container of its own, which comes
 * first: argoproj/argo-workflows, workflow/controller/workflowpod.go, createWorkflowPod, addInitContainers (2026-11).
 * One that fails ends the pod, so that the step's own container is never started.
 */
function comparing(
  step: PipelineStep,
  run: StepRun,
  common: Omit<Container, "name" | "command" | "args">,
): Container[] {
  return gather(Object.entries(step.inputs), ([input, from]) => {
    const sha256 = step.modelSha256?.[input];
    if (!("release" in from) || sha256 === undefined) return [];
    const uri = `${run.bucket.uri}/${releaseKeyOf(run, from.release)}`;
    const args = [asText(uri), sha256, `${work}/${input}`];
    return [
      {
        ...common,
        name: `compare-${input.replace(/_/g, "-")}`,
        command: ["python", "-c", asText(compareProgram)],
        args,
      },
    ];
  });
}

/** Folder of a release in the bucket. */
const releaseKeyOf = (run: StepRun, release: string): string => run.releaseKey?.(release) ?? release;

/** Returns the template of a step. A folder is copied in before it and out after it, by Argo's own containers. */
export function stepTemplate(step: PipelineStep, run: StepRun): Template {
  const { bucket } = run;
  const plain = { archive: { none: {} } };
  const inputs = Object.entries(step.inputs).map(([name, from]): Artifact => {
    const path = `${work}/${name}`;
    // what another step made comes by the workflow, which knows where it lies
    if ("step" in from) return { name, path };
    const key = "prefix" in from ? from.prefix.replace(/\/$/, "") : releaseKeyOf(run, from.release);
    return { name, path, ...plain, ...locationOf(bucket, key) };
  });
  const outputs = step.outputs.map(
    (name): Artifact => ({
      ...{ name, path: `${work}/${name}`, ...plain },
      ...locationOf(bucket, outputKey(step.outputPrefix, name)),
    }),
  );
  const parameters = gather(Object.entries(step.parameters), ([name, value]) => [
    `--${name}`,
    typeof value === "string" ? asText(value) : "{{workflow.creationTimestamp.s}}",
  ]);
  const image = { image: run.image, imagePullPolicy: "IfNotPresent" as const };
  const share = {
    resources: resourcesOf(step, step.volumeGiB + 1),
    securityContext: containerSecurityBody,
    volumeMounts: [
      { name: "work", mountPath: work },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
  const first = comparing(step, run, { ...image, ...share });
  return {
    name: step.name,
    metadata: { labels: { [roleLabel]: "job", ...run.podLabels } },
    ...(step.nodeSelector === undefined ? {} : { nodeSelector: step.nodeSelector }),
    securityContext: podSecurityBody,
    activeDeadlineSeconds: step.timeoutSeconds,
    ...(step.retries === 0 ? {} : { retryStrategy: { limit: step.retries, retryPolicy: "Always" as const, backoff } }),
    ...(inputs.length === 0 ? {} : { inputs: { artifacts: inputs } }),
    ...(outputs.length === 0 ? {} : { outputs: { artifacts: outputs } }),
    volumes: [
      { name: "work", emptyDir: { sizeLimit: `${step.volumeGiB}Gi` } },
      { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
    ],
    ...(first.length === 0 ? {} : { initContainers: first }),
    container: {
      name: "main",
      ...image,
      command: run.command.map(asText),
      args: [
        step.entryPoint,
        ...gather([...Object.keys(step.inputs), ...step.outputs], (name) => [`--${name}`, `${work}/${name}`]),
        ...parameters,
      ],
      env: [{ name: "PILOT_IMAGE_DIGEST", value: run.digest }],
      ...share,
    },
  };
}
