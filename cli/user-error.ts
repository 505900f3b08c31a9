/** A user's mistake: one line a fault, exit 1, no stack trace. */
export class UserError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "UserError";
  }
}
