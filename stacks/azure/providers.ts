/** The providers of an Azure stack: azurerm for what it has, azapi for the rest, time for a wait. */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider/index.js";
import { TimeProvider } from "@cdktf/provider-time/lib/provider/index.js";
import type { TerraformStack } from "cdktf";
import { AzapiProvider } from "../../constructs/azure/azapi/provider.js";
import { isAzurerm5 } from "./renamed-in-5.js";

/** Adds the providers. None opens a data plane, so all run outside of the private network. */
export function addProviders(
  stack: TerraformStack,
  { subscription, tenant, providerVersion }: { subscription: string; tenant: string; providerVersion: string },
  onDestroy: "keep" | "delete" = "keep",
): void {
  new AzurermProvider(stack, "azurerm", {
    subscriptionId: subscription,
    tenantId: tenant,
    // keyless: storage is asked with an Entra token, never with an account key
    storageUseAzuread: true,
    // 5 registers no resource provider unless it is asked to; 4 does what is called legacy now
    ...(isAzurerm5(providerVersion) ? { resourceProviderRegistrations: "legacy" } : {}),
    features: [
      {
        storage: [{ dataPlaneAvailable: false }],
        keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
        // where all is to go, the group goes with what Azure itself put there
        resourceGroup: [{ preventDeletionIfContainsResources: onDestroy === "keep" }],
      },
    ],
  });
  new AzapiProvider(stack, "azapi", { subscriptionId: subscription, tenantId: tenant });
  new TimeProvider(stack, "time");
}
