/** `azapi_update_resource`: keys merged into a resource that something else makes. azapi checks nothing in its body. */
import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { AzapiRetry } from "./resource.js";

export interface AzapiUpdateResourceConfig<Body extends object> extends TerraformMetaArguments {
  readonly type: string;
  readonly resourceId: string;
  readonly body: Body;
  /** @default - nothing is tried again */
  readonly retry?: AzapiRetry;
}

/** GET, deep merge, PUT. A key that is missing on Azure counts as drift. Destroy changes nothing there. */
export class AzapiUpdateResource<Body extends object> extends TerraformResource {
  private readonly config: AzapiUpdateResourceConfig<Body>;

  constructor(scope: Construct, id: string, config: AzapiUpdateResourceConfig<Body>) {
    super(scope, id, {
      ...config,
      terraformResourceType: "azapi_update_resource",
      terraformGeneratorMetadata: { providerName: "azapi" },
    });
    this.config = config;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { type, resourceId, body, retry } = this.config;
    return {
      type,
      resource_id: resourceId,
      body,
      ignore_missing_property: false,
      ...(retry ? { retry: { error_message_regex: retry.errorMessageRegex } } : {}),
    };
  }
}
