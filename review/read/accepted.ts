/**
 * Changes that somebody agreed to (`review-accepted.yaml`): each with its kind, its address and its exact value, so
 * that another change of the same thing is not let through. The file is untrusted, as is whoever wrote it.
 */
import { readFileSync, statSync } from "node:fs";
import { isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "../../stacks/user-error.js";
import { type ChangeKind, changeKinds } from "../change-kinds.js";

const line = (most: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "must be one line of text");

const entry = z.strictObject({
  /** The stack that it is about. @default every stack that has the change */
  stack: line(200).optional(),
  kind: z.enum(changeKinds as unknown as [ChangeKind, ...ChangeKind[]]),
  address: z.string().max(2000),
  value: line(4000),
  reason: line(500).refine((text) => text.trim().length >= 10, "must say in at least 10 characters why it is right"),
  until: z.iso.date("must be a date such as 2026-12-31"),
});
const all = z.array(entry).max(500, "must hold at most 500 entries");

/** One change that somebody agreed to, and where that stands. */
export interface Acceptance extends z.output<typeof entry> {
  /** `file:line:column`. */
  readonly place: string;
}

const maxBytes = 256 * 1024;

function textOf(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new UserError([`${file}: is not a file; give the path of a review-accepted.yaml`]);
    if (stat.size > maxBytes)
      throw new UserError([`${file}: has ${stat.size} bytes, and at most ${maxBytes} are read; remove what is past`]);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError([`${file}: cannot be read (${code}); give the path of a review-accepted.yaml`]);
  }
}

const keys = "kind, address, value, reason and until, and stack if it is about one of several";

/** What zod found, as one sentence with the fix. */
function sentence({
  code,
  message,
  keys: unknown = [],
  input,
}: z.core.$ZodIssue & { keys?: readonly string[] }): string {
  if (code === "unrecognized_keys")
    return `${unknown.map((key) => JSON.stringify(key).slice(0, 80)).join(", ")}: unknown; an entry has ${keys}`;
  if (code === "invalid_type" && input === undefined) return `is missing; an entry has ${keys}`;
  if (code === "invalid_type") return `${message.toLowerCase()}; an entry has ${keys}`;
  if (code === "invalid_value") return `must be a kind of change; allowed: ${changeKinds.join(", ")}`;
  return message;
}

/**
 * Reads the changes that somebody agreed to.
 * @throws UserError with one line per problem, each with file, line and column
 */
export function readAccepted(file: string): readonly Acceptance[] {
  const text = textOf(file);
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line: row, col } = lines.linePos(offset);
    return `${file}:${row || 1}:${col || 1}`;
  };
  let document: ReturnType<typeof parseDocument>;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const broken = [...document.errors, ...document.warnings];
    if (broken.length > 0)
      throw new UserError(
        broken
          .slice(0, 20)
          .map(({ pos, message }) => `${at(pos[0])}: is not YAML: ${message.split("\n")[0]}; correct it`),
      );
    value = document.toJS({ maxAliasCount: 0 }) ?? [];
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([`${file}:1:1: holds aliases or is nested too deeply; write a plain list of entries`]);
  }
  if (!Array.isArray(value)) throw new UserError([`${file}:1:1: must be a list of entries, each with ${keys}`]);
  /** Where the deepest part of a path that is there stands. */
  const placeOf = (path: readonly PropertyKey[]): string => {
    let offset = document.contents?.range?.[0] ?? 0;
    let node: unknown = document.contents;
    for (const key of path) {
      const pair = isMap(node) ? node.items.find((each) => String(each.key) === String(key)) : undefined;
      node = isSeq(node) ? node.items[Number(key)] : pair?.value;
      const shown = isNode(node) ? node : pair?.key;
      if (!isNode(shown)) break;
      offset = shown.range?.[0] ?? offset;
    }
    return at(offset);
  };
  const outcome = all.safeParse(value, { reportInput: true });
  if (!outcome.success) {
    throw new UserError(
      outcome.error.issues
        .slice(0, 50)
        .map(
          (issue) => `${placeOf(issue.path)}: ${issue.path.map(String).join(".") || "the file"}: ${sentence(issue)}`,
        ),
    );
  }
  return outcome.data.map((each, index) => ({ ...each, place: placeOf([index]) }));
}
