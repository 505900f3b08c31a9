/**
 * A pipeline as Azure ML's own pipeline job. Inside `jobs` the keys are of mixed case, as Microsoft's SDK writes them:
 * ARM's types leave them open, so a misspelt key would be found by the service only. `$${{` reaches Azure as `${{`:
 * Terraform reads strings as templates.
 */
import { Token } from "cdktf";
import { gateStep, type Step } from "../../pilot/step.js";

/**
 * A step that runs the image, on a VM size. Azure ML has no start time of a run to give: such an argument is left out.
 */
export interface PipelineStep extends Step {
  readonly vmSize: string;
}

/** A folder, a literal or a binding that a step is given. */
export interface NodeInput {
  readonly job_input_type: "uri_folder" | "custom_model" | "literal";
  readonly value?: string;
  readonly uri?: string;
  readonly mode?: "ReadOnlyMount";
}

/** A folder that a step writes; with a name it becomes a version of that model when the step has succeeded. */
export interface NodeOutput {
  readonly job_output_type: "uri_folder" | "custom_model";
  readonly uri: string;
  readonly mode: "ReadWriteMount";
  readonly name?: string;
}

/** A step as a node of a pipeline job. */
export interface Node {
  readonly type: "command";
  readonly name: string;
  readonly componentId: string;
  readonly computeId: string;
  readonly inputs: Readonly<Record<string, NodeInput>>;
  readonly outputs: Readonly<Record<string, NodeOutput>>;
  readonly environment_variables: Readonly<Record<string, string>>;
  readonly identity: { readonly identity_type: "Managed" };
  readonly limits: { readonly job_limits_type: "Command"; readonly timeout: string };
  readonly resources: { readonly instance_count: number };
}

/** The ARM body of a pipeline job, as a schedule holds it. */
export interface PipelineJobBody {
  readonly jobType: "Pipeline";
  readonly displayName: string;
  readonly experimentName: string;
  readonly inputs: Readonly<
    Record<string, { readonly jobInputType: "uri_folder"; readonly uri: string; readonly mode: "ReadOnlyMount" }>
  >;
  readonly settings: { readonly continue_on_step_failure: boolean; readonly force_rerun: boolean };
  readonly jobs: Readonly<Record<string, Node>>;
}

/** What a step's command line is made of: what a component is, without where it runs. */
export interface Command {
  readonly command: string;
  readonly inputs: Readonly<Record<string, { readonly type: "uri_folder" | "custom_model" }>>;
  readonly outputs: Readonly<Record<string, { readonly type: "uri_folder" | "custom_model" }>>;
}

export interface DefinitionProps {
  readonly name: string;
  readonly steps: readonly PipelineStep[];
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** The model's name as a reference. @default - nothing is registered */
  readonly modelName?: string;
  readonly digest: string;
  readonly pathOf: (prefix: string) => string;
  readonly computeFor: (step: PipelineStep) => string;
  readonly componentOf: (step: PipelineStep) => string;
  /** The ARM id of a version of the model. */
  readonly versionId: (version: string) => string;
}

/** The variable of a step's container that a parameter becomes. */
export const variableOf = (parameter: string): string => `PILOT_${parameter.replace(/-/g, "_").toUpperCase()}`;

/** What follows a step: its place in the order, as an input that nothing reads. */
const after = "after";

/** Text that Terraform gives back as it is. A reference stays one. */
const asText = (text: string): string => (Token.isUnresolved(text) ? text : text.replace(/([$%])\{/g, "$1$1{"));

/** A word for a shell: only what a shell leaves alone stands without quotes. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : asText(`'${word.replace(/'/g, "'\\''")}'`);

/**
 * A step's command line: only fixed words and folders. Parameters come as environment variables, because what a user
 * wrote must not reach a shell.
 */
export function commandOf(step: PipelineStep, image: readonly string[], isFirst: boolean, isModel: boolean): Command {
  const inputs: Record<string, { type: "uri_folder" | "custom_model" }> = {};
  for (const [name, from] of Object.entries(step.inputs)) {
    inputs[name] = { type: "release" in from ? "custom_model" : "uri_folder" };
  }
  const outputs: Record<string, { type: "uri_folder" | "custom_model" }> = {};
  for (const name of step.outputs) outputs[name] = { type: isModel ? "custom_model" : "uri_folder" };
  const words = [
    ...image.map(quoted),
    step.entryPoint,
    ...Object.keys(inputs).map((name) => `--${name} $\${{inputs.${name}}}`),
    ...Object.keys(outputs).map((name) => `--${name} $\${{outputs.${name}}}`),
  ];
  if (!isFirst) inputs[after] = { type: "uri_folder" };
  return { command: words.join(" "), inputs, outputs };
}

/** The whole job: each step waits for the one before, because it is given its output. */
export function pipelineJob(props: DefinitionProps): PipelineJobBody {
  const steps = props.gate ? [...props.steps, gateStep(props.steps, props.gate)] : props.steps;
  const jobs: Record<string, Node> = {};
  for (const [index, step] of steps.entries()) jobs[step.name] = node(props, step, steps[index - 1]);
  return {
    jobType: "Pipeline",
    displayName: props.name,
    experimentName: props.name,
    // only what cannot loosen anything is an input of the job
    inputs: { data: { jobInputType: "uri_folder", uri: props.pathOf("data/"), mode: "ReadOnlyMount" } },
    settings: { continue_on_step_failure: false, force_rerun: true },
    jobs,
  };
}

function node(props: DefinitionProps, step: PipelineStep, previous: PipelineStep | undefined): Node {
  const bound = (value: string): NodeInput => ({ job_input_type: "literal", value });
  const inputs: Record<string, NodeInput> = {};
  for (const [name, from] of Object.entries(step.inputs)) {
    if ("step" in from) inputs[name] = bound(`$\${{parent.jobs.${from.step}.outputs.${from.output}}}`);
    else if ("release" in from) {
      inputs[name] = { job_input_type: "custom_model", uri: props.versionId(from.release), mode: "ReadOnlyMount" };
    } else if (from.prefix === "data/") inputs[name] = bound("$${{parent.inputs.data}}");
    else inputs[name] = { job_input_type: "uri_folder", uri: props.pathOf(from.prefix), mode: "ReadOnlyMount" };
  }
  if (previous) inputs[after] = bound(`$\${{parent.jobs.${previous.name}.outputs.${previous.outputs[0]}}}`);
  const outputs: Record<string, NodeOutput> = {};
  const isModel = step.name === "gate" && props.modelName !== undefined;
  for (const name of step.outputs) {
    outputs[name] = {
      job_output_type: isModel ? "custom_model" : "uri_folder",
      uri: `${props.pathOf(step.outputPrefix)}runs/$\${{name}}/${name}`,
      mode: "ReadWriteMount",
      ...(isModel ? { name: props.modelName } : {}),
    };
  }
  const variables: Record<string, string> = { PILOT_IMAGE_DIGEST: props.digest };
  for (const [name, value] of Object.entries(step.parameters)) {
    if (typeof value === "string") variables[variableOf(name)] = asText(value);
  }
  return {
    type: "command",
    name: step.name,
    componentId: props.componentOf(step),
    computeId: props.computeFor(step),
    inputs,
    outputs,
    environment_variables: variables,
    identity: { identity_type: "Managed" },
    limits: { job_limits_type: "Command", timeout: `PT${step.timeoutSeconds}S` },
    resources: { instance_count: step.nodes },
  };
}
