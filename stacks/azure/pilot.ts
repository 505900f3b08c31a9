/** The Azure pilot: what a spec becomes on Azure Machine Learning. Read it from top to bottom: it is the pilot. */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AzapiProvider } from "../../constructs/azure/azapi/provider.js";
import { DataBucket } from "../../constructs/azure/data-bucket.js";
import { PrivateNetwork } from "../../constructs/azure/private-network.js";
import { addLedger } from "../ledger.js";
import { addNextSteps } from "../next-steps.js";
import { addRules } from "../rules/index.js";
import type { FitRow } from "../spec/fit.js";
import { azureNames } from "../spec/names.js";
import type { PilotSpec } from "../spec/schema.js";
import { addState } from "../state.js";
import { stackRules } from "./rules.js";

/** One pilot on Azure. */
export class AzurePilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "azure">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, operators, onDestroy, network, azure } = spec;
    const { subscription, tenant, location } = azure;
    const names = azureNames(name, subscription);
    const tags = { ...spec.labels, pilot: name };

    addProviders(this, subscription, tenant);
    addState(this, spec.state, `${name}-azure`);

    const resourceGroup = new ResourceGroup(this, "resource-group", { name: names.resourceGroup, location, tags });
    const place = { subscription, tenant, location, resourceGroupName: resourceGroup.name, tags };

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

    const dataBucket = new DataBucket(this, "data-bucket", {
      ...place,
      bucketName: names.dataBucket,
      accessLogWorkspaceName: names.accessLogWorkspace,
      keyVaultName: names.keyVault,
      keyRoleId: names.keyRoleId,
      owner: owners.data,
      retentionDays: spec.data.retentionDays,
      operators: operators.azure,
      network: privateNetwork,
      onDestroy,
    });

    addNextSteps(this, {
      next_2_upload_data: `az storage blob upload-batch --auth-mode login --account-name ${dataBucket.bucketName} -d data -s data/`,
    });
    addLedger(this, {
      pilot: name,
      vendor: "azure",
      phase: spec.image.digest === null ? 0 : Object.keys(azure.releases).length === 0 ? 1 : 2,
      fit,
      releases: azure.releases,
      live: azure.live,
      spec: { incident: spec.incident, trial: spec.trial, network, operators: operators.azure, budget: spec.budget },
    });
    addRules(this, stackRules);
  }
}

/** azurerm for what it has, azapi for the rest. Neither opens a data plane, so both run outside the private network. */
function addProviders(stack: TerraformStack, subscription: string, tenant: string): void {
  new AzurermProvider(stack, "azurerm", {
    subscriptionId: subscription,
    tenantId: tenant,
    // keyless: storage is asked with an Entra token, never with an account key
    storageUseAzuread: true,
    features: [
      {
        storage: [{ dataPlaneAvailable: false }],
        keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
        resourceGroup: [{ preventDeletionIfContainsResources: true }],
      },
    ],
  });
  new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
}
