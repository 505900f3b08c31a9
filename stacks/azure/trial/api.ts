/** Azure's APIs by REST, as whoever signed in, and as a managed identity that this machine was given. */
import type { Refusal } from "../../driver/contract.js";
import { Rest } from "../../driver/rest.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";

const library = "@azure/identity";

/** Scopes of what is asked: learn.microsoft.com/entra/identity-platform/scopes-oidc, the .default scope (2026-11) */
export const scopes = {
  arm: "https://management.azure.com/.default",
  machineLearning: "https://ml.azure.com/.default",
  storage: "https://storage.azure.com/.default",
} as const;

const fixes: Readonly<Record<Refusal, string>> = {
  credentials: "sign in again (az login), then run the same command again",
  rights: "run it as one of the spec's operators, from a network of network.allowedClients",
  throttled: "wait some minutes, then run the same command again: it goes on where it was",
  unreachable: "see that Azure is reached from here, then run the same command again",
  absent: "see that the stack is deployed as it is synthesized: cdktf diff",
  other: "look at it in Azure, then run the same command again",
};

/** Loads the package. @throws UserError with one line that installs it */
export async function loadIdentity(load: (name: string) => Promise<Json> = (name) => import(name)): Promise<Json> {
  try {
    return await load(library);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new UserError([`trial run needs Azure's own sign-in here: npm install --save-dev ${library}`]);
  }
}

/** The APIs, and who asks them. */
export interface Api {
  readonly rest: Rest;
  /**
   * Resource Manager, without a slash at its end. Another cloud's is named as for the azapi provider:
   * registry.terraform.io/providers/Azure/azapi/latest/docs, ARM_RESOURCE_MANAGER_ENDPOINT (2026-11).
   */
  readonly arm: string;
  /** The blobs of an account; AZURE_STORAGE_SERVICE_ENDPOINT names another place, as for az storage. */
  blobs(account: string): string;
  /** A token of a managed identity that was given to this machine. @throws Error where none was */
  tokenOf(identityId: string, scope: string): Promise<string>;
}

/** Makes them. @throws UserError where the package is not installed */
export async function makeApi(): Promise<Api> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await loadIdentity();
  const credential = new DefaultAzureCredential();
  const without = (text: string) => text.replace(/\/+$/, "");
  const place = process.env["AZURE_STORAGE_SERVICE_ENDPOINT"];
  return {
    rest: new Rest({ platform: "Azure", fixes, token: async (scope) => (await credential.getToken(scope)).token }),
    arm: without(process.env["ARM_RESOURCE_MANAGER_ENDPOINT"] || "https://management.azure.com"),
    blobs: (account) => (place ? without(place) : `https://${account}.blob.core.windows.net`),
    tokenOf: async (resourceId, scope) => (await new ManagedIdentityCredential({ resourceId }).getToken(scope)).token,
  };
}

/** Who a token is of, as it says itself; it is not verified here, and decides nothing. */
export function subjectOf(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Json;
    return String(claims.upn ?? claims.unique_name ?? claims.appid ?? claims.oid ?? "somebody");
  } catch {
    return "somebody";
  }
}
