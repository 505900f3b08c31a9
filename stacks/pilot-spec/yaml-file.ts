/** Reads a YAML file that anybody may have written: what is wrong with it, with file, line and column. */
import { readFileSync, statSync } from "node:fs";
import { type Document, isMap, isNode, Lexer, LineCounter, type Pair, Parser, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { UserError } from "../user-error.js";
import { describe, keysAt, quote, suggest } from "./messages.js";

/** What a kind of file is, and how much of it is read. */
export interface YamlKind {
  /** With its article: `a spec`. */
  readonly what: string;
  /** A path to give instead, such as `pilot.yaml`. */
  readonly example: string;
  /** What is larger is something else. */
  readonly maxBytes: number;
}

/** Levels of maps and lists that the parser may be inside of. No file of a user has more than five. */
const maxDepth = 50;

/** More values than this out of aliases are made to exhaust a machine. */
const maxAliasCount = 50;

/** A file that was read. */
export interface YamlFile {
  readonly value: unknown;
  /** Where a value stands: the deepest part of the path that is there, or its key. */
  readonly offset: (path: readonly PropertyKey[], atKey?: boolean) => number;
  /** `file:line:column` of an offset. */
  readonly place: (offset: number) => string;
}

/** Reads one file. @throws UserError with one line per problem, each with its place */
export function readYaml(file: string, kind: YamlKind): YamlFile {
  const { document, place } = parsed(file, textOf(file, kind), kind);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch {
    throw new UserError([`${file}:1:1: aliases expand to more than ${maxAliasCount} values; write the values out`]);
  }
  const offset = (path: readonly PropertyKey[], atKey = false): number => {
    // the deepest part of the path that stands in the file: a missing key is reported at its parent
    for (let length = path.length; length > 0; length -= 1) {
      const key = path[length - 1];
      const parent = length > 1 ? document.getIn(path.slice(0, length - 1), true) : document.contents;
      if (isMap(parent)) {
        const pair = parent.items.find((item: Pair) => String(item.key) === String(key)) as Pair | undefined;
        const wanted = isNode(pair?.value) && length === path.length && !atKey ? pair.value : pair?.key;
        if (isNode(wanted) && wanted.range) return wanted.range[0];
      }
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  };
  return { value, offset, place };
}

/** A document without a problem of its own, and how to write a place in it. */
function parsed(
  file: string,
  text: string,
  { what }: YamlKind,
): Pick<YamlFile, "place"> & { document: Document.Parsed } {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const line = text.slice(0, deep).split("\n").length;
    throw new UserError([`${file}:${line}:1: is nested deeper than ${maxDepth}; ${what} has five levels`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line || 1}:${col || 1}`;
  };
  const errors = [...document.errors, ...document.warnings];
  // what follows a tab is a consequence of it
  const tab = errors.find(({ code }) => code === "TAB_AS_INDENT");
  if (tab !== undefined) {
    throw new UserError([
      `${place(tab.pos[0])}: a tab indents this line, and YAML takes only spaces there; use spaces`,
    ]);
  }
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // one line per line: what comes second on it is often a consequence of the first
  const first = errors.filter(
    ({ code, pos }, index) =>
      code !== "DUPLICATE_KEY" && errors.findIndex((error) => lineOf(error.pos[0]) === lineOf(pos[0])) === index,
  );
  const problems = first.map(({ pos, code, message }) => {
    const isSecond = code === "MULTIPLE_DOCS";
    const problem = isSecond ? `a second document begins here; ${what} is one document` : message.split("\n")[0];
    return `${place(pos[0])}: is not YAML: ${problem?.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`;
  });
  visit(document, {
    Map: (_, map) => {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isNode(key) || !key.range) continue;
        const name = String(key);
        const before = seen.get(name);
        if (before === undefined) seen.set(name, key.range[0]);
        else
          problems.push(
            `${place(key.range[0])}: ${name}: stands twice, first in line ${lineOf(before)}; remove one of them`,
          );
      }
    },
    Alias: (_, alias) => {
      if (alias.resolve(document)) return;
      problems.push(
        `${place(alias.range?.[0] ?? 0)}: is not YAML: the alias *${alias.source} names no anchor before it`,
      );
    },
  });
  if (problems.length > 0) throw new UserError([...new Set(problems)]);
  return { document, place };
}

/**
 * Where the nesting becomes deeper than it can be. Found before composing, which recurses and can exhaust the stack.
 */
function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme));
    if (parser.stack.length > maxDepth) return parser.offset;
  }
  return undefined;
}

function textOf(file: string, { what, example, maxBytes }: YamlKind): string {
  let size: number;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new UserError([`${file}: is not a file; give the path of ${what}, such as ${example}`]);
    size = stat.size;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of ${what}`,
    ]);
  }
  if (size > maxBytes) {
    throw new UserError([`${file}: has ${size} bytes; ${what} has at most ${maxBytes}, so this is something else`]);
  }
  return readFileSync(file, "utf8");
}

/** Most lines that one file is answered with. */
const maxLines = 50;

/** A file that was read and is what its schema says. */
export interface CheckedYaml<T> {
  readonly value: T;
  /** `file:line:column` of a value. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/**
 * Reads one file and holds it to a schema.
 * @throws UserError with one line per problem, each with its place: the bad value, what is allowed, the fix
 */
export function readYamlAs<Schema extends z.ZodType>(
  file: string,
  kind: YamlKind,
  schema: Schema,
): CheckedYaml<z.output<Schema>> {
  const { value: read, offset, place } = readYaml(file, kind);
  // an empty file holds nothing, and not null
  const value = read ?? undefined;
  const outcome = schema.safeParse(value);
  if (outcome.success) return { value: outcome.data, placeOf: (path) => place(offset(path)) };
  const problems = outcome.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [{ path: issue.path, atKey: issue.code === "invalid_key", message: describe(issue, schema, value) }];
    const allowed = keysAt(schema, issue.path, value);
    return issue.keys.map((key) => {
      const message = `unknown key; ${suggest(key, allowed)}`;
      return { path: [...issue.path, key], atKey: true, message };
    });
  });
  const lines = problems.map(({ path, atKey, message }) => {
    const at = path.map((key) => (/^[\w-]+$/.test(String(key)) ? String(key) : quote(String(key)))).join(".");
    return `${place(offset(path, atKey))}: ${at === "" ? kind.what : at}: ${message}`;
  });
  throw new UserError([...new Set(lines)].slice(0, maxLines));
}
