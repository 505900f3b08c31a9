/** `azapi_resource`: one ARM resource by type, parent and body, with drift and delete. */
import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** Errors to try again: what a fresh role assignment answers until it has spread. */
export interface AzapiRetry {
  readonly errorMessageRegex: readonly string[];
}

/**
 * What a service answers while a role assignment of *its* identity has not spread yet, which takes minutes. A refusal
 * of
 * the deployer's own request never matches, because azapi retries until the timeout of the resource (up to 90 minutes)
 * and says nothing meanwhile: the deployer is refused actions of the resource's own provider, the identity is refused
 * actions of the providers named here. The message is Resource Manager's:
 * learn.microsoft.com/azure/role-based-access-control/troubleshooting (2026-10).
 */
export const refusedOn = (...providers: readonly string[]): AzapiRetry => ({
  errorMessageRegex: [
    `does not have authorization to perform action 'Microsoft\\.(${providers.join("|")})/`,
    "AuthorizationPermissionMismatch",
    "KeyVaultAuthenticationFailure",
  ],
});

/** What a workspace, its endpoints and its network answer until the roles of their identity have spread. */
export const untilRolesHaveSpread = refusedOn("Storage", "KeyVault", "ContainerRegistry", "Insights");

export interface AzapiResourceConfig<Body extends object> extends TerraformMetaArguments {
  /** With its api version: `Microsoft.MachineLearningServices/workspaces/jobs@2025-06-01`. */
  readonly type: string;
  readonly parentId: string;
  readonly name: string;
  /** @default - the type has none */
  readonly location?: string;
  /** User-assigned identities. @default - none */
  readonly identityIds?: readonly string[];
  readonly body: Body;
  /** Paths in the body that others write, such as `properties.traffic`. @default none */
  readonly ignoreBodyChanges?: readonly string[];
  /** @default - nothing is tried again */
  readonly retry?: AzapiRetry;
  /** A duration such as `90m`. @default "30m" */
  readonly timeout?: string;
  /** Sent with the request that deletes, such as `{ forceToPurge: ["true"] }`. @default none */
  readonly deleteQueryParameters?: Readonly<Record<string, readonly string[]>>;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** An ARM resource. `undefined` in a body is left out; camelCase is kept. */
export class AzapiResource<Body extends object> extends TerraformResource {
  private readonly config: AzapiResourceConfig<Body>;

  constructor(scope: Construct, id: string, config: AzapiResourceConfig<Body>) {
    super(scope, id, {
      ...config,
      terraformResourceType: "azapi_resource",
      terraformGeneratorMetadata: { providerName: "azapi" },
    });
    this.config = config;
  }

  /** A reference to the name: ids that are built of it are known at the first plan and carry the dependency. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const { identityIds = [], retry, timeout, ...given } = this.config;
    return {
      type: given.type,
      parent_id: given.parentId,
      name: given.name,
      location: given.location,
      ...(identityIds.length > 0 ? { identity: [{ type: "UserAssigned", identity_ids: identityIds }] } : {}),
      body: given.body,
      ignore_body_changes: given.ignoreBodyChanges,
      delete_query_parameters: given.deleteQueryParameters,
      ...(retry ? { retry: { error_message_regex: retry.errorMessageRegex } } : {}),
      ...(timeout ? { timeouts: [{ create: timeout, update: timeout, delete: timeout }] } : {}),
      tags: given.tags,
    };
  }
}
