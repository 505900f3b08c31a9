/** What is there before anything is deployed: built-in roles, the endpoints of the cloud, tokens. */
import { deployer, tenant } from "./additions.js";
import type { Json } from "./world.js";

/**
 * Built-in roles, by the id that Azure gives them everywhere: learn.microsoft.com/azure/role-based-access-control/
 * built-in-roles (2026-10).
 */
const roles: Readonly<Record<string, string>> = {
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  "AzureML Data Scientist": "f6c7c914-8db3-469d-8ca1-694a8f32e121",
  "Azure AI Enterprise Network Connection Approver": "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
  "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
  "AzureML Metrics Writer (preview)": "635dd51f-9968-44d3-b7fb-6d9a6bd613ae",
  "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
  "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
};

/** Built-in roles by name (a filter) or by id; undefined where none is called so. */
export function builtInRoles(name: string | undefined, filter: string | null): Json | undefined {
  const role = ([roleName, id]: readonly [string, string]) => ({
    id: `/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    name: id,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName,
      type: "BuiltInRole",
      assignableScopes: ["/"],
      permissions: [{ actions: [], notActions: [] }],
    },
  });
  if (name !== undefined) {
    const found = Object.entries(roles).find(([, id]) => id === name);
    return found && role(found);
  }
  const wanted = /roleName eq '([^']*)'/.exec(filter ?? "")?.[1];
  return {
    value: Object.entries(roles)
      .filter(([roleName]) => wanted === undefined || roleName === wanted)
      .map(role),
  };
}

/** A token whose signature nobody checks; azurerm reads the claims. */
export function token(): Json {
  const now = Math.floor(Date.now() / 1000);
  const claims = { oid: deployer, tid: tenant, appid: deployer, exp: now + 3600, idtyp: "app" };
  const middle = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return {
    access_token: `h.${middle}.s`,
    token_type: "Bearer",
    expires_in: "3600",
    expires_on: String(now + 3600),
    resource: "arm",
  };
}

/** The endpoints of the cloud, as both providers ask for them at `/metadata/endpoints`. */
export function metadata(base: string): Json {
  return {
    name: "AzureCloud",
    portal: "https://portal.azure.com",
    resourceManager: base,
    authentication: {
      loginEndpoint: base,
      tenant: "common",
      identityProvider: "AAD",
      audiences: ["https://management.core.windows.net/", `${base}/`],
    },
    suffixes: {
      storage: "core.windows.net",
      keyVaultDns: "vault.azure.net",
      acrLoginServer: "azurecr.io",
      mhsmDns: "managedhsm.azure.net",
      sqlServerHostname: "database.windows.net",
      azureFrontDoorEndpointSuffix: "azurefd.net",
      storageSyncEndpointSuffix: "afs.azure.net",
      mysqlServerEndpoint: "mysql.database.azure.com",
      postgresqlServerEndpoint: "postgres.database.azure.com",
      mariadbServerEndpoint: "mariadb.database.azure.com",
      synapseAnalytics: "dev.azuresynapse.net",
      attestationEndpoint: "attest.azure.net",
    },
    microsoftGraphResourceId: "https://graph.microsoft.com/",
    graph: "https://graph.windows.net/",
    graphAudience: "https://graph.windows.net/",
    batch: "https://batch.core.windows.net/",
    media: "https://rest.media.azure.net",
    gallery: "https://gallery.azure.com/",
    ossrDbmsResourceId: "https://ossrdbms-aad.database.windows.net",
    logAnalyticsResourceId: "https://api.loganalytics.io",
    synapseAnalyticsResourceId: "https://dev.azuresynapse.net",
    attestationResourceId: "https://attest.azure.net",
    appInsightsResourceId: "https://api.applicationinsights.io",
  };
}

/** Where a client logs in, as OpenID describes it. */
export function openId(base: string): Json {
  const here = `${base}/${tenant}`;
  return {
    issuer: `${here}/v2.0`,
    token_endpoint: `${here}/oauth2/v2.0/token`,
    authorization_endpoint: `${here}/oauth2/v2.0/authorize`,
    jwks_uri: `${here}/keys`,
  };
}
