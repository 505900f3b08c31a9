/** What the halves of a pilot on Azure stand on: providers, state, group, budget, quotas, network, bucket. */
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group/index.js";
import type { TerraformStack } from "cdktf";
import { Budget } from "../../constructs/azure/budget.js";
import { DataBucket } from "../../constructs/azure/data-bucket.js";
import { PrivateNetwork } from "../../constructs/azure/private-network.js";
import { Quotas } from "../../constructs/azure/quotas.js";
import type { Identity } from "../../constructs/azure/training-job.js";
import type { Foundations } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { holdPlace } from "./held.js";
import { replicationOf } from "./locations.js";
import { azureNames } from "./names.js";
import { leastPrograms } from "./platform.js";
import { addProviders } from "./providers.js";
import { quotaNeeds } from "./quotas.js";

/** A spec with this platform's block. */
export type AzureSpec = PilotSpec & Required<Pick<PilotSpec, "azure">>;

/** What both halves take from here. */
export interface AzureFoundations extends Foundations {
  readonly platform: "azure";
  readonly names: ReturnType<typeof azureNames>;
  readonly place: {
    readonly subscription: string;
    readonly tenant: string;
    readonly location: string;
    /** A reference to the group's name. */
    readonly resourceGroupName: string;
    readonly tags: Record<string, string>;
  };
  readonly operators: readonly Identity[];
  readonly budget: Budget;
  /** Where private endpoints stand. @default - the pilot is paused: a private endpoint bills while it idles */
  readonly reachable?: PrivateNetwork;
  readonly dataBucket: DataBucket;
}

/** Adds them. */
export function addFoundations(stack: TerraformStack, spec: AzureSpec): AzureFoundations {
  const { name, owners, onDestroy, network, paused, azure } = spec;
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

  addProviders(stack, { subscription, tenant, providerVersion: azure.providerVersion }, onDestroy);
  addState(stack, spec.state, `${name}-azure`, leastPrograms);

  const resourceGroup = new ResourceGroup(stack, "resource-group", { name: names.resourceGroup, location, tags });
  const place = { subscription, tenant, location, resourceGroupName: resourceGroup.name, tags };
  const budget = new Budget(stack, "budget", { ...place, ...spec.budget, name, owner: owners.budget });
  if (spec.quotas.check) new Quotas(stack, "quotas", { ...place, owner: owners.budget, needs: quotaNeeds(spec) });

  const held = holdPlace(stack, spec);
  const privateNetwork = new PrivateNetwork(stack, "private-network", {
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
  // A private endpoint bills while it idles.
  const reachable = paused ? undefined : privateNetwork;

  const dataBucket = new DataBucket(stack, "data-bucket", {
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

  return {
    platform: "azure",
    names,
    place,
    operators,
    budget,
    dataBucket,
    ...(reachable === undefined ? {} : { reachable }),
  };
}
