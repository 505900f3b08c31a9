/** The Azure pilot: what a spec becomes on Azure Machine Learning. Read it from top to bottom: it is the pilot. */
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Budget } from "../../constructs/azure/budget.js";
import { DataBucket } from "../../constructs/azure/data-bucket.js";
import { Endpoint } from "../../constructs/azure/endpoint.js";
import { Exporter } from "../../constructs/azure/exporter.js";
import { ModelRegistry } from "../../constructs/azure/model-registry.js";
import { Pipeline } from "../../constructs/azure/pipeline.js";
import { PrivateNetwork } from "../../constructs/azure/private-network.js";
import { Quotas } from "../../constructs/azure/quotas.js";
import { TrainingJob } from "../../constructs/azure/training-job.js";
import { addLedger } from "../ledger.js";
import { addNextSteps, repoPaths } from "../next-steps.js";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { scoringStep } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { addDashboard } from "./dashboard.js";
import { holdPlace } from "./held.js";
import { replicationOf } from "./locations.js";
import { azureNames } from "./names.js";
import { nextSteps } from "./next-steps.js";
import { addProviders } from "./providers.js";
import { quotaNeeds } from "./quotas.js";
import { servedReleases, versionsOf } from "./releases.js";
import { stackRules } from "./rules.js";
import { azureSteps, onMachine, servingOf } from "./steps.js";
import { wayBack } from "./way-back.js";

