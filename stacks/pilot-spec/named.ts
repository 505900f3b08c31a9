/**
 * Which spec files a run reads. There is one place that names them, `context.spec` in cdktf.json, so that no command
 * can read another spec than the next one: a stack of another spec, with an empty state, is destroyed without an
 * error.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error.js";

const fix = 'name the spec in cdktf.json, such as "context": { "spec": "pilot.yaml" }';

/** Throws where the variable that once named the spec is set: it would be a second place. */
function refuseVariable(env: NodeJS.ProcessEnv): void {
  if ((env["PILOT_SPEC"] ?? "") === "") return;
  throw new UserError([
    `PILOT_SPEC must not be set, got ${JSON.stringify(env["PILOT_SPEC"])}; unset it, and ${fix}, which every command reads`,
  ]);
}

/**
 * The spec files that a cdktf context names: a path, several separated by commas, or a list.
 * @throws UserError where it names none, or where PILOT_SPEC is set
 */
export function specsOfContext(context: unknown, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  refuseVariable(env);
  const given = (typeof context === "object" && context !== null ? (context as { spec?: unknown }).spec : "") ?? "";
  const files = (Array.isArray(given) ? given : String(given).split(",")).map((file) => String(file).trim());
  const named = files.filter((file) => file !== "");
  if (named.length > 0) return named;
  throw new UserError([`context.spec must be the path of a spec, got nothing; ${fix}`]);
}

/**
 * The spec files that a command reads: those of its arguments, or those of the cdktf.json of this folder.
 * @throws UserError where neither names one
 */
export function specsOf(args: readonly string[], dir: string, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  if (args.length > 0) {
    refuseVariable(env);
    return args;
  }
  const file = join(dir, "cdktf.json");
  if (!existsSync(file))
    throw new UserError([`${file} does not exist; give the path of a spec, or run this beside it`]);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError([`${file} must be JSON, got ${(error as Error).message.slice(0, 120)}; correct it`]);
  }
  try {
    return specsOfContext((json as { context?: unknown } | null)?.context, env);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.lines.map((line) => `${file}: ${line}`)) : error;
  }
}

/** What every command says first: which spec it read, and whose pilot that is. */
export const readLine = ({ file, pilot }: { readonly file: string; readonly pilot: string }): string =>
  `spec ${file} · pilot ${pilot}`;

/** What a command says where a spec holds values of `init` that nobody replaced. */
export const placeholderLine = ({ file, count }: { readonly file: string; readonly count: number }): string =>
  `${count} values of ${file} are placeholders, which nothing deploys; check lists them`;
