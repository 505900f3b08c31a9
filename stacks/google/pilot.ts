/** The Google pilot: what a spec becomes on Vertex AI. Read it from top to bottom: it is the pilot. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Budget } from "../../constructs/google/budget.js";
import { Dashboard } from "../../constructs/google/dashboard.js";
import { DataBucket } from "../../constructs/google/data-bucket.js";
import { Endpoint } from "../../constructs/google/endpoint.js";
import { Exporter } from "../../constructs/google/exporter.js";
import { ModelRegistry } from "../../constructs/google/model-registry.js";
import { Pipeline } from "../../constructs/google/pipeline.js";
import { PrivateNetwork } from "../../constructs/google/private-network.js";
import { Quotas } from "../../constructs/google/quotas.js";
import { TrainingJob } from "../../constructs/google/training-job.js";
import { addLedger } from "../ledger.js";
import { addNextSteps, repoPaths } from "../next-steps.js";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { machineOf } from "./hardware.js";
import { holdPlace } from "./held.js";
import { googleNames } from "./names.js";
import { nextSteps } from "./next-steps.js";
import { googleNotes } from "./notes.js";
import { batchProps, pipelineProps, trainingProps } from "./pipelines.js";
import { quotaNeeds } from "./quotas.js";
import { stackRules } from "./rules.js";
import { enableServices } from "./services.js";
import { wayBack } from "./way-back.js";

/** An operator of the spec, as the grants take it. */
function identityOf(member: string) {
  return { name: member.replaceAll(/[^a-zA-Z0-9]+/g, "-"), member, policies: [] };
}

