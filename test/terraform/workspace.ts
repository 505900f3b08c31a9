/**
 * A scratch folder where pilots are synthesized as a user does it, and where Terraform and the cdktf CLI run on what
 * came out: with providers from disk, nobody's credentials, an empty home, and a proxy that refuses every address but
 * loopback.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse, stringify } from "yaml";
import { type PlatformId, platformIds } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";
import { AttachedProvider } from "./attached.js";
import { closedEnvironment, link } from "./environment.js";
import { Guard } from "./guard.js";
import { actionsOf, changesOf, type Plan } from "./plan.js";
import { findPackage, type Package, thisMachine, type Wanted } from "./providers.js";

export const { repository } = thisMachine;

/** The example's spec, as data. */
export const example = parse(readFileSync(join(repository, "examples/penguins/pilot.yaml"), "utf8"));

/** Of the platforms of the example one only, so that its tests do not depend on another's stack. */
export const only = (platform: PlatformId): Changes =>
  Object.fromEntries(platformIds.filter((name) => name !== platform).map((name) => [name, undefined]));

/** The program; as for the cdktf CLI, TERRAFORM_BINARY_NAME names another. */
export const terraform = process.env.TERRAFORM_BINARY_NAME || "terraform";

/** A part of a spec, laid over the example's. */
export type Changes = { readonly [key: string]: unknown };

/** A finished process. */
export interface Outcome {
  readonly command: string;
  readonly code: number | null;
  /** Both outputs, without colours. */
  readonly output: string;
}

