/** The azapi provider: ARM resources that azurerm lacks, by their ARM body. There is no prebuilt binding. */
import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

/** The version whose behaviour this library was tried with; `ignore_body_changes` came back with it. */
export const azapiVersion = "2.12.0";

export interface AzapiProviderConfig {
  readonly subscriptionId: string;
  readonly tenantId: string;
}

/** Configures the provider for a stack. It logs in as azurerm does: Azure CLI, managed identity or environment. */
export class AzapiProvider extends TerraformProvider {
  private readonly config: AzapiProviderConfig;

  constructor(scope: Construct, id: string, config: AzapiProviderConfig) {
    super(scope, id, {
      terraformResourceType: "azapi",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: azapiVersion },
      terraformProviderSource: "azure/azapi",
    });
    this.config = config;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { subscription_id: this.config.subscriptionId, tenant_id: this.config.tenantId };
  }
}
