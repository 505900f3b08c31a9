/**
 * What a managed identity of the synthesized stack may do with blobs, by the role assignments that the stack gives it.
 */

import { resolveReferences } from "../../rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";

/** Data actions of the built-in roles that the stacks assign on containers; a role that is not here gives nothing. */
const roles: Readonly<Record<string, readonly string[]>> = {
  "Storage Blob Data Reader": ["read", "list"],
  "Storage Blob Data Contributor": ["read", "list", "write", "delete"],
};

/** The containers that one identity has a role on. */
export class AzureAccess {
  private readonly granted: ReadonlyArray<{ readonly place: string; readonly role: string }>;

  constructor(
    json: Synthesized,
    readonly identityAddress: string,
  ) {
    this.granted = resourcesOf(json)
      .filter(
        ({ type, arguments: given }) =>
          type === "azurerm_role_assignment" && given["principal_id"] === `\${${identityAddress}.principal_id}`,
      )
      .flatMap(({ arguments: given }) => {
        const scope = resolveReferences(json, String(given["scope"]));
        const [, account, container] =
          /\/storageAccounts\/([^/]+)\/blobServices\/default\/containers\/([^/]+)$/.exec(scope) ?? [];
        if (account === undefined) return [];
        const place = `https://${account}.blob.core.windows.net/${container}/`;
        return [{ place, role: String(given["role_definition_name"]) }];
      });
    if (this.granted.length === 0) throw new Error(`${identityAddress} has no role on a container in the stack`);
  }

  /** Whether an action on a blob's URI, or a container's with a slash at the end, is allowed. */
  allows(action: "read" | "list" | "write" | "delete", uri: string): boolean {
    return this.granted.some(({ place, role }) => `${uri}/`.startsWith(place) && roles[role]?.includes(action));
  }

  /** Throws as the platform would fail the job. */
  demand(action: Parameters<AzureAccess["allows"]>[0], uri: string): void {
    if (!this.allows(action, uri)) throw new Error(`AuthorizationPermissionMismatch: may not ${action} ${uri}`);
  }
}