/** The output of a process that had to succeed; any other end is thrown with what it printed last. */
export function succeeded({ command, code, output }: Outcome): string {
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-4000)}`);
  return output;
}

const isMap = (value: unknown): value is Changes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Changes with further changes laid over them. */
export const overlaid = (base: Changes, changes: Changes): Changes => merged(base, changes) as Changes;

function merged(base: unknown, changes: unknown): unknown {
  if (!isMap(base) || !isMap(changes)) return changes;
  const keys = new Set([...Object.keys(base), ...Object.keys(changes)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in changes ? merged(base[key], changes[key]) : base[key]]),
  );
}

export class Workspace {
  private made?: string;
  private guard?: Guard;
  private readonly environment: Record<string, string> = {};
  private readonly children = new Set<ChildProcess>();
  private attached: readonly AttachedProvider[] = [];

  /** @param spec what is synthesized, before changes */
  constructor(private readonly spec: Changes = example) {}

  /** The scratch folder; made when it is first asked for, because a skipped test file has nobody to remove it. */
  get folder(): string {
    if (this.made === undefined) {
      this.made = temporaryFolder("ml-pilot");
      this.guard = new Guard(this.made);
    }
    return this.made;
  }

  private get out(): string {
    return join(this.folder, "cdktf.out");
  }

  /** Synthesizes the spec with some keys changed. Returns the names of the stacks. */
  synth(changes: Changes = {}): readonly string[] {
    writeFileSync(join(this.folder, "pilot.yaml"), stringify(merged(this.spec, changes)));
    const context = { spec: join(this.folder, "pilot.yaml") };
    const environment = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify(context), CDKTF_OUTDIR: this.out };
    const app = ["--import", "tsx", "stacks/main.ts"];
    execFileSync(process.execPath, app, { cwd: repository, env: environment, stdio: ["ignore", "ignore", "pipe"] });
    return readdirSync(join(this.out, "stacks"));
  }

  stackFolder(stack: string): string {
    return join(this.out, "stacks", stack);
  }

  /** The synthesized stack as data. */
  stack(stack: string) {
    return JSON.parse(readFileSync(join(this.stackFolder(stack), "cdk.tf.json"), "utf8"));
  }

  /** Puts a stack that was synthesized elsewhere in the place of this one's; its state stays where it is. */
  write(stack: string, synthesized: Readonly<Record<string, unknown>>): void {
    const { backend } = this.stack(stack).terraform;
    const json = { ...synthesized, terraform: { ...(synthesized.terraform as object), backend } };
    // in lines: Terraform prints the one that it does not take
    writeFileSync(join(this.stackFolder(stack), "cdk.tf.json"), JSON.stringify(json, null, 1));
  }

  /** The providers that a stack asks for, in the versions that it asks for. */
  requiredProviders(stack: string): readonly Wanted[] {
    const required = this.stack(stack).terraform.required_providers as Record<
      string,
      { source: string; version: string }
    >;
    return Object.values(required).map(({ source, version }) => ({
      source: (source.includes("/") ? source : `hashicorp/${source}`).toLowerCase(),
      version,
    }));
  }

  /** The providers that a stack asks for and this machine does not have: one line each. */
  missing(stack: string): readonly string[] {
    return this.requiredProviders(stack)
      .map((wanted) => findPackage(wanted))
      .filter((found) => typeof found === "string");
  }

  /**
   * Makes Terraform use what is on disk: a mirror of exactly the providers that the stack asks for, and beside
   * `cdk.tf.json` a file with other versions where only others are there, and with what a platform's emulator needs;
   * arguments of resources too, such as a wait that would take minutes.
   */
  prepare(
    stack: string,
    environment: Readonly<Record<string, string>> = {},
    provider?: object,
    resource?: object,
  ): void {
    const mirror = join(this.folder, "mirror");
    const required = this.stack(stack).terraform.required_providers as Record<
      string,
      { source: string; version: string }
    >;
    const others: Record<string, unknown> = {};
    for (const [index, [name, asked]] of Object.entries(required).entries()) {
      const found = findPackage(this.requiredProviders(stack)[index] as Wanted);
      if (typeof found === "string") throw new Error(found);
      link(found, mirror);
      if (found.version !== asked.version) others[name] = { ...asked, version: found.version };
    }
    const override = {
      ...(Object.keys(others).length > 0 && { terraform: { required_providers: others } }),
      ...(provider && { provider }),
      ...(resource && { resource }),
    };
    writeFileSync(join(this.stackFolder(stack), "emulator_override.tf.json"), JSON.stringify(override, null, 2));
    Object.assign(this.environment, closedEnvironment(this.folder, mirror), environment);
  }

  /**
   * Starts the providers of a prepared stack once for all commands that follow, those of the cdktf CLI too. Most of the
   * processor time of a plan that finds nothing to do is a provider's start.
   */
  async attach(stack: string): Promise<void> {
    const packages = this.requiredProviders(stack).map((wanted) => findPackage(wanted));
    const found = packages.filter((each): each is Package => typeof each !== "string");
    const started = await Promise.all(found.map((each) => AttachedProvider.start(each, this.environment)));
    this.attached = started.filter((each): each is AttachedProvider => each !== undefined);
    for (const { child } of this.attached) this.guard?.add(child);
    const addresses = Object.assign({}, ...this.attached.map(({ address }) => address));
    this.environment.TF_REATTACH_PROVIDERS = JSON.stringify(addresses);
  }

  /** Ends the providers that were started once: each command starts its own again. */
  detach(): void {
    for (const provider of this.attached) {
      provider.stop();
      this.guard?.delete(provider.child);
    }
    this.attached = [];
    delete this.environment.TF_REATTACH_PROVIDERS;
  }

  /** Runs terraform in a stack's folder, without a judgement on how it ends. */
  run(stack: string, ...args: readonly string[]): Promise<Outcome> {
    return this.finish(this.start(terraform, args, this.stackFolder(stack)));
  }

  /** Runs terraform in a stack's folder; anything but success is thrown with what it printed. */
  async terraform(stack: string, ...args: readonly string[]): Promise<string> {
    return succeeded(await this.run(stack, ...args));
  }

  /** Runs the cdktf CLI on the spec as a user does, without a judgement on how it ends; says each line as it comes. */
  cdktf(verb: "deploy" | "destroy", stack: string, say?: (line: string) => void): Promise<Outcome> {
    const cli = join(repository, "node_modules/.bin/cdktf");
    const loader = join(repository, "node_modules/tsx/dist/loader.mjs");
    const app = `"${process.execPath}" --import "${loader}" "${join(repository, "stacks/main.ts")}"`;
    const project = { language: "typescript", app, sendCrashReports: "false", context: { spec: "pilot.yaml" } };
    writeFileSync(join(this.folder, "cdktf.json"), JSON.stringify(project));
    // The mirror is no registry: the CLI must not ask one for the hashes of other platforms.
    const flags = ["--auto-approve", "--skip-provider-lock", "--no-color", "--output", this.out];
    const child = this.start(cli, [verb, stack, ...flags], this.folder);
    if (say !== undefined && child.stdout !== null) createInterface({ input: child.stdout }).on("line", say);
    return this.finish(child);
  }

  /** Plans, and returns the plan as data. */
  async plan(stack: string): Promise<Plan> {
    await this.terraform(stack, "plan", "-no-color", "-out=plan.bin");
    return JSON.parse(await this.terraform(stack, "show", "-json", "plan.bin")) as Plan;
  }

  /** Plans, and returns what would change: nothing in a second plan. `settled` as in `planned`. */
  async changes(stack: string, settled?: "settled"): Promise<readonly string[]> {
    const planned = await this.planned(stack, settled);
    if (planned.code === 0) return [];
    if (planned.code !== 2) return [succeeded(planned)];
    return changesOf(JSON.parse(await this.terraform(stack, "show", "-json", "plan.bin")) as Plan);
  }

  /**
   * Plans and applies that plan, in one command. Returns what it changed, as Terraform printed it: each further command
   * reads the schema of every provider again. `settled` as in `planned`.
   */
  async apply(stack: string, settled?: "settled"): Promise<readonly string[]> {
    const refresh = settled === undefined ? [] : ["-refresh=false"];
    return actionsOf(await this.terraform(stack, "apply", "-no-color", "-auto-approve", ...refresh));
  }

  /** Plans what must be refused, without reading the cloud. Returns what was printed, without frame and line breaks. */
  async refusal(stack: string): Promise<string> {
    const { code, output } = await this.planned(stack, "settled");
    if (code !== 1) throw new Error(`the plan was not refused, it ended with ${code}:\n${output.slice(-4000)}`);
    return output.replace(/\s*\n[│╷╵\s]*/g, " ");
  }

  /**
   * Plans into `plan.bin`; ends with 2 where something would change.
   * @param settled whether a plan since the last apply has read the whole cloud and found nothing to do; then the state
   * is what the cloud holds, and it is not read again
   */
  private planned(stack: string, settled?: "settled"): Promise<Outcome> {
    const refresh = settled === undefined ? [] : ["-refresh=false"];
    return this.run(stack, "plan", "-no-color", "-detailed-exitcode", "-out=plan.bin", ...refresh);
  }

  /** Applies until its output matches, then kills terraform with its providers as a lost machine would. */
  async applyUntilKilled(stack: string, moment: RegExp): Promise<Outcome> {
    const child = this.start(terraform, ["apply", "-no-color", "-auto-approve"], this.stackFolder(stack));
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (moment.test(output)) this.kill(child);
    });
    return this.finish(child);
  }

  /** Ends what still runs and removes the folder. */
  remove(): void {
    for (const child of this.children) this.kill(child);
    for (const provider of this.attached) provider.stop();
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true });
    this.guard?.end();
  }

  private start(program: string, args: readonly string[], cwd: string): ChildProcess {
    // A process group of its own, so that a kill reaches the providers too.
    const child = spawn(program, args, {
      cwd,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.children.add(child);
    this.guard?.add(child);
    return child;
  }

  private kill(child: ChildProcess): void {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, "SIGKILL");
  }

  private finish(child: ChildProcess): Promise<Outcome> {
    return new Promise((done, failed) => {
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk: Buffer) => {
          output += chunk.toString();
        });
      }
      child.on("error", failed);
      child.on("close", (code) => {
        this.children.delete(child);
        this.guard?.delete(child);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is made of
        done({ command: child.spawnargs.slice(0, 3).join(" "), code, output: output.replace(/\u001b\[[0-9;]*m/g, "") });
      });
    });
  }
}
