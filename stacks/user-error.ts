/** A user's mistake: one line per problem, exit 1, no stack trace. */
export class UserError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "UserError";
  }
}

/** Runs a command. A user's mistake is owed its lines and no stack trace; anything else is ours and keeps it. */
export function reportingErrors(run: () => Promise<unknown>): void {
  // whoever reads has read enough, such as `head`
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  run().catch((error: unknown) => {
    const isUsers = error instanceof Error && error.name === "UserError";
    console.error(isUsers ? error.message : error);
    process.exitCode = 1;
  });
}
