/**
 * Azure in the plan tier. azurerm asks for a token before it plans; azapi asks for nothing. So a managed-identity
 * endpoint answers on loopback, and both look-ups that azurerm would make in Resource Manager are off.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describePlan, type Surroundings } from "./plan-tier.js";

const nobody = "00000000-0000-4000-8000-000000000000";

/** A token whose signature nobody checks; azurerm reads the claims. */
function answerTokens(): Promise<Server> {
  const claims = Buffer.from(JSON.stringify({ oid: nobody, tid: nobody, appid: nobody })).toString("base64url");
  const body = JSON.stringify({ access_token: `h.${claims}.s`, token_type: "Bearer", expires_in: "3600" });
  const server = createServer((_, response) => response.setHeader("Content-Type", "application/json").end(body));
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(server)));
}

async function start(): Promise<Surroundings> {
  const server = await answerTokens();
  const token = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    environment: {
      ARM_USE_MSI: "true",
      ARM_USE_CLI: "false",
      ARM_SUBSCRIPTION_ID: nobody,
      ARM_TENANT_ID: nobody,
      // The first is azurerm's, the others are azapi's.
      ARM_MSI_ENDPOINT: token,
      IDENTITY_ENDPOINT: token,
      IDENTITY_HEADER: "nobody",
      // Left on, it asks Resource Manager and retries for minutes.
      ARM_PROVIDER_ENHANCED_VALIDATION: "false",
    },
    provider: { azurerm: [{ resource_provider_registrations: "none", use_cli: false, use_msi: true }] },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

describePlan({ platform: "azure", start }, () => undefined);
