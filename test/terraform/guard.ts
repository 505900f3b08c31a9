/** Clears up after a process that cannot: one that is killed, as the step of CI does at its time-out. */
import { type ChildProcess, spawn } from "node:child_process";

/** Reads the groups that are running, a line for each change, until whoever writes them is gone. */
const script = `
while read -r line; do groups=$line; done
for group in $groups; do kill -s KILL -- "-$group"; done
rm -rf "$0" || { sleep 1; rm -rf "$0"; }
`;

/** A process that ends process groups and removes a folder when this one has ended, however that ended. */
export class Guard {
  private readonly child: ChildProcess;
  private readonly groups = new Set<number>();

  constructor(folder: string) {
    // A process group of its own: what ends this one's group must not end it.
    this.child = spawn("sh", ["-c", script, folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    this.child.on("error", () => {});
    this.child.stdin?.on("error", () => {});
    // This process does not wait for it.
    this.child.unref();
    (this.child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** Ends the group of this process too, if it is still running then. */
  add({ pid }: ChildProcess): void {
    if (pid !== undefined) this.groups.add(pid);
    this.say();
  }

  /** Forgets a process that has ended: its number may be somebody else's soon. */
  delete({ pid }: ChildProcess): void {
    if (pid !== undefined) this.groups.delete(pid);
    this.say();
  }

  /** Ends all of it now. */
  end(): void {
    this.child.stdin?.end();
  }

  private say(): void {
    if (this.child.stdin?.writable) this.child.stdin.write(`${[...this.groups].join(" ")}\n`);
  }
}

/** Returns a folder, which is removed even where this process is killed. */
export function guarded(folder: string): string {
  new Guard(folder);
  return folder;
}
