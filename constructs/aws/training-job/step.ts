/** A training step as SageMaker's CreateTrainingJob takes it. */
import type { StepOnInstance } from "../checks/steps.js";

export interface TrainingSettings {
  readonly roleArn: string;
  readonly imageUri: string;
  readonly digest: string;
  readonly image: { readonly command: readonly string[] };
  readonly network: { readonly subnetIds: readonly string[]; readonly jobSecurityGroupId: string };
  readonly bucket: { readonly keyArn: string };
  readonly tags?: Record<string, string>;
}

/** Where a training step of a run reads and writes: S3 URIs, or the pipeline's own references to them. */
export interface TrainingRun {
  /** Channel → where its files lie. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Argument → its value. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputUri: unknown;
  readonly checkpointUri: unknown;
}

/** The arguments of CreateTrainingJob. Retries are the pipeline's alone: two who retry multiply. */
export function trainingArguments(settings: TrainingSettings, step: StepOnInstance, run: TrainingRun): object {
  const { image, bucket, network } = settings;
  const { localStorage = false, interruptible = false } = step;
  // an hour more than the run, where nobody says how long it may wait
  const wait = step.maxWaitSeconds ?? step.timeoutSeconds + 3600;
  return {
    RoleArn: settings.roleArn,
    AlgorithmSpecification: {
      TrainingImage: settings.imageUri,
      TrainingInputMode: "File",
      ContainerEntrypoint: image.command,
      ContainerArguments: ["train"],
    },
    HyperParameters: run.parameters,
    InputDataConfig: Object.entries(run.inputs).map(([channel, uri]) => ({
      ChannelName: channel,
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3DataDistributionType: "FullyReplicated", S3Uri: uri } },
    })),
    OutputDataConfig: { S3OutputPath: run.outputUri, KmsKeyId: bucket.keyArn },
    ResourceConfig: {
      InstanceCount: step.nodes,
      InstanceType: step.instanceType,
      VolumeSizeInGB: step.volumeGiB,
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10): refused with local storage
      ...(localStorage ? {} : { VolumeKmsKeyId: bucket.keyArn }),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: step.timeoutSeconds,
      ...(interruptible ? { MaxWaitTimeInSeconds: wait } : {}),
    },
    ...(interruptible
      ? { EnableManagedSpotTraining: true, CheckpointConfig: { S3Uri: run.checkpointUri } }
      : { EnableManagedSpotTraining: false }),
    // SageMaker brings data in and takes the model out; the training code itself reaches nothing.
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    VpcConfig: { SecurityGroupIds: [network.jobSecurityGroupId], Subnets: network.subnetIds },
    Environment: { PILOT_IMAGE_DIGEST: settings.digest },
    Tags: Object.entries(settings.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}
