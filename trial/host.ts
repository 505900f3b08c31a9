/**
 * Runs a pipeline's steps and its server as processes of the portable image, the way a platform does: inputs are
 * brought to where the definition says, the command runs with the definition's arguments and environment, outputs are
 * taken to where the definition says. The reader of each platform walks its own definition and calls this.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Companion, Host, Mount, Packages, Served, StepResult, StepRun } from "../stacks/rehearsal/contract.js";
import type { Installed } from "./packages.js";
import { Processes, type Running } from "./processes.js";

/** The longest that what runs before a server may take, in seconds, as a server may take to become ready. */
const firstSeconds = 120;

/** How long one step took. */
export interface Timing {
  readonly name: string;
  /** Seconds since the host was made. */
  readonly start: number;
  readonly seconds: number;
  readonly exitCode: number;
}

/** What a host is made of. */
export interface HostProps {
  /** The folder of the image, which the steps run in. */
  readonly image: string;
  /** The folder of the Python environment, with `bin` in it. */
  readonly python: string;
  /** The folder of the file that closes the network to a step: `trial/network`. */
  readonly network: string;
  /** Makes the environment of a platform that runs no image. @default - every platform runs the image */
  readonly install?: (packages: Packages, at: (path: string) => string) => Promise<Installed>;
}

/** A server of the image. */
export interface RunningServer extends Running {
  readonly port: number;
}

/** Objects by URI, kept in a folder; and the processes that read and write them. */
export class LocalHost implements Host {
  readonly timings: Timing[] = [];
  readonly processes = new Processes();
  private readonly folder = mkdtempSync(join(tmpdir(), "ml-pilot-rehearsal-"));
  private readonly began = performance.now();
  private readonly made = new Map<string, readonly Mount[]>();

  constructor(private readonly props: HostProps) {}

