/** `azapi_resource_action`: one request, at apply or at destroy. Nothing is read back, and azapi checks nothing in its body. */
import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { AzapiRetry } from "./resource.js";

export interface AzapiResourceActionConfig<Body extends object> extends TerraformMetaArguments {
  readonly type: string;
  readonly resourceId: string;
  /** The last part of the URL. @default - the resource itself */
  readonly action?: string;
  readonly method: "POST" | "PUT" | "DELETE";
  /** `destroy`: sent when Terraform removes this element; azapi 2.12 then fails on any update, so it must never change. */
  readonly when: "apply" | "destroy";
  readonly body?: Body;
  /** @default - nothing is tried again */
  readonly retry?: AzapiRetry;
}

/** A request to ARM. One of `when: "destroy"` ignores all its own changes. */
export class AzapiResourceAction<Body extends object> extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: AzapiResourceActionConfig<Body>,
  ) {
    super(scope, id, {
      ...config,
      lifecycle: config.when === "destroy" ? { ignoreChanges: "all", ...config.lifecycle } : config.lifecycle,
      terraformResourceType: "azapi_resource_action",
      terraformGeneratorMetadata: { providerName: "azapi" },
    });
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { type, resourceId, action, method, when, body, retry } = this.config;
    return {
      type,
      resource_id: resourceId,
      action,
      method,
      when,
      body,
      ...(retry ? { retry: { error_message_regex: retry.errorMessageRegex } } : {}),
    };
  }
}
