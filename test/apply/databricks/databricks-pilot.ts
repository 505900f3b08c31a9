/** The pilot in a workspace of its own: what the tests of the whole stack share. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeUnless, noProvider, noTerraform } from "../../terraform/skip.js";
import { type Changes, type Outcome, only, Workspace } from "../../terraform/workspace.js";
import { accountId } from "./fake/account.js";
import { metastoreId } from "./fake/catalogs.js";
import { accountAdmin, deployer, FakeDatabricks, identityToken } from "./fake/databricks.js";
import { type Listening, serve } from "./fake/server.js";
import { registerVersion } from "./fake/volumes-and-models.js";
import { type Json, textAt } from "./fake/world.js";

export const stack = "penguins-databricks";
export const accountStack = "penguins-databricks-account";
export const modelName = "penguins.pilot.penguins";
const approver = "approver@example.com";
const client = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const bucket = "s3://penguins-databricks-123456789012/pilot";

/** What somebody has, and has been given, before the first deploy: what `deployer` prints, and what the spec names. */
export function surrounded(fake: FakeDatabricks): void {
  const { principals, things, privileges } = fake;
  principals.users.add(approver);
  for (const name of ["ml-operators", "metastore-admins"]) principals.groups.set(name, new Set());
  principals.groups.set("ml-approvers", new Set([approver]));
  principals.servicePrincipals.set("7002", { id: "7002", applicationId: client, displayName: "client" });
  things.set("credentials/penguins-storage", { id: "1", name: "penguins-storage", owner: "metastore-admins" });
  things.set("warehouses/0123456789abcdef", { id: "0123456789abcdef" });
  const granted = (key: string, ...held: readonly string[]) =>
    privileges.set(key, new Map([[deployer, new Set(held)]]));
  granted(`metastore/${metastoreId}`, "CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION");
  granted("storage_credential/penguins-storage", "CREATE_EXTERNAL_LOCATION");
}

function noCertificates(): readonly string[] {
  const runs = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;
  return runs ? [] : ["no openssl on PATH; the provider speaks https only, and it makes the certificates"];
}

/** A pilot that tests deploy. */
export class DatabricksPilot {
  readonly fake = new FakeDatabricks();
  readonly workspace = new Workspace();
  /** What is laid over the providers of the stacks, such as an emulator of the cloud. */
  provider?: object;
  private server?: Listening;
  private readonly initialized = new Set<string>();
  private attached?: string;

  /** Why a stack cannot be applied here: one line each, none where it can. */
  missing(stacks: readonly string[], changes: Changes = {}): readonly string[] {
    const lacking = noProvider("databricks");
    if (lacking.length > 0) return lacking;
    this.synth(changes);
    return [...noTerraform(), ...noCertificates(), ...new Set(stacks.flatMap((each) => this.workspace.missing(each)))];
  }

  async start(): Promise<void> {
    surrounded(this.fake);
    this.server = await serve(this.fake);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.workspace.remove();
  }

  /** Hosts beside Databricks' that somebody asked for. */
  get otherHosts(): readonly string[] {
    return this.server?.refused ?? [];
  }

  /** Synthesizes the example with changes, of the platforms this one alone. */
  synth(changes: Changes = {}): void {
    this.workspace.synth({ ...only("databricks"), ...changes });
  }

  /** Synthesizes; points the provider of a stack at the fake, and initializes it once. */
  async to(name: string, changes: Changes = {}): Promise<void> {
    this.synth(changes);
    await this.prepare(name);
  }

  /**
   * Points the provider of the stack that is there at the fake, with what lets it sign in. The provider keeps running
   * between the commands, until `detach`.
   */
  async prepare(name: string, as: "its deployer" | "the pilot's deployer" | "nobody" = "its deployer"): Promise<void> {
    if (this.server === undefined) throw new Error("start it first");
    const tokenFile = join(this.workspace.folder, "identity-token");
    writeFileSync(tokenFile, identityToken);
    const signedIn = {
      DATABRICKS_AUTH_TYPE: "file-oidc",
      DATABRICKS_CLIENT_ID: name === accountStack && as === "its deployer" ? accountAdmin : deployer,
      DATABRICKS_OIDC_TOKEN_FILEPATH: tokenFile,
    };
    const { url, authorityFile } = this.server;
    const reached = { HTTPS_PROXY: url, SSL_CERT_FILE: authorityFile };
    this.workspace.prepare(name, { ...reached, ...(as === "nobody" ? {} : signedIn) }, this.provider);
    if (!this.initialized.has(name)) await this.workspace.terraform(name, "init", "-no-color");
    this.initialized.add(name);
    if (as === "nobody") return;
    const signedInAs = `${name} ${as}`;
    if (this.attached === signedInAs) return;
    // what runs has been given its environment: another stack has another deployer
    this.workspace.detach();
    await this.workspace.attach(name);
    this.attached = signedInAs;
  }

