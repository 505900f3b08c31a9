/** The AWS pilot: what a spec becomes on SageMaker. Read it from top to bottom: it is the pilot. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataBucket } from "../../constructs/aws/data-bucket.js";
import { ModelRegistry } from "../../constructs/aws/model-registry.js";
import { Pipeline } from "../../constructs/aws/pipeline.js";
import { PrivateNetwork } from "../../constructs/aws/private-network.js";
import { TrainingJob } from "../../constructs/aws/training-job.js";
import { addLedger } from "../ledger.js";
import { addNextSteps } from "../next-steps.js";
import { addRules } from "../rules/index.js";
import type { FitRow } from "../spec/fit.js";
import { awsNames } from "../spec/names.js";
import type { HardwareClass, PilotSpec } from "../spec/schema.js";
import { hyperparameters, imageSteps, scoringStep } from "../spec/steps.js";
import { addState } from "../state.js";
import { hardwareOf } from "./hardware.js";
import { nextSteps } from "./next-steps.js";
import { Operator } from "./operator.js";
import { stackRules } from "./rules.js";

/** What has a hardware class, on the instance type that it is here. */
function onMachine<T extends { readonly hardware: HardwareClass }>(step: T) {
  const { instanceType, localStorage } = hardwareOf(step.hardware);
  return { ...step, instanceType, localStorage };
}

/** One pilot on AWS. */
export class AwsPilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "aws">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, operators, onDestroy, network, image, aws } = spec;
    const { account, region } = aws;
    const names = awsNames(name, account);
    const tags = { ...spec.labels, pilot: name };
    const place = { account, region, tags };

    new AwsProvider(this, "aws", { region, allowedAccountIds: [account] });
    addState(this, spec.state, `${name}-aws`);

    const operator =
      operators.aws.length === 0
        ? undefined
        : new Operator(this, "operator", { roleName: names.operatorRole, operators: operators.aws, tags }).identity;

    const privateNetwork = new PrivateNetwork(this, "private-network", {
      ...place,
      name,
      owner: owners.network,
      cidr: network.cidr,
      zones: aws.zones,
      flowLogRetentionDays: network.flowLogRetentionDays,
      interfaceEndpoints: aws.interfaceEndpoints,
      allowedClients: network.allowedClients,
      existing: aws.existingNetwork,
    });

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogBucketName: names.accessLogBucket,
      keyAlias: names.keyAlias,
      owner: owners.data,
      retentionDays: { ...spec.data.retentionDays, capture: spec.endpoint.captureRetentionDays },
      operators: operators.aws,
      allowedClients: network.allowedClients,
      keyServices: ["log groups"],
      onDestroy,
    });
    privateNetwork.allowBucket(dataBucket);

    const steps = imageSteps(spec, `s3://${dataBucket.bucketName}`).map(onMachine);
    const trainingJob = new TrainingJob(this, "training-job", {
      ...place,
      ...onMachine({ hardware: spec.training.hardware }),
      owner: owners.training,
      roleName: names.trainingRole,
      imageRepositoryName: names.imageRepository,
      image,
      network: privateNetwork,
      bucket: dataBucket,
      hyperparameters: hyperparameters(spec),
      nodes: spec.training.nodes,
      volumeGiB: spec.training.volumeGiB,
      maxRuntimeSeconds: spec.training.maxRuntimeSeconds,
      interruptible: spec.training.interruptible,
      maxWaitSeconds: spec.training.maxWaitSeconds,
      imagesKept: spec.registry.imagesKept,
      logGroups: aws.jobLogGroups,
      onDestroy,
    });
    // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform (exports/).
    for (const prefix of ["data/", "artifacts/", "evaluation/"] as const) {
      dataBucket.grantRead(trainingJob.identity, prefix);
    }
    for (const prefix of ["artifacts/", "evaluation/"] as const) dataBucket.grantWrite(trainingJob.identity, prefix);

    const modelRegistry = new ModelRegistry(this, "model-registry", {
      ...place,
      name: names.modelPackageGroup,
      owner: owners.training,
    });

    const pipeline = new Pipeline(this, "pipeline", {
      ...place,
      name: names.pipeline,
      owner: owners.training,
      roleName: names.pipelineRole,
      steps,
      gate: spec.gate,
      modelRegistry: {
        modelPackageGroup: modelRegistry.modelPackageGroup,
        servingInstanceType: hardwareOf(spec.endpoint.hardware).instanceType,
      },
      image,
      trainingJob,
      bucket: dataBucket,
      network: privateNetwork,
      cacheDays: aws.stepCacheDays,
    });
    // The gate's value is read by SageMaker with the pipeline's role, from outside of the network; so is a new version's model.
    dataBucket.grantRead(pipeline.identity, "evaluation/");
    dataBucket.grantRead(pipeline.identity, "artifacts/");
    trainingJob.grantPull(pipeline.identity);
    modelRegistry.grantRegister(pipeline.identity);

    const release = aws.live === null ? undefined : aws.releases[aws.live];
    if (spec.endpoint.mode === "batch" && release !== undefined) {
      const batch = new Pipeline(this, "batch", {
        ...place,
        name: names.batchPipeline,
        owner: owners.serving,
        roleName: names.batchPipelineRole,
        steps: [onMachine(scoringStep(spec, release))],
        image,
        trainingJob,
        bucket: dataBucket,
        network: privateNetwork,
        schedule: spec.endpoint.schedule,
        paused: spec.paused,
      });
      if (operator && batch.pipelineName) batch.grantStart(operator);
    }

    if (operator) {
      trainingJob.grantPush(operator);
      modelRegistry.grantApprove(operator);
      if (pipeline.pipelineName) pipeline.grantStart(operator);
    }

    addNextSteps(
      this,
      nextSteps({
        region,
        account,
        profile: operator && `${name}-operator`,
        operator,
        dataBucket,
        trainingJob,
        pipeline,
        modelRegistry,
      }),
    );
    addLedger(this, {
      pilot: name,
      vendor: "aws",
      phase: spec.image.digest === null ? 0 : Object.keys(aws.releases).length === 0 ? 1 : 2,
      fit,
      releases: aws.releases,
      live: aws.live,
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.aws, budget: spec.budget },
    });
    addRules(this, stackRules(spec));
  }
}
