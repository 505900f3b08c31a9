/** The AWS pilot: what a spec becomes on SageMaker. Read it from top to bottom: it is the pilot. */
import { Lazy, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Budget } from "../../constructs/aws/budget.js";
import { Dashboard } from "../../constructs/aws/dashboard.js";
import { DataBucket } from "../../constructs/aws/data-bucket.js";
import { Endpoint } from "../../constructs/aws/endpoint.js";
import { Exporter } from "../../constructs/aws/exporter.js";
import { ModelRegistry } from "../../constructs/aws/model-registry.js";
import { Pipeline } from "../../constructs/aws/pipeline.js";
import { PrivateNetwork } from "../../constructs/aws/private-network.js";
import { Quotas } from "../../constructs/aws/quotas.js";
import { TrainingJob } from "../../constructs/aws/training-job.js";
import { addLedger } from "../ledger.js";
import { addNextSteps, repoPaths } from "../next-steps.js";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { hyperparameters, imageSteps, scoringStep } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { addProvider, boundRoles } from "./deployer.js";
import { machineOf, onMachine } from "./hardware.js";
import { awsNames } from "./names.js";
import { nextSteps } from "./next-steps.js";
import { Operator } from "./operator.js";
import { quotaNeeds } from "./quotas.js";
import { stackRules } from "./rules.js";

