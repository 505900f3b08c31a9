/** `azapi_resource_action`: one request, at apply or at destroy. azapi checks nothing in its body. */
import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import type { AzapiRetry } from "./resource.js";

export interface AzapiResourceActionConfig<Body extends object> extends TerraformMetaArguments {
  readonly type: string;
  readonly resourceId: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `destroy`: sent when Terraform removes this element; azapi 2.12 then fails on any update: it must never change. */
  readonly when: "apply" | "destroy";
  readonly body?: Body;
  /** What of the answer is kept in `output`, by a name of our own: a path in it. @default nothing */
  readonly responseExportValues?: Record<string, string>;
  /** An answer of "not found" is an empty one. @default false */
  readonly ignoreNotFound?: boolean;
  /** @default - nothing is tried again */
  readonly retry?: AzapiRetry;
}

/** A request to ARM. One of `when: "destroy"` ignores all its own changes. */
export class AzapiResourceAction<Body extends object> extends TerraformResource {
  private readonly config: AzapiResourceActionConfig<Body>;

  constructor(scope: Construct, id: string, config: AzapiResourceActionConfig<Body>) {
    super(scope, id, {
      ...config,
      ...given({
        lifecycle: config.when === "destroy" ? { ignoreChanges: "all", ...config.lifecycle } : config.lifecycle,
      }),
      terraformResourceType: "azapi_resource_action",
      terraformGeneratorMetadata: { providerName: "azapi" },
    });
    this.config = config;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { type, resourceId, method, when, body, responseExportValues, ignoreNotFound, retry } = this.config;
    return {
      type,
      resource_id: resourceId,
      method,
      when,
      body,
      response_export_values: responseExportValues,
      ignore_not_found: ignoreNotFound,
      ...(retry ? { retry: { error_message_regex: retry.errorMessageRegex } } : {}),
    };
  }
}