/** One pilot on Google. */
export class GooglePilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "google">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, operators, onDestroy, network, google } = spec;
    const { projectNumber, region } = google;
    const names = googleNames(name, google.project, google.keyGeneration, google.generation);
    const labels = { ...spec.labels, pilot: name };

    // The budget's API wants a project that pays for the call: people's own credentials name none.
    new GoogleProvider(this, "google", {
      project: google.project,
      region,
      userProjectOverride: true,
      billingProject: google.project,
    });
    addState(this, spec.state, `${name}-google`);
    const project = enableServices(
      this,
      google.project,
      projectNumber,
      google.serviceControls ? ["accesscontextmanager"] : [],
    );
    holdPlace(this, spec);
    const place = { project, projectNumber, region, labels, generation: google.generation };

    const privateNetwork = new PrivateNetwork(this, "private-network", {
      ...place,
      name,
      owner: owners.network,
      cidr: network.cidr,
      apiForwardingRuleName: names.apiForwardingRule,
      flowLogRetentionDays: network.flowLogRetentionDays,
      allowedClients: network.allowedClients,
      serviceControls: google.serviceControls,
      accessPolicy: google.accessPolicy,
      paused: spec.paused,
      existing: google.existingNetwork,
    });

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogBucketName: names.accessLogBucket,
      listRoleId: names.listRoleId,
      keyRing: google.ownKey ? names.keyRing : undefined,
      owner: owners.data,
      retentionDays: spec.data.retentionDays,
      operators: operators.google,
      keyServices: ["vertex ai", "images", "captured requests"],
      onDestroy,
    });

    const budget = new Budget(this, "budget", {
      ...place,
      ...spec.budget,
      name: names.budget,
      billingAccount: google.billingAccount,
      owner: owners.budget,
    });
    new Quotas(this, "quotas", {
      ...place,
      name,
      owner: owners.budget,
      needs: quotaNeeds(spec),
      mode: google.quotaCheck ? "check" : "list",
    });

    const trainingJob = new TrainingJob(this, "training-job", {
      ...place,
      ...trainingProps(spec),
      owner: owners.training,
      serviceAccountId: names.trainingAccount,
      imageRepositoryName: names.imageRepository,
      network: privateNetwork,
      bucket: dataBucket,
      imagesKept: spec.registry.imagesKept,
    });
    // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
    // (exports/).
    dataBucket.grantRead(trainingJob.identity, "data/");
    for (const prefix of ["artifacts/", "evaluation/"] as const) dataBucket.grantWrite(trainingJob.identity, prefix);

    const modelRegistry = new ModelRegistry(this, "model-registry", {
      ...place,
      name: names.model,
      owner: owners.training,
    });

    const parts = { ...place, trainingJob, bucket: dataBucket, network: privateNetwork, modelRegistry };
    const shared = { ...parts, notificationChannels: budget.notificationChannels };
    const pipeline = new Pipeline(this, "pipeline", { ...shared, ...pipelineProps(spec, dataBucket.bucketName) });
    // Vertex AI keeps the run's artifacts and parameters there, and reads the gate's value back.
    dataBucket.grantWrite(pipeline.identity, "artifacts/");
    dataBucket.grantRunRoot(pipeline.identity);
    // Its workflow takes the files of registered models out of what expires.
    dataBucket.grantWrite(pipeline.workflowIdentity, "artifacts/");
    modelRegistry.grantRegister(pipeline.identity);

    const scoring = batchProps(spec);
    const batch = scoring && new Pipeline(this, "batch", { ...shared, ...scoring });
    if (batch) {
      dataBucket.grantWrite(batch.identity, "artifacts/");
      dataBucket.grantRunRoot(batch.identity);
      dataBucket.grantWrite(batch.workflowIdentity, "artifacts/");
    }

    const endpoint =
      spec.endpoint.mode === "batch"
        ? undefined
        : new Endpoint(this, "endpoint", {
            ...place,
            ...(google.machines.endpoint ?? machineOf(spec.endpoint.hardware, google.machines)),
            name: names.endpoint,
            endpointId: names.endpointId,
            owner: owners.serving,
            serviceAccountIds: names.endpointAccounts,
            releases: google.releases,
            live: google.live,
            modelRegistry,
            network: privateNetwork,
            bucket: dataBucket,
            trainingJob,
            minReplicas: spec.endpoint.minReplicas,
            maxReplicas: spec.endpoint.maxReplicas,
            p95Milliseconds: spec.endpoint.p95Milliseconds,
            errorPercent: spec.endpoint.errorPercent,
            canaryPercent: spec.endpoint.canaryPercent,
            idleHours: spec.endpoint.idleHours,
            captureDataset: names.captureDataset,
            captureRetentionDays: spec.endpoint.captureRetentionDays,
            notificationChannels: budget.notificationChannels,
            guards: budget.guards,
            serviceAttachment: google.serviceAttachment,
            paused: spec.paused,
            onDestroy,
          });
    if (endpoint) dataBucket.grantRead(endpoint.identity, "artifacts/");
    if (endpoint?.endpointId !== undefined) {
      // The release workflow takes the files and images of listed releases out of what expires.
      dataBucket.grantWrite(endpoint.releaseIdentity, "artifacts/");
      trainingJob.grantTag(endpoint.releaseIdentity);
    }

    for (const operator of operators.google.map(identityOf)) {
      trainingJob.grantPush(operator);
      modelRegistry.grantApprove(operator);
      // Also of every other workflow here: Workflows knows no rights on a single one.
      pipeline.grantStart(operator);
      pipeline.grantWatch(operator);
    }

    const exporter =
      operators.google.length === 0
        ? undefined
        : new Exporter(this, "exporter", {
            ...place,
            name,
            owner: owners.data,
            serviceAccountId: names.exporterAccount,
            readers: operators.google,
          });
    if (exporter) {
      // Models and prepared data lie under artifacts/; raw data and captured requests do not leave by this account.
      dataBucket.grantRead(exporter.identity, "artifacts/");
      dataBucket.grantRead(exporter.identity, "evaluation/");
      trainingJob.grantPull(exporter.identity);
    }
    new Dashboard(this, "dashboard", {
      name: names.dashboard,
      project,
      bucket: dataBucket,
      pipeline,
      endpoint: endpoint && { endpointId: endpoint.endpointId, p95Milliseconds: spec.endpoint.p95Milliseconds },
    });

    addNextSteps(
      this,
      nextSteps({
        ...place,
        paths: repoPaths(spec),
        dataBucket,
        trainingJob,
        modelRegistry,
        pipeline,
        endpoint,
        batch,
        exporter,
      }),
    );
    addLedger(this, {
      pilot: name,
      platform: "google",
      phase: spec.image.digest === null ? 0 : Object.keys(google.releases).length === 0 ? 1 : 2,
      fit,
      releases: google.releases,
      live: google.live,
      wayBack: wayBack(spec),
      lookFirst: googleNotes(spec),
      paused: spec.paused,
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.google, budget: spec.budget },
    });
    addRules(this, stackRules(spec));
  }
}
