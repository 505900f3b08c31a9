/** Reads a spec from a YAML file: every problem with file, line and column. */
import { type Checked, checkSpec, type Problem } from "./check.js";
import { quote } from "./messages.js";
import { readYaml } from "./yaml-file.js";

/** A spec is a page of text. */
const kind = { what: "a spec", example: "pilot.yaml", maxBytes: 256 * 1024 };

/** A spec that was read: what was found, and how to say where a problem stands. */
export interface ReadSpec extends Checked {
  /** Where a problem stands, for sorting. */
  readonly offset: (problem: Problem) => number;
  /** One line: `file:line:column: path: message`. */
  readonly line: (problem: Problem) => string;
}

/**
 * Reads and checks one file.
 * @throws UserError where the file cannot be read or is not YAML; what is wrong with the spec itself comes back as
 * problems
 */
export function readSpec(file: string): ReadSpec {
  const { value, offset, place } = readYaml(file, kind);
  const offsetOf = ({ path, atKey }: Problem): number => offset(path, atKey);
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
