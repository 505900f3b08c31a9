/** The providers of an Azure stack: azurerm for what it has, azapi for the rest. */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { AzapiProvider } from "../../constructs/azure/azapi/provider.js";

/** Adds both providers. Neither opens a data plane, so both run outside of the private network. */
export function addProviders(stack: TerraformStack, subscription: string, tenant: string): void {
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
