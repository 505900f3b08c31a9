/** A pipeline as Vertex AI's own pipeline language: a PipelineSpec of schema version 2.1.0, each step a CustomJob. */

import type { StepOnMachine } from "../checks/steps.js";

/**
 * A step that runs the image, on a machine type. Outputs below `artifacts/` are artifacts of Vertex AI's lineage, those
 * below other prefixes are files in a folder of the run and the step.
 */
export type PipelineStep = StepOnMachine;

/** What a run of a step is called and given. */
export interface JobRun {
  readonly name: string;
  readonly arguments: readonly string[];
}

export interface DefinitionProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly bucketName: string;
  readonly steps: readonly PipelineStep[];
  readonly stepArguments: (step: PipelineStep, run: JobRun) => object;
  /** Google's launcher: it starts a job, waits for it and records it in the lineage. */
  readonly launcherImage: string;
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** The Model that a passing run uploads, in snake_case. */
  readonly model?: object;
}

/** First wait of a retry; each next one is twice as long, an hour at most. */
export const backoffSeconds = 60;

const constant = (value: string | number) => ({ runtimeValue: { constant: value } });
const artifact = (schemaTitle: string) => ({ artifactType: { schemaTitle, schemaVersion: "0.0.1" } });
const parameter = (parameterType: string) => ({ parameterType });
const outputFile = (name: string) => `{{$.outputs.parameters['${name}'].output_file}}`;

/** Whatever reads a release takes its files from where the registry says; the run's parameter names it. */
export const modelUriParameter = "model_uri";
/** The registry's model, so that a new version is one of it; empty for the first. */
export const parentModelParameter = "parent_model";
/** What the gate compares. Names of its own: a metric may be called like a parameter of the pipeline. */
const gateValue = "gate_value";
const gateThreshold = "gate_threshold";

/** The arguments that a step gets from the pipeline itself, which none of its parameters may repeat. */
export function ownArguments(step: Pick<PipelineStep, "inputs" | "outputs">): string[] {
  return [...Object.keys(step.inputs), ...step.outputs, "metric", "metric-file"];
}

/** The steps in their order, each after the one before; the gate opens to the registration. */
export function definition(props: DefinitionProps): object {
  const components: Record<string, object> = {};
  const executors: Record<string, object> = {};
  const tasks: Record<string, object> = {};
  const parameters: Record<string, object> = {};
  const add = (name: string, component: object, executor: object, task: object) => {
    components[`comp-${name}`] = { executorLabel: `exec-${name}`, ...component };
    executors[`exec-${name}`] = executor;
    tasks[name] = { taskInfo: { name }, componentRef: { name: `comp-${name}` }, cachingOptions: {}, ...task };
  };
  const importArtifact = (
    name: string,
    schemaTitle: string,
    uri: { constant: string } | { runtimeParameter: string },
  ) => {
    const isGiven = "runtimeParameter" in uri;
    add(
      name,
      {
        ...(isGiven ? { inputDefinitions: { parameters: { uri: parameter("STRING") } } } : {}),
        outputDefinitions: { artifacts: { artifact: artifact(schemaTitle) } },
      },
      { importer: { artifactUri: uri, typeSchema: artifact(schemaTitle).artifactType, reimport: true } },
      isGiven ? { inputs: { parameters: { uri: { componentInputParameter: modelUriParameter } } } } : {},
    );
  };

  props.steps.forEach((step, index) => {
    const previous = props.steps[index - 1];
    const taken: Record<string, object> = {};
    const declared: Record<string, object> = {};
    const given: string[] = [step.entryPoint];
    for (const [input, from] of Object.entries(step.inputs)) {
      const source = "step" in from ? props.steps.find(({ name }) => name === from.step) : undefined;
      if ("step" in from && source?.outputPrefix !== "artifacts/") {
        given.push(`--${input}`, folder(props.bucketName, source?.outputPrefix ?? "", from.step, from.output));
        continue;
      }
      let producer = "step" in from ? from.step : "import-model";
      if ("prefix" in from) {
        producer = `import-${from.prefix.replace("/", "")}`;
        const uri = `gs://${props.bucketName}/${from.prefix.replace(/\/$/, "")}`;
        importArtifact(producer, "system.Dataset", { constant: uri });
      } else if ("release" in from) {
        parameters[modelUriParameter] = parameter("STRING");
        importArtifact(producer, "system.Model", { runtimeParameter: "uri" });
      }
      const outputArtifactKey = "step" in from ? from.output : "artifact";
      taken[input] = { taskOutputArtifact: { producerTask: producer, outputArtifactKey } };
      declared[input] = artifact(schemaOf("step" in from ? from.output : input));
      given.push(`--${input}`, `{{$.inputs.artifacts['${input}'].uri}}`);
    }
    const made: Record<string, object> = {};
    for (const output of step.outputs) {
      if (step.outputPrefix === "artifacts/") {
        made[output] = artifact(schemaOf(output));
        given.push(`--${output}`, `{{$.outputs.artifacts['${output}'].uri}}`);
      } else {
        given.push(`--${output}`, folder(props.bucketName, step.outputPrefix, step.name, output));
      }
    }
    for (const [name, value] of Object.entries(step.parameters)) {
      given.push(`--${name}`, typeof value === "string" ? value : "{{$.pipeline_job_create_time_utc}}");
    }
    const results: Record<string, object> = { gcp_resources: parameter("STRING") };
    if (props.gate !== undefined && step.outputs.includes("evaluation")) {
      results[gateValue] = parameter("NUMBER_DOUBLE");
      given.push("--metric", props.gate.metric, "--metric-file", outputFile(gateValue));
    }
    const job = { name: `${props.name}-${step.name}`, arguments: given };
    add(
      step.name,
      {
        ...(Object.keys(declared).length > 0 ? { inputDefinitions: { artifacts: declared } } : {}),
        outputDefinitions: { ...(Object.keys(made).length > 0 ? { artifacts: made } : {}), parameters: results },
      },
      launcher(props, "custom_job", "CustomJob", props.stepArguments(step, job)),
      {
        ...(Object.keys(taken).length > 0 ? { inputs: { artifacts: taken } } : {}),
        ...(previous === undefined ? {} : { dependentTasks: [previous.name] }),
        ...retryPolicy(step.retries),
      },
    );
  });

  const last = props.steps[props.steps.length - 1];
  const trained = props.steps.find(({ outputs }) => outputs.includes("model"));
  if (props.gate && props.model && last && trained) {
    parameters[parentModelParameter] = parameter("STRING");
    addGate(components, executors, tasks, props, props.gate, last, trained.name);
  }
  return {
    schemaVersion: "2.1.0",
    sdkVersion: "kfp-2.7.0",
    pipelineInfo: { name: props.name },
    root: { ...(Object.keys(parameters).length > 0 ? { inputDefinitions: { parameters } } : {}), dag: { tasks } },
    components,
    deploymentSpec: { executors },
  };
}

