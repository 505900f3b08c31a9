/**
 * A Resource Manager of its own for Terraform, on this machine: where it listens, and what the providers need to find
 * it.
 */
import { spawnSync } from "node:child_process";
import { noTerraform } from "../../terraform/skip.js";
import type { Workspace } from "../../terraform/workspace.js";
import { deployer, tenant } from "./fake/additions.js";
import { FakeArm } from "./fake/arm.js";
import { type Listening, servePlain, serveSecure } from "./fake/server.js";

/** How many times faster than a clock the fake's runs here, and with it the wait for a lock. */
export const speed = Number(process.env["FAKE_ARM_SPEED"] ?? 30);

export class Surroundings {
  readonly arm = new FakeArm(speed);
  private readonly servers: Listening[] = [];
  private environment: Readonly<Record<string, string>> = {};

  /** Why a stack cannot be applied here: one line each, none where it can. */
  static missing(workspace: Workspace, stack: string): readonly string[] {
    const runs = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;
    const certificate = runs
      ? []
      : ["no openssl on PATH; the providers speak https only, and it makes the certificate"];
    return [...noTerraform(), ...certificate, ...workspace.missing(stack)];
  }

  async start(): Promise<void> {
    const tokens = await servePlain(this.arm);
    const secure = await serveSecure(this.arm);
    this.servers.push(tokens, secure);
    const token = `${tokens.url}/token`;
    this.environment = {
      SSL_CERT_FILE: secure.certificateFile,
      ARM_SUBSCRIPTION_ID: "22222222-3333-4444-8555-666666666666",
      ARM_TENANT_ID: tenant,
      ARM_CLIENT_ID: deployer,
      ARM_USE_MSI: "true",
      ARM_USE_CLI: "false",
      // the first is azurerm's, the others are azapi's
      ARM_MSI_ENDPOINT: token,
      IDENTITY_ENDPOINT: token,
      IDENTITY_HEADER: "nobody",
      // left on, it asks for all resource providers and retries for minutes
      ARM_PROVIDER_ENHANCED_VALIDATION: "false",
      ARM_METADATA_HOSTNAME: `127.0.0.1:${secure.port}`,
      ARM_RESOURCE_MANAGER_ENDPOINT: secure.url,
      ARM_RESOURCE_MANAGER_AUDIENCE: "https://management.core.windows.net/",
      ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST: secure.url,
      ARM_DISABLE_INSTANCE_DISCOVERY: "true",
      // azurerm waits ten seconds after most requests, whatever is answered; ten at a time would take half an hour
      TF_CLI_ARGS_apply: "-parallelism=60",
      TF_CLI_ARGS_destroy: "-parallelism=60",
    };
  }

  /** Points a stack's providers at the fake, and makes its wait for a lock as fast as the fake is. */
  prepare(workspace: Workspace, stack: string): void {
    const { provider = {}, resource = {} } = workspace.stack(stack);
    const login = { use_msi: true, use_cli: false, use_oidc: false };
    const providers = {
      ...("azurerm" in provider && { azurerm: [{ ...login, resource_provider_registrations: "none" }] }),
      ...("azapi" in provider && { azapi: [{ ...login, skip_provider_registration: true }] }),
    };
    const waits = Object.keys(resource.time_sleep ?? {});
    const quick = waits.map((wait) => [wait, { destroy_duration: `${Math.ceil(180 / speed)}s` }]);
    const sleeps = waits.length > 0 ? { time_sleep: Object.fromEntries(quick) } : undefined;
    workspace.prepare(stack, this.environment, providers, sleeps);
  }

  async stop(): Promise<void> {
    for (const server of this.servers) await server.stop();
  }
}
