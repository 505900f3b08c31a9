/**
 * Code that compute installs when it starts: from an index, or from a path that somebody writes to. No argument of a
 * library holds a hash. The provider's page databricks_library (1.99.0)
 */
import type { Reach, Seen } from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks } from "../../readers/stack.js";

/** Indexes, by the block that names one, with the argument that says what is taken from it. */
const indexes: ReadonlyArray<readonly [block: string, key: string, usual: string, fixed: RegExp]> = [
  ["pypi", "package", "PyPI, or the index of the workspace", /==\s*[\w.!+-]+$/],
  ["maven", "coordinates", "Maven Central", /^[^:]+:[^:]+:[^:,\]]+$/],
  // CRAN serves the newest alone
  ["cran", "package", "CRAN", /^$a/],
];
const paths = ["whl", "jar", "egg", "requirements"] as const;

/** The host of a URL: what else stands in it may be a secret. */
export const hostOf = (text: string): string => /^[a-z][a-z+.-]*:\/\/(?:[^/@\s]*@)?([^/?#\s]+)/i.exec(text)?.[1] ?? "";

/** Rows of one library, be it a resource or a block of a cluster or a task. */
export function libraryRows(given: Arguments, on: string, { open }: Seen, references: References): readonly Reach[] {
  const ofIndexes = indexes.flatMap(([block, key, usual, fixed]) =>
    blocks(given[block]).map((each) => {
      const what = references.text(each[key]);
      const held = fixed.test(what) ? "without a hash" : "of no fixed version";
      return open(on, hostOf(references.text(each["repo"])) || usual, `${block} library ${what}, ${held}`);
    }),
  );
  const ofPaths = paths.flatMap((key) =>
    given[key] === undefined
      ? []
      : [open(on, references.text(given[key]), `${key} library without a hash: whoever writes there runs code`)],
  );
  return [...ofIndexes, ...ofPaths];
}
