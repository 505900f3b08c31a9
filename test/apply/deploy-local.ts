/**
 * `npm run deploy:local`: the whole pilot on an emulated AWS, by the cdktf CLI, until Ctrl-C; then it is destroyed.
 * An argument names another spec than the example that serves.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { noTerraform } from "../terraform/skip.js";
import { only, repository, succeeded, Workspace } from "../terraform/workspace.js";
import { Emulator, noEmulator } from "./emulator.js";

/** Ctrl-C, as a promise; a second one ends the process at once. */
class Interruption {
  readonly #first: Promise<void>;
  #at: number | undefined;

  constructor(endAtOnce: () => void) {
    this.#first = new Promise((resolve) => {
      const interrupt = () => {
        const now = performance.now();
        // npm sends the signal again that the terminal has sent, so one Ctrl-C can arrive twice
        if (this.#at !== undefined && now - this.#at > 500) return endAtOnce();
        this.#at ??= now;
        resolve();
      };
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
    });
  }

  get came(): boolean {
    return this.#at !== undefined;
  }

  wait(): Promise<void> {
    return this.#first;
  }
}

/** Prints what Terraform finished, with the seconds since the start. */
function progress(): (line: string) => void {
  const start = performance.now();
  return (line) => {
    const [, address, what] = /([\w.-]+)(?: \([^)]*\))?: (Creation|Destruction) complete/.exec(line) ?? [];
    if (address === undefined) return;
    const seconds = String(Math.round((performance.now() - start) / 1000)).padStart(4);
    console.log(`${seconds} s  ${what === "Creation" ? "created  " : "destroyed"} ${address}`);
  };
}

/** Prints the runbook of a deployed stack, and how the emulated account is reached. */
async function printOutputs(workspace: Workspace, stack: string, url: string, region: string): Promise<void> {
  const outputs = JSON.parse(await workspace.terraform(stack, "output", "-json")) as Record<string, { value: string }>;
  for (const [name, { value }] of Object.entries(outputs)) console.log(`\n# ${name}\n${value}`);
  const credentials = "AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nobody";
  console.log(`\nThe aws CLI reaches it with AWS_ENDPOINT_URL=${url} AWS_REGION=${region} ${credentials}`);
}

async function deployLocal(): Promise<void> {
  const file = process.argv[2] ?? join(repository, "examples/penguins/pilot.serving.yaml");
  const spec = parse(readFileSync(file, "utf8"));
  if (spec.aws === undefined) throw new Error(`${file}: aws: is missing; deploy:local emulates AWS only`);
  const stack = `${spec.name}-aws`;
  // A state in somebody's bucket is not for an account that ends with this process.
  const workspace = new Workspace({ ...spec, state: { backend: "local" } });
  if ((spec.state?.backend ?? "local") !== "local") console.log(`state: ${spec.state.backend} in ${file}, local here`);
  let emulator: Emulator | undefined;
  const interruption = new Interruption(() => {
    console.log("stopped; the emulated account goes with the emulator");
    workspace.remove();
    process.exit(130);
  });
  try {
    console.log(`synthesizing ${file}`);
    // What it holds goes with the emulator, so the destroy need not stop at it.
    workspace.synth({ ...only("aws"), onDestroy: "delete" });
    if (interruption.came) return;
    console.log("starting the emulated AWS; the first start installs its Python packages");
    const missing = [...noTerraform(), ...noEmulator(), ...workspace.missing(stack)];
    if (interruption.came) return;
    if (missing.length > 0) throw new Error(missing.join("\n"));
    emulator = await Emulator.start(spec.aws.region);
    workspace.prepare(stack, {}, emulator.provider);
    if (interruption.came) return;
    await workspace.attach(stack);
    if (interruption.came) return;

    console.log(`deploying ${stack} on ${emulator.url}`);
    let deploying = true;
    interruption.wait().then(() => {
      if (deploying)
        console.log("Ctrl-C: what is started ends first, then all is destroyed; Ctrl-C again ends at once");
    });
    const deployed = await workspace.cdktf("deploy", stack, progress());
    deploying = false;
    if (!interruption.came) {
      succeeded(deployed);
      await printOutputs(workspace, stack, emulator.url, spec.aws.region);
      console.log("Ctrl-C destroys it.");
      await interruption.wait();
    }
    console.log(`destroying ${stack}`);
    succeeded(await workspace.cdktf("destroy", stack, progress()));
    console.log("destroyed");
  } catch (error) {
    // a synthesis or an installation that Ctrl-C ended has no news for whoever pressed it
    if (!interruption.came || emulator !== undefined) throw error;
  } finally {
    await emulator?.stop();
    workspace.remove();
  }
}

deployLocal().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
