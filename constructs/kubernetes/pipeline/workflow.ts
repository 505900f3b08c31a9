/** The steps as the spec of an Argo workflow: each after the one before, and the registration at the end. */
import { gather } from "../../pilot/problems.js";
import { gateStep } from "../../pilot/step.js";
import { rayGraceSeconds } from "../steps/ray-job.js";
import { outputKey, type PipelineStep } from "../steps/step-run.js";
import type { StepTemplate } from "../steps/step-template.js";
import type { Template } from "../steps/template.js";
import { registerProgram } from "./register.js";

export interface WorkflowProps {
  readonly serviceAccountName: string;
  readonly steps: readonly PipelineStep[];
  /** @default - nothing is registered */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** @default - nothing is registered */
  readonly modelRegistry?: { readonly modelName: string; readonly trackingUri: string };
  /** URI of the bucket. */
  readonly bucketUri: string;
  readonly templateOf: (step: PipelineStep) => StepTemplate;
  /** Seconds for which a run waits for nodes beside what its steps may take. */
  readonly waitSeconds: number;
  readonly keptSeconds: number;
}

/** Seconds that a run may take: each step with all of its retries, and a wait. */
export const runSeconds = (steps: readonly PipelineStep[], waitSeconds: number): number =>
  steps.reduce(
    (sum, { timeoutSeconds, retries, nodes }) =>
      sum + (timeoutSeconds + (nodes > 1 ? rayGraceSeconds : 0)) * (retries + 1),
    waitSeconds,
  );

/** Returns the spec of the workflow template. */
export function workflowSpec(props: WorkflowProps) {
  const { gate, modelRegistry } = props;
  // the same evaluation fails the same way again
  const all = gate ? [...props.steps, { ...gateStep(props.steps, gate), retries: 0 }] : [...props.steps];
  const steps = all.map((step) => located(step, all));
  const templates = steps.map(props.templateOf);
  const last = templates[templates.length - 1];
  const order = steps.map((step) => [{ name: step.name, template: step.name, ...argumentsOf(step) }]);
  if (gate && modelRegistry && last) {
    if (!("container" in last)) throw new Error(`${last.name}: must run on one node, because the registration does`);
    templates.push(registerTemplate(last, props.bucketUri, modelRegistry));
    order.push([
      {
        name: "register",
        template: "register",
        arguments: { artifacts: [{ name: "approved", from: "{{steps.gate.outputs.artifacts.approved}}" }] },
      },
    ]);
  }
  return {
    entrypoint: "run",
    serviceAccountName: props.serviceAccountName,
    activeDeadlineSeconds: runSeconds(steps, props.waitSeconds),
    // one pod of a run at a time: each step reads what the one before wrote
    parallelism: 1,
    ttlStrategy: { secondsAfterCompletion: props.keptSeconds },
    podGC: { strategy: "OnPodSuccess" },
    templates: [{ name: "run", steps: order }, ...templates],
  };
}

/**
 * A step whose inputs name their folders where Argo knows nothing of them: it copies neither into nor out of pods that
 * it does not make itself.
 */
function located(step: PipelineStep, steps: readonly PipelineStep[]): PipelineStep {
  const inputs: Record<string, PipelineStep["inputs"][string]> = {};
  for (const [name, from] of Object.entries(step.inputs)) {
    const source = "step" in from ? steps.find((each) => each.name === from.step) : undefined;
    inputs[name] =
      !("step" in from) || source === undefined || Math.max(step.nodes, source.nodes) === 1
        ? from
        : { prefix: `${outputKey(source.outputPrefix, from.output)}/` };
  }
  return { ...step, inputs };
}

/** What a step takes of others: Argo knows where it lies. */
function argumentsOf(step: PipelineStep) {
  const artifacts = gather(Object.entries(step.inputs), ([name, from]) =>
    "step" in from ? [{ name, from: `{{steps.${from.step}.outputs.artifacts.${from.output}}}` }] : [],
  );
  return artifacts.length === 0 ? {} : { arguments: { artifacts } };
}

/** A pod as the gate's, which reads what the gate wrote. */
function registerTemplate(
  gate: Template,
  bucketUri: string,
  registry: { readonly modelName: string; readonly trackingUri: string },
): Template {
  const { outputs: _outputs, inputs: _inputs, ...rest } = gate;
  const env = [...gate.container.env, { name: "MLFLOW_TRACKING_URI", value: registry.trackingUri }];
  return {
    ...rest,
    name: "register",
    inputs: { artifacts: [{ name: "approved", path: "/work/approved" }] },
    container: {
      ...gate.container,
      command: ["python", "-c", registerProgram],
      args: [registry.modelName, `${bucketUri}/models/{{workflow.name}}/approved`, "{{workflow.name}}"],
      env,
    },
  };
}