  /** Ends every process and removes everything. */
  dispose(): void {
    this.processes.stopAll();
    // what is killed may write for a moment yet
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** A new empty folder that goes with the host. */
  scratch(name: string): string {
    return mkdtempSync(join(this.folder, `${name}-`));
  }

  at(uri: string): string {
    const path = join(this.folder, "objects", uri.replace(/^([a-z]+):\/\//, "$1/"));
    if (!path.startsWith(join(this.folder, "objects"))) throw new Error(`${uri} leaves the object store`);
    return path;
  }

  has(uri: string): boolean {
    return existsSync(this.at(uri));
  }

  read(uri: string): string {
    return readFileSync(this.at(uri), "utf8");
  }

  /** Copies a file or folder of this machine to a URI. */
  upload(path: string, uri: string): void {
    mkdirSync(dirname(this.at(uri)), { recursive: true });
    cpSync(path, this.at(uri), { recursive: true });
  }

  /** A file that a step wrote when it last ran, as JSON; undefined where it wrote none. */
  written(step: string, file: string): unknown {
    for (const { uri } of this.made.get(step) ?? []) {
      const path = join(this.at(uri), file);
      if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8"));
    }
    return undefined;
  }

  /** Where the first output of a step lies that ran; undefined where it did not. */
  outputOf(step: string): string | undefined {
    const [first] = this.made.get(step) ?? [];
    return first === undefined ? undefined : this.at(first.uri);
  }

  /**
   * Installs what a platform runs instead of the image; once for the same lines and files.
   * @throws Error with the installer's last words
   */
  private async packages(packages: Packages | undefined): Promise<Installed> {
    if (packages === undefined) return { python: this.props.python, folder: this.props.image };
    const { install } = this.props;
    if (install === undefined) throw new Error("a platform that runs no image cannot be rehearsed here");
    return install(packages, (path) => {
      const mount = packages.mounts.find((each) => path.startsWith(`${each.path}/`));
      if (mount === undefined) throw new Error(`${path} lies in no folder that the platform mounts`);
      return this.at(mount.uri + path.slice(mount.path.length));
    });
  }

  /** What every process gets, and nothing of whoever rehearses. */
  private environment(
    sandbox: string,
    network: "none" | "loopback",
    roots: Readonly<Record<string, string>>,
    { python, folder }: Installed = { python: this.props.python, folder: this.props.image },
  ) {
    const temporary = join(sandbox, "tmp");
    mkdirSync(temporary, { recursive: true });
    return {
      ...Object.fromEntries(Object.entries(roots).map(([path, variable]) => [variable, join(sandbox, path)])),
      PATH: `${python}/bin:/usr/bin:/bin`,
      PYTHONPATH: [this.props.network, ...(folder === undefined ? [] : [folder])].join(delimiter),
      PYTHONDONTWRITEBYTECODE: "1",
      PILOT_REHEARSAL_NETWORK: network,
      TMPDIR: temporary,
      HOME: sandbox,
    };
  }

  /** Runs one step. Its outputs are taken only where it ended well, but what it writes into a mount stays. */
  async run(step: StepRun): Promise<StepResult> {
    const installed = await this.packages(step.packages);
    const sandbox = this.scratch(step.name);
    const inside = (path: string) => join(sandbox, path);
    const mounts = step.mounts ?? [];
    for (const { path, uri } of mounts) {
      for (const folder of [this.at(uri), dirname(inside(path))]) mkdirSync(folder, { recursive: true });
      symlinkSync(this.at(uri), inside(path));
    }
    const isMounted = (path: string) => mounts.some((mount) => path.startsWith(`${mount.path}/`));
    for (const { path, uri } of step.inputs) {
      if (!this.has(uri)) throw new Error(`${step.name}: input ${path}: there is nothing at ${uri}`);
      // an object is brought under its own name, a prefix as what lies below it
      const target = statSync(this.at(uri)).isFile() ? join(inside(path), uri.split("/").pop() ?? "") : inside(path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(this.at(uri), target, { recursive: true });
    }
    for (const { path } of step.outputs) if (!isMounted(path)) mkdirSync(inside(path), { recursive: true });
    for (const [path, content] of Object.entries(step.files ?? {})) {
      mkdirSync(dirname(inside(path)), { recursive: true });
      writeFileSync(inside(path), content);
    }
    const start = performance.now();
    const result = await this.processes.run({
      command: step.command,
      cwd: sandbox,
      environment: {
        ...step.environment,
        ...this.environment(sandbox, step.network ?? "none", step.roots, installed),
        ...(step.closed === undefined
          ? {}
          : {
              PILOT_REHEARSAL_UNREADABLE: step.closed.unreadable.map(inside).join(delimiter),
              PILOT_REHEARSAL_UNWRITABLE: step.closed.unwritable.map(inside).join(delimiter),
            }),
      },
      stopsAfterSeconds: step.stopsAfterSeconds,
    });
    const seconds = (performance.now() - start) / 1000;
    const { exitCode } = result;
    this.timings.push({ name: step.name, start: (start - this.began) / 1000, seconds, exitCode });
    if (exitCode === 0) {
      for (const { path, uri, archive } of step.outputs.filter((each) => !isMounted(each.path))) {
        mkdirSync(dirname(this.at(uri)), { recursive: true });
        if (archive === undefined) cpSync(inside(path), this.at(uri), { recursive: true });
        else {
          mkdirSync(this.at(uri), { recursive: true });
          execFileSync("tar", ["-czf", join(this.at(uri), archive), "-C", inside(path), "."]);
        }
      }
      this.made.set(step.name, step.outputs);
    }
    rmSync(sandbox, { recursive: true, force: true });
    return result;
  }

  /** Brings a model to a folder, as a platform does; an archive is unpacked. */
  bring({ uri, isArchive }: { readonly uri: string; readonly isArchive: boolean }, target: string): void {
    mkdirSync(target, { recursive: true });
    if (!this.has(uri)) throw new Error(`there is nothing at ${uri}`);
    if (isArchive) execFileSync("tar", ["-xzf", this.at(uri), "-C", target]);
    else cpSync(this.at(uri), target, { recursive: true });
  }

  /**
   * Starts what is live on a port of loopback, and returns before it is ready. What must run first runs to its end;
   * where that fails, nothing is started, and what it said is the server's end.
   */
  async serve(served: Served, port: number, storage: Readonly<Record<string, string>>): Promise<RunningServer> {
    const installed = await this.packages(served.packages);
    const sandbox = this.scratch("serve");
    if (served.model !== undefined) this.bring(served.model, join(sandbox, served.model.path));
    const ports = Object.fromEntries(served.portVariables.map((name) => [name, String(port)]));
    if (served.first !== undefined) {
      const { command, environment } = served.first;
      const own = this.environment(sandbox, "loopback", served.roots);
      const ended = await this.processes.run({
        ...{ command, cwd: sandbox, stopsAfterSeconds: firstSeconds },
        environment: { ...environment, ...storage, ...own },
      });
      if (ended.exitCode !== 0) {
        const asEnded = Promise.resolve(ended);
        return { ended: asEnded, hasEnded: () => true, stop: () => asEnded, port };
      }
    }
    const running = this.processes.start({
      command: served.command,
      cwd: sandbox,
      environment: {
        ...served.environment,
        ...ports,
        ...storage,
        // nobody else on the network of this machine may reach it
        PILOT_HOST: "127.0.0.1",
        ...this.environment(sandbox, "loopback", served.roots, installed),
      },
    });
    return { ...running, port };
  }

  /** Starts a server that is not of the image, with packages of its own, on a port of loopback. */
  accompany(companion: Companion, port: number, python: string): Running {
    const sandbox = this.scratch("companion");
    const own = this.environment(sandbox, "loopback", {});
    return this.processes.start({
      command: companion.command(port),
      cwd: sandbox,
      environment: { ...companion.environment(sandbox), ...own, PATH: `${python}/bin:/usr/bin:/bin` },
    });
  }

  /** Runs an entry point of the image by the local contract, with folders of this machine as its arguments. */
  async local(name: string, command: readonly string[], python = this.props.python): Promise<StepResult> {
    const sandbox = this.scratch(name);
    const environment = this.environment(sandbox, "none", {});
    return this.processes.run({
      command,
      cwd: sandbox,
      environment: { ...environment, PATH: `${python}/bin:/usr/bin:/bin`, PILOT_CONTRACT: "local" },
      stopsAfterSeconds: 600,
    });
  }
}
