/** What a trial that was interrupted has done: a file beside the evidence, so that the same command goes on. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { linkOnTheWay, makeFolder } from "../../stacks/folder.js";
import { UserError } from "../../stacks/user-error.js";

const text = z.string().max(500);

const schema = z.strictObject({
  stateVersion: z.literal(1),
  /** The same for all records of the trial. */
  trial: z.string().regex(/^[a-z0-9-]{8,40}$/),
  stackHash: text,
  /** Runs of the pipeline, in their order: one without an id may have been asked for and not answered. */
  runs: z.array(
    z.strictObject({ token: text, id: text.optional(), isRecorded: z.boolean(), version: text.optional() }),
  ),
  /** Parts that have a record. */
  done: z.array(z.enum(["load", "release", "export", "bill"])),
  /** The release to roll back to, while another one may serve. */
  rollBackTo: text.optional(),
});

/** What a trial has done. */
export type TrialState = z.infer<typeof schema>;

/** The state file of a stack. */
export class StateFile {
  readonly path: string;

  constructor(evidence: string, platform: string, stack: string) {
    const place = join(evidence, platform);
    const link = linkOnTheWay(place);
    if (link !== undefined) throw new UserError([`${link}: is a link, and nothing is written through one; remove it`]);
    this.path = join(place, `.trial-${stack}.json`);
    makeFolder(place);
  }

  /** What an interrupted trial left; undefined where none did. @throws UserError where the file was changed */
  read(): TrialState | undefined {
    if (!existsSync(this.path)) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(this.path, "utf8"));
    } catch {
      value = undefined;
    }
    const { success, data } = schema.safeParse(value);
    if (success) return data;
    throw new UserError([
      `${this.path}: must be what an interrupted trial left, and was changed; stop its runs (stop_run), and remove it`,
    ]);
  }

  /** Writes the state, whole or not at all. */
  write(state: TrialState): void {
    writeFileSync(`${this.path}.new`, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(`${this.path}.new`, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
