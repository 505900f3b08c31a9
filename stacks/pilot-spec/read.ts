/** Reads a spec from a YAML file: every problem with file, line and column. */
import { readFileSync, statSync } from "node:fs";
import { type Document, isMap, isNode, Lexer, LineCounter, type Pair, Parser, parseDocument, visit } from "yaml";
import { type Checked, checkSpec, type Problem } from "./check.js";
import { quote } from "./messages.js";

/** A spec is a page of text. What is larger is not a spec. */
const maxBytes = 256 * 1024;

/** Levels of maps and lists that the parser may be inside of. */
const maxDepth = 50;

/** More values than this out of aliases are no spec either. */
const maxAliasCount = 50;

/** A user's mistake in a spec: its message holds one line per problem, and no stack trace is owed. */
export class SpecError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "SpecError";
  }
}

/** A spec that was read: what was found, and how to say where a problem stands. */
export interface ReadSpec extends Checked {
  /** Where a problem stands, for sorting. */
  readonly offset: (problem: Problem) => number;
  /** One line: `file:line:column: path: message`. */
  readonly line: (problem: Problem) => string;
}

/**
 * Reads and checks one file.
 * @throws SpecError where the file cannot be read or is not YAML; what is wrong with the spec itself comes back as
 * problems
 */
export function readSpec(file: string): ReadSpec {
  const { document, place } = parseYaml(file, readText(file));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch {
    throw new SpecError([`${file}:1:1: aliases expand to more than ${maxAliasCount} values; write the values out`]);
  }
  const offsetOf = ({ path, atKey }: Problem): number => {
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
  return {
    ...checkSpec(value),
    offset: offsetOf,
    line: (problem) => {
      // a key may be any text: one that is no plain word is quoted, so that a problem stays one line
      const path = problem.path
        .map((key) => (/^[\w-]+$/.test(String(key)) ? String(key) : quote(String(key))))
        .join(".");
      return `${place(offsetOf(problem))}: ${path === "" ? "" : `${path}: `}${problem.message}`;
    },
  };
}

/** A document without a problem of its own, and how to write a place in it. */
function parseYaml(file: string, text: string): { document: Document.Parsed; place: (offset: number) => string } {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const line = text.slice(0, deep).split("\n").length;
    throw new SpecError([`${file}:${line}:1: is nested deeper than ${maxDepth}; a spec has five levels`]);
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
    throw new SpecError([
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
    const what = isSecond ? "a second document begins here; a spec is one document" : message.split("\n")[0];
    return `${place(pos[0])}: is not YAML: ${what?.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`;
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
  if (problems.length > 0) throw new SpecError([...new Set(problems)]);
  return { document, place };
}

/**
 * Where the nesting becomes deeper than a spec's can be. Found before composing, which recurses and can exhaust the
 * stack.
 */
function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme));
    if (parser.stack.length > maxDepth) return parser.offset;
  }
  return undefined;
}

function readText(file: string): string {
  let size: number;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new SpecError([`${file}: is not a file; give the path of a spec, such as pilot.yaml`]);
    size = stat.size;
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of a spec`,
    ]);
  }
  if (size > maxBytes) {
    throw new SpecError([`${file}: has ${size} bytes; a spec has at most ${maxBytes}, so this is something else`]);
  }
  return readFileSync(file, "utf8");
}