/** Files that are no artifacts of the lineage. The image reads and writes `gs://` through Cloud Storage FUSE. */
function folder(bucketName: string, prefix: string, step: string, output: string): string {
  return `gs://${bucketName}/${prefix}{{$.pipeline_job_name}}/${step}/${output}`;
}

/** Types of Vertex AI's lineage. */
function schemaOf(name: string): string {
  if (name === "model") return "system.Model";
  return name === "data" || name === "prepared" || name === "predictions" ? "system.Dataset" : "system.Artifact";
}

function launcher(props: DefinitionProps, module: string, type: string, payload: object, more: string[] = []): object {
  return {
    container: {
      image: props.launcherImage,
      command: ["python3", "-u", "-m", `google_cloud_pipeline_components.container.v1.${module}.launcher`],
      args: [
        ...["--type", type, "--payload", JSON.stringify(payload), "--project", props.project],
        ...["--location", props.region, "--gcp_resources", outputFile("gcp_resources"), ...more],
      ],
    },
  };
}

function retryPolicy(retries: number): object {
  if (retries === 0) return {};
  return {
    retryPolicy: {
      maxRetryCount: retries,
      backoffDuration: `${backoffSeconds}s`,
      backoffFactor: 2,
      backoffMaxDuration: "3600s",
    },
  };
}

/** The threshold is written here and is no parameter of a run: whoever starts one cannot loosen it. */
function addGate(
  components: Record<string, object>,
  executors: Record<string, object>,
  tasks: Record<string, object>,
  props: DefinitionProps,
  gate: NonNullable<DefinitionProps["gate"]>,
  last: PipelineStep,
  trained: string,
): void {
  const model = artifact("system.Model");
  components["comp-register"] = {
    executorLabel: "exec-register",
    inputDefinitions: { artifacts: { model }, parameters: { [parentModelParameter]: parameter("STRING") } },
    outputDefinitions: {
      artifacts: { model: artifact("google.VertexModel") },
      parameters: { gcp_resources: parameter("STRING") },
    },
  };
  executors["exec-register"] = launcher(props, "model.upload_model", "UploadModel", props.model ?? {}, [
    ...["--executor_input", "{{$}}"],
    ...["--parent_model_name", `{{$.inputs.parameters['${parentModelParameter}']}}`],
  ]);
  components["comp-gate"] = {
    inputDefinitions: {
      artifacts: { model },
      parameters: {
        [gateValue]: parameter("NUMBER_DOUBLE"),
        [gateThreshold]: parameter("NUMBER_DOUBLE"),
        [parentModelParameter]: parameter("STRING"),
      },
    },
    dag: {
      tasks: {
        register: {
          taskInfo: { name: "register" },
          componentRef: { name: "comp-register" },
          cachingOptions: {},
          inputs: {
            artifacts: { model: { componentInputArtifact: "model" } },
            parameters: { [parentModelParameter]: { componentInputParameter: parentModelParameter } },
          },
          // Never repeated: an upload whose answer was lost would register the version twice.
        },
      },
    },
  };
  tasks["gate"] = {
    taskInfo: { name: "gate" },
    componentRef: { name: "comp-gate" },
    dependentTasks: [last.name, trained],
    inputs: {
      artifacts: { model: { taskOutputArtifact: { producerTask: trained, outputArtifactKey: "model" } } },
      parameters: {
        [gateValue]: { taskOutputParameter: { producerTask: last.name, outputParameterKey: gateValue } },
        [gateThreshold]: constant(gate.threshold),
        [parentModelParameter]: { componentInputParameter: parentModelParameter },
      },
    },
    triggerPolicy: {
      condition: `inputs.parameter_values['${gateValue}'] >= inputs.parameter_values['${gateThreshold}']`,
    },
  };
}
