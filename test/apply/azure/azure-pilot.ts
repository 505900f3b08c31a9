/** The Azure pilot on a Resource Manager of its own: what the files of this tier share. */
import { spawnSync } from "node:child_process";
import { describeUnless, noTerraform } from "../../terraform/skip.js";
import { type Changes, only, Workspace } from "../../terraform/workspace.js";
import { deployer, tenant } from "./fake/additions.js";
import { FakeArm } from "./fake/arm.js";
import { type Listening, servePlain, serveSecure } from "./fake/server.js";

export const stack = "penguins-azure";

/** How many times faster than a clock the fake's runs here, and with it the wait for a lock. */
export const speed = Number(process.env["FAKE_ARM_SPEED"] ?? 30);

/** A pilot that tests deploy. */
export interface AzurePilot {
  readonly workspace: Workspace;
  readonly arm: FakeArm;
  /** Synthesizes the example with changes, of the platforms Azure alone. */
  readonly synth: (changes?: Changes) => void;
  /** Terraform's arguments for a stack in which the wait for a lock is as fast as the fake. */
  readonly prepare: () => void;
}

/** Why no Resource Manager can be had here, or nothing. */
function noCertificate(): readonly string[] {
  const runs = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;
  return runs ? [] : ["no openssl on PATH; the providers speak https only, and it makes the certificate"];
}

/** The month of this run: a budget that started earlier is refused. */
const thisMonth = `${new Date().toISOString().slice(0, 7)}-01`;

/** Describes what happens to a pilot that is first synthesized with some changes. */
export function describeAzurePilot(name: string, first: Changes, tests: (pilot: AzurePilot) => void): void {
  const workspace = new Workspace();
  const arm = new FakeArm(speed);
  const synth = (changes: Changes = {}) => {
    const budget = { start: thisMonth, ...(changes["budget"] as object | undefined) };
    workspace.synth({ ...only("azure"), ...changes, budget });
  };
  synth(first);
  const why = [...noTerraform(), ...noCertificate(), ...workspace.missing(stack)];
  if (why.length > 0) workspace.remove();
  describeUnless(why, name, () => {
    const servers: Listening[] = [];
    let environment: Readonly<Record<string, string>> = {};
    const prepare = () => {
      const block = { use_msi: true, use_cli: false, use_oidc: false };
      const waits = Object.keys(workspace.stack(stack).resource.time_sleep ?? {});
      const quick = Object.fromEntries(waits.map((wait) => [wait, { destroy_duration: `${Math.ceil(180 / speed)}s` }]));
      workspace.prepare(
        stack,
        environment,
        {
          azurerm: [{ ...block, resource_provider_registrations: "none" }],
          azapi: [{ ...block, skip_provider_registration: true }],
        },
        waits.length > 0 ? { time_sleep: quick } : undefined,
      );
    };
    beforeAll(async () => {
      const tokens = await servePlain(arm);
      const secure = await serveSecure(arm);
      servers.push(tokens, secure);
      const token = `${tokens.url}/token`;
      environment = {
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
      };
      prepare();
    });
    afterAll(async () => {
      for (const server of servers) await server.stop();
      workspace.remove();
    });

    tests({ workspace, arm, synth, prepare });
  });
}