/** Until when a release that is listed can go live again. */
function wayBack({ endpoint, data }: Pick<PilotSpec, "endpoint" | "data">): string {
  const artifacts = `one that was registered before there was models/ lies under artifacts/ and expires after ${data.retentionDays.artifacts} days`;
  return endpoint.mode === "batch"
    ? `A release can go live again as long as its file lies under models/, where nothing expires; ${artifacts}.`
    : "A release can go live again as long as it is listed: its model lies under models/, where nothing expires, and its " +
        `image is kept by the tag release-VERSION, which next_4_approve sets; ${artifacts}.`;
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

    addProvider(this, aws);
    addState(this, spec.state, `${name}-aws`);

    const operatorRole =
      operators.aws.length === 0
        ? undefined
        : new Operator(this, "operator", { roleName: names.operatorRole, operators: operators.aws, tags });
    const operator = operatorRole?.identity;

    // From where operators and clients may come. The network is made after the bucket: its VPC is read at synth.
    const clients = {
      allowedClients: network.allowedClients,
      clientVpcIds: [Lazy.stringValue({ produce: () => privateNetwork.vpcId }), ...aws.clientVpcIds],
    };
    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      ...clients,
      bucketName: names.dataBucket,
      accessLogBucketName: names.accessLogBucket,
      keyAlias: names.keyAlias,
      owner: owners.data,
      retentionDays: { ...spec.data.retentionDays, capture: spec.endpoint.captureRetentionDays },
      operators: operators.aws,
      keyServices: ["log groups", "alarms"],
      onDestroy,
    });
    const budget = new Budget(this, "budget", {
      ...place,
      ...spec.budget,
      name: names.budget,
      owner: owners.budget,
      costTag: aws.budgetScope === "pilot" ? { key: "pilot", value: name } : undefined,
      bucket: dataBucket,
    });
    if (spec.quotas.check) new Quotas(this, "quotas", { owner: owners.budget, needs: quotaNeeds(spec) });

    const privateNetwork: PrivateNetwork = new PrivateNetwork(this, "private-network", {
      ...place,
      name,
      owner: owners.network,
      cidr: network.cidr,
      zones: aws.zones,
      zoneBlocks: aws.zoneBlocks,
      flowLogRetentionDays: network.flowLogRetentionDays,
      interfaceEndpoints: spec.paused ? {} : aws.interfaceEndpoints,
      allowedClients: network.allowedClients,
      existing: aws.existingNetwork,
      guards: budget.guards,
    });
    privateNetwork.allowBucket(dataBucket);

    // A trained model goes where nothing expires it: its release is read from there as long as it is listed.
    const steps = imageSteps(spec, `s3://${dataBucket.bucketName}`).map((step) =>
      onMachine(step.name === "train" ? { ...step, outputPrefix: "models/" } : step, aws.machines),
    );
    const trainingJob = new TrainingJob(this, "training-job", {
      ...place,
      ...onMachine({ hardware: spec.training.hardware }, aws.machines),
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
    privateNetwork.releasedBy(trainingJob.identity);
    // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
    // (exports/).
    for (const prefix of ["data/", "artifacts/", "evaluation/", "models/"] as const) {
      dataBucket.grantRead(trainingJob.identity, prefix);
    }
    for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
      dataBucket.grantWrite(trainingJob.identity, prefix);
    }

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
        servingInstanceType: machineOf(spec.endpoint.hardware, aws.machines).instanceType,
      },
      image,
      trainingJob,
      bucket: dataBucket,
      network: privateNetwork,
      cacheDays: aws.stepCacheDays,
      alarmTopicArn: budget.alarmTopicArn,
      paused: spec.paused,
    });
    // The gate's value is read by SageMaker with the pipeline's role, from outside of the network; so is a new
    // version's model.
    dataBucket.grantRead(pipeline.identity, "evaluation/");
    dataBucket.grantRead(pipeline.identity, "artifacts/");
    dataBucket.grantRead(pipeline.identity, "models/");
    trainingJob.grantPull(pipeline.identity);
    modelRegistry.grantRegister(pipeline.identity);

    const release = aws.live === null ? undefined : aws.releases[aws.live];
    const batch =
      spec.endpoint.mode === "batch" && release !== undefined
        ? new Pipeline(this, "batch", {
            ...place,
            name: names.batchPipeline,
            owner: owners.serving,
            roleName: names.batchPipelineRole,
            steps: [onMachine(scoringStep(spec, release), aws.machines)],
            image,
            trainingJob,
            bucket: dataBucket,
            network: privateNetwork,
            schedule: spec.endpoint.schedule,
            alarmTopicArn: budget.alarmTopicArn,
            paused: spec.paused,
          })
        : undefined;

    const endpoint =
      spec.endpoint.mode === "realtime"
        ? new Endpoint(this, "endpoint", {
            ...place,
            ...onMachine(spec.endpoint, aws.machines),
            ...clients,
            name: names.endpoint,
            owner: owners.serving,
            roleName: names.endpointRole,
            releases: aws.releases,
            live: aws.live,
            modelRegistry,
            kind: aws.endpointKind,
            modelsThroughNetworkOnly: aws.modelsThroughNetworkOnly,
            network: aws.endpointKind === "serverless" ? undefined : privateNetwork,
            bucket: dataBucket,
            alarmTopicArn: budget.alarmTopicArn,
            paused: spec.paused,
          })
        : undefined;
    if (endpoint) {
      if (aws.endpointKind !== "serverless") privateNetwork.releasedBy(endpoint.identity);
      // It reads models and writes what it captures; an asynchronous one also reads the requests that wait under data/.
      dataBucket.grantRead(endpoint.identity, "models/");
      dataBucket.grantRead(endpoint.identity, "artifacts/"); // releases that were registered before there was models/
      dataBucket.grantWrite(endpoint.identity, "capture/");
      if (aws.endpointKind === "async") dataBucket.grantRead(endpoint.identity, "data/");
      trainingJob.grantPull(endpoint.identity);
    }

    operatorRole?.allowToWatch({
      ...place,
      pilot: name,
      logGroups: [
        ...trainingJob.logGroups,
        ...(privateNetwork.flowLogGroup === undefined ? [] : [privateNetwork.flowLogGroup]),
        ...(endpoint === undefined ? [] : [endpoint.logGroup]),
      ],
      endpoints: endpoint?.endpointName === undefined ? [] : [endpoint.endpointName],
    });
    if (operator) {
      trainingJob.grantPush(operator);
      modelRegistry.grantApprove(operator);
      if (pipeline.pipelineName) pipeline.grantStart(operator);
      if (batch?.pipelineName) batch.grantStart(operator);
      if (endpoint?.endpointName) endpoint.grantInvoke(operator);

      const exporter = new Exporter(this, "exporter", {
        ...place,
        ...clients,
        owner: owners.data,
        roleName: names.exporterRole,
        readers: operators.aws,
        modelRegistry,
        pipeline,
      });
      // Models and prepared data leave by this role; raw data and captured requests do not.
      dataBucket.grantRead(exporter.identity, "models/");
      dataBucket.grantRead(exporter.identity, "artifacts/");
      dataBucket.grantRead(exporter.identity, "evaluation/");
      trainingJob.grantPull(exporter.identity);
    }
    for (const box of [pipeline, batch]) if (box) budget.stopAt(box.identity);
    if (operator) budget.stopAt(operator);

    if (!spec.paused) {
      new Dashboard(this, "dashboard", {
        name: names.dashboard,
        region,
        bucket: dataBucket,
        pipeline,
        endpoint: endpoint && { endpointName: endpoint.endpointName, p95Milliseconds: spec.endpoint.p95Milliseconds },
      });
    }
    addNextSteps(
      this,
      nextSteps({
        paths: repoPaths(spec),
        ...place,
        name,
        names,
        operator,
        dataBucket,
        s3Url: privateNetwork.s3Url,
        trainingJob,
        pipeline,
        modelRegistry,
        endpoint,
        batch,
        kind: aws.endpointKind,
      }),
    );
    boundRoles(this, aws.permissionsBoundary);
    addLedger(this, {
      pilot: name,
      platform: "aws",
      phase: spec.image.digest === null ? 0 : Object.keys(aws.releases).length === 0 ? 1 : 2,
      fit,
      releases: aws.releases,
      live: aws.live,
      paused: spec.paused,
      wayBack: wayBack(spec),
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.aws, budget: spec.budget },
    });
    addRules(this, stackRules(spec));
  }
}
