/** A pilot on the fake Google, driven by the real provider. */
import { noProvider, noTerraform } from "../../terraform/skip.js";
import { only, Workspace } from "../../terraform/workspace.js";
import { FakeGoogle } from "./fake/google.js";
import { type Listening, serve } from "./fake/server.js";

/** The stack of the example. */
export const stack = "penguins-google";

/**
 * Where the fake serves what the provider calls `<name>_custom_endpoint`. A base that ends in /dns/v1/ ends provider
 * 6.50.0, so the name of that service is another one.
 */
const services: Readonly<Record<string, string>> = {
  artifact_registry: "artifactregistry/v1",
  big_query: "bigquery/v2",
  billing: "billing/v1",
  cloud_billing: "cloudbilling/v1",
  cloud_quotas: "cloudquotas/v1",
  cloud_resource_manager: "resourcemanager/v1",
  cloud_scheduler: "cloudscheduler/v1",
  compute: "compute/v1",
  dns: "dnsx/v1",
  iam: "iam/v1",
  iam_beta: "iam/v1",
  kms: "cloudkms/v1",
  logging: "logging/v2",
  monitoring: "monitoring",
  resource_manager: "resourcemanager/v1",
  resource_manager_v3: "resourcemanager/v3",
  service_usage: "serviceusage/v1",
  storage: "storage/v1",
  vertex_ai: "aiplatform/v1",
  workflows: "workflows/v1",
};

/** Why none of this can run here, or nothing. */
export function notHere(): readonly string[] {
  const why = [...noTerraform(), ...noProvider("google")];
  if (why.length > 0) return why;
  const workspace = new Workspace(undefined);
  try {
    workspace.synth(only("google"));
    return workspace.missing(stack);
  } finally {
    workspace.remove();
  }
}

/** The provider's arguments that make it talk to the fake alone. */
export function provider(url: string): object {
  const endpoints = Object.entries(services).map(([name, path]) => [`${name}_custom_endpoint`, `${url}/${path}/`]);
  return { google: [{ access_token: "nobody", ...Object.fromEntries(endpoints) }] };
}

/** A fake, and a folder where Terraform runs against it. */
export class GooglePilot {
  readonly fake = new FakeGoogle();
  readonly workspace = new Workspace();
  private server?: Listening;

  async start(): Promise<void> {
    this.server = await serve(this.fake);
  }

  /** Synthesizes the example with some keys changed, and makes it ready for Terraform. */
  async to(changes: object): Promise<void> {
    if (this.server === undefined) throw new Error("start it first");
    this.workspace.synth({ ...only("google"), ...changes });
    this.workspace.prepare(stack, {}, provider(this.server.url));
    await this.workspace.terraform(stack, "init", "-no-color");
  }

  async stop(): Promise<void> {
    this.workspace.remove();
    await this.server?.stop();
  }
}
