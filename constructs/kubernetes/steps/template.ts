/** A step on one node as a template of an Argo workflow: a container of the image, held to the restricted profile. */
import { gather } from "../../pilot/problems.js";
import { type ArtifactLocation, locationOf } from "../workloads/artifacts.js";
import { compareProgram } from "../workloads/manifest-hash.js";
import { resourcesOf } from "../workloads/resources.js";
import { roleLabel } from "../workloads/roles.js";
import { containerSecurityBody, podSecurityBody } from "../workloads/security.js";
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

export type { PipelineStep, StepRun };

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

/** Returns the template of a step on one node. Argo's own containers copy folders in before it and out after it. */
export function podTemplate(step: PipelineStep, run: StepRun): Template {
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
      args: argumentsOf(step).map(asText),
      env: [{ name: "PILOT_IMAGE_DIGEST", value: run.digest }],
      ...share,
    },
  };
}
