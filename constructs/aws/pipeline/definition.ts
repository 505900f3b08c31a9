/** A pipeline as SageMaker's own pipeline definition, schema version 2020-12-01. */

import type { StepOnInstance } from "../checks/steps.js";

/**
 * A step that runs the image, on an instance type. A release is named by where its model lies: below `models/` with
 * that word in front, or below `artifacts/` without.
 */
export type PipelineStep = StepOnInstance;

/** Where a training step reads and writes. */
export interface TrainingRun {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputUri: unknown;
  readonly checkpointUri: unknown;
}

export interface DefinitionProps {
  readonly region: string;
  readonly steps: readonly PipelineStep[];
  readonly image: { readonly uri: string; readonly digest: string; readonly command: readonly string[] };
  readonly jobRoleArn: string;
  readonly trainingArguments: (step: PipelineStep, run: TrainingRun) => object;
  readonly bucket: { readonly bucketName: string; readonly keyArn: string };
  readonly network: { readonly subnetIds: readonly string[]; readonly jobSecurityGroupId: string };
  readonly gate?: { readonly metric: string; readonly threshold: number };
  readonly modelRegistry?: { readonly modelPackageGroup: string; readonly servingInstanceType: string };
  readonly cacheDays?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The pipeline's one parameter: where a run reads its data. */
export const inputData = { name: "InputDataUri", uri: (bucketName: string) => `s3://${bucketName}/data/` } as const;

const get = (reference: string) => ({ Get: reference });
const join = (...values: unknown[]) => ({ "Std:Join": { On: "/", Values: values } });
const execution = get("Execution.PipelineExecutionId");

/** The steps that run the image, in their order; the last of them decides where there is a gate. */
export function definition(props: DefinitionProps): { readonly Steps: ReadonlyArray<{ readonly Name: string }> } {
  const steps = props.steps.map((step, index) => {
    const previous = props.steps[index - 1];
    return {
      Name: step.name,
      Type: step.name === "train" ? "Training" : "Processing",
      ...(previous === undefined ? {} : { DependsOn: [previous.name] }),
      ...retryPolicies(step.retries, true),
      // The key of the cache is where an input lies and not what it holds. A step that calls out is a test of the
      // moment.
      ...(props.cacheDays === undefined || step.callsOut
        ? {}
        : { CacheConfig: { Enabled: true, ExpireAfter: `P${props.cacheDays}D` } }),
      ...(step.name === "train" ? training(props, step) : processing(props, step)),
    };
  });
  const last = props.steps[props.steps.length - 1];
  const { gate, modelRegistry } = props;
  const decision =
    gate && modelRegistry && last ? [gateStep(gate, last.name, registerStep(props, modelRegistry, last))] : [];
  return {
    Version: "2020-12-01",
    Metadata: {},
    // Only what cannot loosen anything is a parameter: whoever may start a run may set it. The job's role reads no
    // other bucket.
    Parameters: [{ Name: inputData.name, Type: "String", DefaultValue: inputData.uri(props.bucket.bucketName) }],
    Steps: [...steps, ...decision],
  } as { Steps: Array<{ Name: string }> };
}

/** Capacity and internal errors wait a minute, throttling a second; twice as long each time. */
function retryPolicies(retries: number, isJob: boolean): object {
  if (retries === 0) return {};
  const job = { ExceptionType: ["SageMaker.CAPACITY_ERROR", "SageMaker.JOB_INTERNAL_ERROR"], IntervalSeconds: 60 };
  const call = { ExceptionType: ["Step.SERVICE_FAULT", "Step.THROTTLING"], IntervalSeconds: 1 };
  return {
    RetryPolicies: (isJob ? [job, call] : [call]).map((policy) => ({
      ...policy,
      BackoffRate: 2,
      MaxAttempts: retries,
    })),
  };
}

function source(props: DefinitionProps, input: PipelineStep["inputs"][string]): unknown {
  if ("release" in input) {
    // Before there was models/, which never expires, a release lay below artifacts/ and was named without it.
    const place = input.release.startsWith("models/") ? "" : "artifacts/";
    return `s3://${props.bucket.bucketName}/${place}${input.release}`;
  }
  if ("prefix" in input) {
    return input.prefix === "data/"
      ? get(`Parameters.${inputData.name}`)
      : `s3://${props.bucket.bucketName}/${input.prefix}`;
  }
  return input.step === "train"
    ? get("Steps.train.ModelArtifacts.S3ModelArtifacts")
    : get(`Steps.${input.step}.ProcessingOutputConfig.Outputs['${input.output}'].S3Output.S3Uri`);
}

const sources = (props: DefinitionProps, step: PipelineStep): Array<readonly [name: string, uri: unknown]> =>
  Object.entries(step.inputs).map(([name, input]) => [name, source(props, input)] as const);

const target = ({ bucket }: DefinitionProps, prefix: string, output: string) =>
  join(`s3://${bucket.bucketName}/${prefix}runs`, execution, output);

/** The value of an argument; the start time is known only while the pipeline runs. */
const argumentOf = (value: PipelineStep["parameters"][string]): unknown =>
  typeof value === "string" ? value : get("Execution.StartDateTime");

function training(props: DefinitionProps, step: PipelineStep): object {
  const inputs: Record<string, unknown> = {};
  for (const [name, uri] of sources(props, step)) inputs[name] = uri;
  const [output = "model"] = step.outputs;
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(step.parameters)) parameters[name] = argumentOf(value);
  const run = {
    inputs,
    parameters,
    outputUri: target(props, step.outputPrefix, output),
    checkpointUri: target(props, "artifacts/", "checkpoints"),
  };
  return { Arguments: props.trainingArguments(step, run) };
}