/** One pilot on Azure. */
export class AzurePilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "azure">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, onDestroy, network, image, paused, azure } = spec;
    const { location } = azure;
    // Azure gives ids back in lower case, and a role on one in another spelling would be replaced on every plan
    const [subscription, tenant] = [azure.subscription.toLowerCase(), azure.tenant.toLowerCase()];
    const names = azureNames(name, azure.subscription, azure.generation);
    const tags = { ...spec.labels, pilot: name };
    const operators = spec.operators.azure.map((principalId) => ({
      name: `operator-${principalId}`,
      principalId,
      policies: [],
    }));

    addProviders(this, subscription, tenant, onDestroy);
    addState(this, spec.state, `${name}-azure`);

    const resourceGroup = new ResourceGroup(this, "resource-group", { name: names.resourceGroup, location, tags });
    const place = { subscription, tenant, location, resourceGroupName: resourceGroup.name, tags };
    const budget = new Budget(this, "budget", { ...place, ...spec.budget, name, owner: owners.budget });
    if (spec.quotas.check) new Quotas(this, "quotas", { ...place, owner: owners.budget, needs: quotaNeeds(spec) });

    const held = holdPlace(this, spec);
    const privateNetwork = new PrivateNetwork(this, "private-network", {
      ...place,
      name: names.network,
      owner: owners.network,
      cidr: network.cidr,
      flowLogAccountName: names.flowLogAccount,
      networkWatcherId: azure.networkWatcherId,
      flowLogRetentionDays: network.flowLogRetentionDays,
      allowedClients: network.allowedClients,
      existing: azure.existingNetwork,
    });
    // a private endpoint bills while it idles
    const reachable = paused ? undefined : privateNetwork;

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogWorkspaceName: names.accessLogWorkspace,
      keyVaultName: names.keyVault,
      keyRoleId: names.keyRoleId,
      owner: owners.data,
      retentionDays: spec.data.retentionDays,
      operators: spec.operators.azure,
      replication: replicationOf(azure),
      network: reachable,
      onDestroy,
      after: [...budget.guards, ...held],
    });

    const trainingJob = new TrainingJob(this, "training-job", {
      ...place,
      ...onMachine(spec.training, spec),
      name: names.workspace,
      owner: owners.training,
      isolationMode: azure.isolationMode,
      imageRepositoryName: names.registry,
      workspaceAccountName: names.workspaceAccount,
      workspaceVaultName: names.workspaceVault,
      logWorkspaceName: names.logWorkspace,
      importRoleId: names.importRoleId,
      image,
      network: reachable,
      bucket: dataBucket,
      logRetentionDays: spec.data.retentionDays.accessLogs,
      onDestroy,
      after: budget.guards,
    });
    // The job reads raw data and what earlier steps made, and writes results; never what leaves the platform
    // (exports/).
    dataBucket.grantRead(trainingJob.identity, "data/");
    for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
      dataBucket.grantWrite(trainingJob.identity, prefix);
    }

    const modelRegistry = new ModelRegistry(this, "model-registry", {
      ...place,
      name: names.model,
      owner: owners.training,
      workspace: trainingJob,
      approveRoleId: names.approveRoleId,
    });

    const pipeline = new Pipeline(this, "pipeline", {
      ...place,
      name: names.pipeline,
      owner: owners.training,
      steps: azureSteps(spec, `https://${dataBucket.bucketName}.blob.core.windows.net`),
      gate: spec.gate,
      modelRegistry,
      image,
      trainingJob,
      actionGroupId: budget.actionGroupId,
    });

    const served = servedReleases(spec);
    const release = azure.live === null ? undefined : served[azure.live];
    // the model goes on with the image that it was released with
    const scoring =
      release?.digest != null && release.digest !== image.digest
        ? { ...image, digest: release.digest, environmentId: trainingJob.environmentOf(release.digest) }
        : image;
    const batch =
      spec.endpoint.mode === "batch" && release !== undefined
        ? new Pipeline(this, "batch", {
            ...place,
            name: names.batchPipeline,
            owner: owners.serving,
            steps: [onMachine({ ...scoringStep(spec, release.version), hardware: release.hardware }, spec)],
            modelRegistry,
            image: scoring,
            trainingJob,
            schedule: spec.endpoint.schedule,
            paused,
          })
        : undefined;

    const endpoint =
      spec.endpoint.mode === "realtime"
        ? new Endpoint(this, "endpoint", {
            ...place,
            ...onMachine(spec.endpoint, spec),
            name: names.endpoint,
            owner: owners.serving,
            releases: served,
            live: azure.live,
            canary: azure.canary,
            image,
            serving: servingOf(image),
            trainingJob,
            modelRegistry,
            invokeRoleId: names.invokeRoleId,
            actionGroupId: budget.actionGroupId,
            paused,
          })
        : undefined;
    if (endpoint) {
      // It reads the models of its releases, and its image. Versions that were registered before models had a prefix of
      // their own lie under artifacts/.
      for (const prefix of ["models/", "artifacts/"] as const) dataBucket.grantRead(endpoint.identity, prefix);
      trainingJob.grantPull(endpoint.identity);
      trainingJob.grantServe(endpoint.identity);
    }

    for (const operator of operators) {
      trainingJob.grantPush(operator);
      trainingJob.grantWatch(operator);
      modelRegistry.grantApprove(operator);
      if (pipeline.pipelineName) pipeline.grantStart(operator);
      if (endpoint?.endpointName) endpoint.grantInvoke(operator);
    }
    if (operators.length > 0) {
      const exporter = new Exporter(this, "exporter", {
        ...place,
        name: names.exporter,
        owner: owners.data,
        workspace: trainingJob,
        bucket: { bucketName: names.dataBucket },
        imageRepository: names.registry,
      });
      // Prepared data lies under artifacts/; raw data does not leave by this identity.
      for (const prefix of ["models/", "artifacts/", "evaluation/", "exports/"] as const) {
        dataBucket.grantRead(exporter.identity, prefix);
      }
      trainingJob.grantPull(exporter.identity);
      for (const operator of operators) exporter.grantUse(operator);
    }

    if (!paused) addDashboard(this, { ...place, name: names.dashboard, dataBucket, trainingJob, endpoint });
    addNextSteps(
      this,
      nextSteps({
        ...place,
        paths: repoPaths(spec),
        ...servingOf(image),
        dataBucket,
        trainingJob,
        pipeline,
        modelRegistry,
        endpoint,
        batch,
      }),
    );
    addLedger(this, {
      pilot: name,
      platform: "azure",
      phase: spec.image.digest === null ? 0 : Object.keys(azure.releases).length === 0 ? 1 : 2,
      fit,
      releases: versionsOf(azure.releases),
      live: azure.live,
      wayBack: wayBack(spec),
      paused: spec.paused,
      spec: {
        incident: spec.incident,
        trial: spec.trial,
        network,
        operators: spec.operators.azure,
        budget: spec.budget,
      },
    });
    addRules(this, stackRules(spec));
  }
}
