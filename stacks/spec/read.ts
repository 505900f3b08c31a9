/** Reads a spec from a YAML file: every fault with file, line and column. */
import { readFileSync, statSync } from "node:fs";
import { isMap, isNode, LineCounter, type Pair, parseDocument } from "yaml";
import { type Checked, checkSpec, type Fault } from "./check.js";

/** A spec is a page of text. What is larger is not a spec. */
const maxBytes = 256 * 1024;

/** A user's mistake in a spec: its message holds one line a fault, and no stack trace is owed. */
export class SpecError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "SpecError";
  }
}

/** A spec that was read: what was found, and how to say where a fault stands. */
export interface ReadSpec extends Checked {
  /** One line: `file:line:column: path: message`. */
  readonly line: (fault: Fault) => string;
}

/**
 * Reads and checks one file.
 * @throws SpecError where the file cannot be read or is not YAML; what is wrong with the spec itself comes back as faults
 */
export function readSpec(file: string): ReadSpec {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new SpecError(
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${file}:${line}:${col}: is not YAML: ${error.message.split("\n")[0]?.replace(/^[A-Z]/, (c) => c.toLowerCase())}`;
      }),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw new SpecError([`${file}:1:1: aliases expand too far: ${(error as Error).message.toLowerCase()}`]);
  }
  const offsetOf = (path: readonly PropertyKey[]): number => {
    // the deepest part of the path that stands in the file: a missing key is reported at its parent
    for (let length = path.length; length > 0; length -= 1) {
      const key = path[length - 1];
      const parent = length > 1 ? document.getIn(path.slice(0, length - 1), true) : document.contents;
      if (isMap(parent)) {
        const pair = parent.items.find((item: Pair) => String(item.key) === String(key)) as Pair | undefined;
        const wanted = isNode(pair?.value) && length === path.length ? pair.value : pair?.key;
        if (isNode(wanted) && wanted.range) return wanted.range[0];
      }
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  };
  return {
    ...checkSpec(value),
    line: (fault) => {
      const { line, col } = lines.linePos(offsetOf(fault.path));
      const path = fault.path.map(String).join(".");
      return `${file}:${line || 1}:${col || 1}: ${path === "" ? "" : `${path}: `}${fault.message}`;
    },
  };
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
