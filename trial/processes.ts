/** Processes that a rehearsal starts: each leads a group of its own, so that nothing of it outlives the rehearsal. */
import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended. */
export interface Ended {
  /** 137 where it was killed. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program to start. Its environment is this one and nothing of the caller's. */
export interface Program {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds, after which it is killed. @default - never */
  readonly stopsAfterSeconds?: number;
  /** Gets each line of standard error as it is written. @default - nobody */
  readonly said?: (line: string) => void;
}

/** What is kept of an output: the end of it. */
const keptCharacters = 256 * 1024;

/** Kills a process with all that it started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // the group has gone
  }
}

/** A server that is running. */
export interface Running {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<Ended>;
  hasEnded(): boolean;
  /** Asks it to end, as a platform does, and kills it where it is still running after so many seconds. */
  stop(seconds: number): Promise<Ended>;
}

/** Starts programs, and ends all of them at once. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private isStopped = false;

  /** Starts a program and returns while it is running. */
  start({ command, cwd, environment, stopsAfterSeconds, said }: Program): Running {
    if (this.isStopped) throw new Error("the rehearsal was stopped");
    const [program = "", ...args] = command;
    const child = spawn(program, args, { cwd, env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.running.add(child);
    let [stdout, stderr, hasEnded] = ["", "", false];
    const timer =
      stopsAfterSeconds === undefined ? undefined : setTimeout(() => killGroup(child), stopsAfterSeconds * 1000);
    child.stdout.on("data", (piece) => {
      stdout = (stdout + piece).slice(-keptCharacters);
    });
    child.stderr.on("data", (piece) => {
      stderr = (stderr + piece).slice(-keptCharacters);
      for (const line of String(piece).split("\n")) if (line.trim() !== "") said?.(line.trim());
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      const finish = () => {
        hasEnded = true;
        clearTimeout(timer);
        this.running.delete(child);
      };
      child.on("error", (error) => {
        finish();
        reject(error);
      });
      child.on("close", (code) => {
        finish();
        // what it left behind in its group
        killGroup(child);
        resolve({ exitCode: code ?? 137, stdout, stderr });
      });
    });
    ended.catch(() => {});
    const stop = async (seconds: number) => {
      const patience = setTimeout(() => killGroup(child), seconds * 1000);
      if (!hasEnded) child.kill("SIGTERM");
      return ended.finally(() => clearTimeout(patience));
    };
    return { ended, hasEnded: () => hasEnded, stop };
  }

  /** Runs a program to its end. */
  run(program: Program): Promise<Ended> {
    return this.start(program).ended;
  }

  /** Kills everything that is running; nothing can be started any more. */
  stopAll(): void {
    this.isStopped = true;
    for (const child of this.running) killGroup(child);
  }
}