  /** Synthesizes and applies; the plan after it must be empty. Returns what was changed, without outputs. */
  async deploy(changes: Changes = {}, name = stack): Promise<readonly string[]> {
    await this.to(name, changes);
    const changed = await this.workspace.apply(name);
    expect(await this.workspace.changes(name)).toEqual([]);
    return changed.filter((line) => !line.startsWith("output "));
  }

  /** Destroys, without a judgement on how it ends. */
  destroy(name = stack): Promise<Outcome> {
    return this.workspace.run(name, "destroy", "-no-color", "-auto-approve");
  }

  /** The application id of what the steps run as. */
  get training(): string {
    const all = [...this.fake.principals.servicePrincipals.values()];
    return textAt(
      all.find(({ displayName }) => displayName === "penguins-training"),
      "applicationId",
    );
  }

  /** Gives the deployer the role without which no job runs as the training principal, as `deployer` says it. */
  giveRole(): void {
    const name = `accounts/${accountId}/servicePrincipals/${this.training}/ruleSets/default`;
    const path = "/api/2.0/preview/accounts/access-control/rule-sets";
    const [, found] = this.fake.ask(deployer, "GET", `${path}?name=${name}&etag=`);
    const rule = { role: "roles/servicePrincipal.user", principals: [`servicePrincipals/${deployer}`] };
    const ruleSet = { name, etag: textAt(found, "etag"), grant_rules: [rule] };
    expect(this.fake.ask(deployer, "PUT", path, { name, rule_set: ruleSet })[0]).toBe(200);
  }

  /** Registers the next version as the pipeline does, and returns it. */
  register(): number {
    return registerVersion(this.fake, modelName, this.training);
  }

  /** Approves a version as one of the approvers does. */
  approve(version: number): void {
    const path = `/api/2.1/unity-catalog/models/${modelName}/aliases/approved-${version}`;
    expect(this.fake.ask(approver, "PUT", path, { version_num: version })[0]).toBe(200);
  }

  /** What is there, by a pattern of `kind/name`. */
  there(pattern: RegExp): readonly string[] {
    return [...this.fake.things.keys()].filter((key) => pattern.test(key)).sort();
  }

  /** The shares of the releases. */
  shares(): Readonly<Record<string, number>> {
    const routes = this.endpoint()?.["config"] as { traffic_config: { routes: Json[] } } | undefined;
    return Object.fromEntries(
      (routes?.traffic_config.routes ?? []).map((each) => [
        textAt(each, "served_entity_name"),
        Number(each["traffic_percentage"]),
      ]),
    );
  }

  endpoint(): Json | undefined {
    return this.fake.things.get("endpoints/penguins-endpoint");
  }

  /** Writes a file below each prefix of the bucket, as somebody's data. */
  writeData(): void {
    for (const prefix of ["data", "artifacts", "evaluation", "exports", "models", "packages"])
      this.fake.files.set(`${bucket}/${prefix}/file`, prefix);
  }
}

/** Describes what happens to a pilot. */
export function describeDatabricks(
  name: string,
  stacks: readonly string[],
  tests: (pilot: DatabricksPilot) => void,
  { needs = [], changes = {} }: { readonly needs?: readonly string[]; readonly changes?: Changes } = {},
): void {
  const pilot = new DatabricksPilot();
  const why = [...needs, ...pilot.missing(stacks, changes)];
  if (why.length > 0) pilot.workspace.remove();
  describeUnless(why, name, () => {
    beforeAll(() => pilot.start());
    afterAll(() => pilot.stop());
    tests(pilot);
    test("nothing was asked for that the fake does not know, and no other host", () => {
      expect([pilot.fake.unknown, pilot.otherHosts]).toEqual([[], []]);
    });
  });
}
