/**
 * Runs a pipeline's steps as processes of the portable image, the way a platform does: inputs are brought to where the
 * definition says, the command runs with the definition's arguments and environment, outputs are taken to where the
 * definition says. A reader for each pipeline language walks its own definition and calls this; see sagemaker.ts.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const example = join(root, "examples/penguins/image");

/** Something that lies at a path inside of the container and at a URI outside. */
export interface Mount {
  /** Absolute, as the container sees it, such as `/opt/ml/model`. */
  readonly path: string;
  /**
   * An object, or all objects below a prefix: `s3://bucket/key`, `gs://bucket/key`, or any other URI that a reader
   * makes up.
   */
  readonly uri: string;
}

/** One step, as a definition names it. */
export interface StepRun {
  readonly name: string;
  /**
   * The whole command: the image's own, the entry point, its arguments. Paths in it must begin with a root of `roots`.
   */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly inputs: readonly Mount[];
  /** `archive`: the platform packs the directory into a tar.gz of that name. */
  readonly outputs: ReadonlyArray<Mount & { readonly archive?: string }>;
  /** Files that the platform itself puts into the container: path → content. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Roots of the container that the image finds elsewhere: `/opt/ml` → `PILOT_ROOT_OPT_ML`. */
  readonly roots: Readonly<Record<string, string>>;
  /** What the container may reach. `loopback` stands for the private network. @default "none" */
  readonly network?: "none" | "loopback";
  readonly stopsAfterSeconds: number;
}

/** How a step ended. */
export interface StepResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a run of a pipeline ended; every reader answers with it. */
export interface Outcome {
  /** Names of the steps that ran, in their order. */
  readonly ran: readonly string[];
  readonly ended: "succeeded" | "failed";
  /** Why it failed. @default - it did not */
  readonly message?: string;
  /** What was registered: the arguments as the platform gets them. @default - nothing */
  readonly registered?: Readonly<Record<string, unknown>>;
}

/** Objects by URI, kept in a folder; and the processes that read and write them. */
export class Runner {
  private readonly folder = mkdtempSync(join(tmpdir(), "interpreter-"));
  private readonly python: string;

  /**
   * @param image the folder of the image, which the steps run in
   * @param python an environment's folder with the packages of the image. @default - that of the example's lock file
   */
  constructor(
    private readonly image = example,
    python?: string,
  ) {
    const lock = join(image, "requirements.lock");
    this.python = python ?? execFileSync(join(root, ".ci/python-env"), ["example", lock], { encoding: "utf8" }).trim();
  }

  /** Removes everything. */
  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Where the object or prefix of a URI lies. */
  at(uri: string): string {
    const path = join(this.folder, "objects", uri.replace(/^([a-z]+):\/\//, "$1/"));
    if (!path.startsWith(join(this.folder, "objects"))) throw new Error(`${uri} leaves the object store`);
    return path;
  }

  /** Whether there is an object, or any below a prefix. */
  has(uri: string): boolean {
    return existsSync(this.at(uri));
  }

  /** An object's text. */
  read(uri: string): string {
    return readFileSync(this.at(uri), "utf8");
  }

  /** Copies a file or folder of this machine to a URI. */
  upload(path: string, uri: string): void {
    mkdirSync(dirname(this.at(uri)), { recursive: true });
    cpSync(path, this.at(uri), { recursive: true });
  }

  /** Runs one step. Its outputs are taken only where it ended well. */
  async run(step: StepRun): Promise<StepResult> {
    const sandbox = mkdtempSync(join(this.folder, `${step.name}-`));
    const inside = (path: string) => join(sandbox, path);
    for (const { path, uri } of step.inputs) {
      if (!this.has(uri)) throw new Error(`${step.name}: input ${path}: there is nothing at ${uri}`);
      // an object is brought under its own name, a prefix as what lies below it
      const target = statSync(this.at(uri)).isFile() ? join(inside(path), uri.split("/").pop() ?? "") : inside(path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(this.at(uri), target, { recursive: true });
    }
    for (const { path } of step.outputs) mkdirSync(inside(path), { recursive: true });
    for (const [path, content] of Object.entries(step.files ?? {})) {
      mkdirSync(dirname(inside(path)), { recursive: true });
      writeFileSync(inside(path), content);
    }
    const moved = Object.entries(step.roots).map(([path, variable]) => [variable, inside(path)]);
    const temporary = inside("tmp");
    mkdirSync(temporary, { recursive: true });
    const [program = "", ...given] = step.command;
    const result = await execute(program, given, step.stopsAfterSeconds, sandbox, {
      ...step.environment,
      ...Object.fromEntries(moved),
      PATH: `${this.python}/bin:/usr/bin:/bin`,
      PYTHONPATH: `${join(__dirname, "network")}:${this.image}`,
      PYTHONDONTWRITEBYTECODE: "1",
      PILOT_TEST_NETWORK: step.network ?? "none",
      TMPDIR: temporary,
      HOME: sandbox,
    });
    if (result.exitCode === 0) {
      for (const { path, uri, archive } of step.outputs) {
        mkdirSync(dirname(this.at(uri)), { recursive: true });
        if (archive === undefined) cpSync(inside(path), this.at(uri), { recursive: true });
        else {
          mkdirSync(this.at(uri), { recursive: true });
          execFileSync("tar", ["-czf", join(this.at(uri), archive), "-C", inside(path), "."]);
        }
      }
    }
    rmSync(sandbox, { recursive: true, force: true });
    return result;
  }
}

function execute(
  program: string,
  given: readonly string[],
  seconds: number,
  cwd: string,
  env: Record<string, string>,
): Promise<StepResult> {
  return new Promise((resolved, failed) => {
    const child = spawn(program, given, { cwd, env, timeout: seconds * 1000, killSignal: "SIGKILL" });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", failed);
    child.on("close", (code) => resolved({ exitCode: code ?? 137, stdout, stderr }));
  });
}
