/**
 * A provider that keeps running between the commands of Terraform, as its authors debug it: Terraform configures it
 * anew for each command and speaks to the same process, instead of starting one that builds its schema again. Source:
 * developer.hashicorp.com/terraform/plugin/debugging (2026-10).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Package } from "./providers.js";

/** A provider that runs, and what Terraform must know to reach it. */
export class AttachedProvider {
  private constructor(
    readonly child: ChildProcess,
    /** Its part of `TF_REATTACH_PROVIDERS`. */
    readonly address: Readonly<Record<string, unknown>>,
  ) {}

  /**
   * Starts an unpacked package. Returns nothing for a zip, which Terraform itself must unpack. Most providers are asked
   * by a flag, and some by a word: databricks 1.99.0, `main.go`.
   */
  static async start(
    found: Package,
    environment: Readonly<Record<string, string>>,
  ): Promise<AttachedProvider | undefined> {
    if (found.path.endsWith(".zip")) return undefined;
    const program = readdirSync(found.path).find((name) => name.startsWith("terraform-provider-"));
    if (program === undefined) return undefined;
    const run = (argument: string) => AttachedProvider.run(join(found.path, program), argument, environment);
    return run("-debug").catch(() => run("debug"));
  }

  private static run(
    program: string,
    argument: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<AttachedProvider> {
    const child = spawn(program, [argument], {
      // without a level of its own it writes megabytes of traces
      env: { ...environment, TF_LOG: "off", TF_LOG_PROVIDER: "off", TF_LOG_SDK: "off" },
      stdio: ["ignore", "pipe", "ignore"],
      // A process group of its own: Ctrl-C in a terminal reaches the whole group, and a destroy still needs it.
      detached: true,
    });
    return new Promise((started, failed) => {
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`${program} ${argument} ended with ${code}`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [, said] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
        if (said !== undefined) started(new AttachedProvider(child, JSON.parse(said) as Record<string, unknown>));
      });
    });
  }

  /** Ends it. */
  stop(): void {
    this.child.kill("SIGKILL");
  }
}