function processing(props: DefinitionProps, step: PipelineStep): object {
  const { image, bucket, network, gate } = props;
  const given = Object.entries(step.parameters).map(([name, value]) => [`--${name}`, argumentOf(value)] as const);
  const parameters: unknown[] = [];
  for (const pair of given) parameters.push(...pair);
  const isDeciding = gate !== undefined && step.outputs.includes("evaluation");
  return {
    ...(isDeciding
      ? { PropertyFiles: [{ PropertyFileName: "evaluation", OutputName: "evaluation", FilePath: "evaluation.json" }] }
      : {}),
    Arguments: {
      RoleArn: props.jobRoleArn,
      AppSpecification: {
        ImageUri: image.uri,
        ContainerEntrypoint: image.command,
        ContainerArguments: [step.entryPoint, ...parameters],
      },
      ProcessingResources: {
        ClusterConfig: {
          InstanceCount: step.nodes,
          InstanceType: step.instanceType,
          VolumeSizeInGB: step.volumeGiB,
          ...(step.localStorage ? {} : { VolumeKmsKeyId: bucket.keyArn }),
        },
      },
      NetworkConfig: {
        EnableInterContainerTrafficEncryption: true,
        EnableNetworkIsolation: step.callsOut !== true,
        VpcConfig: { SecurityGroupIds: [network.jobSecurityGroupId], Subnets: network.subnetIds },
      },
      ProcessingInputs: sources(props, step).map(([name, uri]) => ({
        InputName: name,
        AppManaged: false,
        S3Input: {
          S3Uri: uri,
          LocalPath: `/opt/ml/processing/input/${name}`,
          S3DataType: "S3Prefix",
          S3InputMode: "File",
          S3DataDistributionType: "FullyReplicated",
        },
      })),
      ProcessingOutputConfig: {
        KmsKeyId: bucket.keyArn,
        Outputs: step.outputs.map((output) => ({
          OutputName: output,
          AppManaged: false,
          S3Output: {
            S3Uri: target(props, step.outputPrefix, output),
            LocalPath: `/opt/ml/processing/output/${output}`,
            S3UploadMode: "EndOfJob",
          },
        })),
      },
      StoppingCondition: { MaxRuntimeInSeconds: step.timeoutSeconds },
      Environment: { AWS_REGION: props.region, PILOT_IMAGE_DIGEST: image.digest },
      Tags: Object.entries(props.tags).map(([Key, Value]) => ({ Key, Value })),
    },
  };
}

/** The threshold is written here and is no parameter. A model below it ends in a step that says so. */
function gateStep(gate: NonNullable<DefinitionProps["gate"]>, evaluate: string, register: object): object {
  return {
    Name: "gate",
    Type: "Condition",
    DependsOn: [evaluate],
    Arguments: {
      Conditions: [
        {
          Type: "GreaterThanOrEqualTo",
          LeftValue: {
            "Std:JsonGet": {
              PropertyFile: get(`Steps.${evaluate}.PropertyFiles.evaluation`),
              Path: `metrics.${gate.metric}.value`,
            },
          },
          RightValue: gate.threshold,
        },
      ],
      IfSteps: [register],
      ElseSteps: [
        {
          Name: "rejected",
          Type: "Fail",
          Arguments: {
            ErrorMessage: {
              "Std:Join": { On: " ", Values: [`${gate.metric} is below ${gate.threshold} in run`, execution] },
            },
          },
        },
      ],
    },
  };
}

function registerStep(
  props: DefinitionProps,
  registry: NonNullable<DefinitionProps["modelRegistry"]>,
  evaluate: PipelineStep,
): object {
  const evaluation = get(`Steps.${evaluate.name}.ProcessingOutputConfig.Outputs['evaluation'].S3Output.S3Uri`);
  const contentTypes = ["application/json", "text/csv"];
  return {
    Name: "register",
    Type: "RegisterModel",
    ...retryPolicies(evaluate.retries, false),
    Arguments: {
      ModelPackageGroupName: registry.modelPackageGroup,
      ModelApprovalStatus: "PendingManualApproval",
      InferenceSpecification: {
        Containers: [{ Image: props.image.uri, ModelDataUrl: get("Steps.train.ModelArtifacts.S3ModelArtifacts") }],
        SupportedContentTypes: contentTypes,
        SupportedResponseMIMETypes: contentTypes,
        SupportedRealtimeInferenceInstanceTypes: [registry.servingInstanceType],
        SupportedTransformInstanceTypes: [registry.servingInstanceType],
      },
      ModelMetrics: {
        ModelQuality: { Statistics: { ContentType: "application/json", S3Uri: join(evaluation, "evaluation.json") } },
      },
      CustomerMetadataProperties: { run: execution, data: get(`Parameters.${inputData.name}`) },
    },
  };
}
