/**
 * Writes under which licence each package of the Python locks says that it is. It asks the environments of the tiers.
 * `node --import tsx scripts/licences.ts` after a lock changed; test/supply-chain holds the locks to the result.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownPackage } from "../cli/own-package.js";

/** What an installed package says of itself. packaging.python.org/specifications/core-metadata (2026-11) */
interface Metadata {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, since metadata 2.4. */
  readonly license_expression: string | null;
  /** Free text: often an SPDX id, sometimes the licence itself. */
  readonly license: string | null;
  readonly classifier: readonly string[] | null;
}

/** The classifiers of PyPI that mean one licence. pypi.org/classifiers (2026-11) */
const ofClassifier: Readonly<Record<string, string>> = {
  "Apache Software License": "Apache-2.0",
  "MIT License": "MIT",
  "BSD License": "BSD",
  "ISC License (ISCL)": "ISC",
  "Python Software Foundation License": "PSF-2.0",
  "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
  "The Unlicense (Unlicense)": "Unlicense",
};

/** What authors write as free text, where it means one licence. */
const ofText: Readonly<Record<string, string>> = {
  Apache: "Apache-2.0",
  "Apache 2.0": "Apache-2.0",
  "3-Clause BSD License": "BSD-3-Clause",
  "BSD License": "BSD",
};

/** The licence that a package names: an expression, what all its classifiers come to, or its one line of free text. */
export function licenceOf({ license_expression: expression, license, classifier }: Metadata): string {
  if (expression !== null) return expression;
  const names = (classifier ?? []).flatMap((each) => /^License :: (?:OSI Approved :: )?(.+)$/.exec(each)?.[1] ?? []);
  const text = license !== null && /^.{1,60}$/.test(license) ? (ofText[license.trim()] ?? license.trim()) : "";
  // BSD as a classifier says neither two nor three clauses: the text may
  const classified = names.filter((name) => name !== "OSI Approved").map((name) => ofClassifier[name] ?? name);
  if (classified.length > 0 && !classified.includes("BSD")) return [...new Set(classified)].sort().join(" OR ");
  return text || [...new Set(classified)].sort().join(" OR ") || "none is named";
}

/** A package as a lock pins it: PEP 503 writes one name in one way. */
const pinOf = ({ name, version }: Pick<Metadata, "name" | "version">): string =>
  `${name.toLowerCase().replace(/[-_.]+/g, "-")}==${version}`;

/** What a lock file pins. */
export const pinsOf = (lock: string): readonly string[] =>
  [...lock.matchAll(/^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)].map(([, name = "", version = ""]) =>
    pinOf({ name, version }),
  );

/** The lock files of Python that are committed. */
export function pythonLocks(root: string): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "*requirements*.lock"], { cwd: root, encoding: "utf8" });
  return listed.trim().split("\n");
}

/** Prints what the packages of an environment say of themselves. */
const asked = `
import importlib.metadata, json
print(json.dumps([{
    "name": each.metadata["Name"],
    "version": each.version,
    "license_expression": each.metadata.get("License-Expression"),
    "license": each.metadata.get("License"),
    "classifier": each.metadata.get_all("Classifier"),
} for each in importlib.metadata.distributions()]))
`;

/** The environment that was made from a lock, or one that is made now. */
function environmentOf(root: string, lock: string): string {
  const folder = join(root, ".venv");
  const text = readFileSync(join(root, lock), "utf8");
  const made = (existsSync(folder) ? readdirSync(folder) : []).find((name) => {
    const copy = join(folder, name, "requirements.lock");
    return existsSync(copy) && readFileSync(copy, "utf8") === text;
  });
  if (made !== undefined) return join(folder, made);
  const name = `licences-${lock.replace(/\W+/g, "-").replace(/-lock$/, "")}`;
  return execFileSync(join(root, ".ci/python-env"), [name, join(root, lock)], { encoding: "utf8" }).trim();
}

function write(): void {
  const { root } = ownPackage();
  const found = new Map<string, string>();
  for (const lock of pythonLocks(root)) {
    const python = join(environmentOf(root, lock), "bin/python");
    const packages = JSON.parse(execFileSync(python, ["-c", asked], { encoding: "utf8" })) as readonly Metadata[];
    for (const each of packages) found.set(pinOf(each), licenceOf(each));
  }
  const pinned = new Set(pythonLocks(root).flatMap((lock) => pinsOf(readFileSync(join(root, lock), "utf8"))));
  const sorted = [...found].filter(([pin]) => pinned.has(pin)).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    join(root, "test/supply-chain/python-licences.json"),
    `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`,
  );
}

if (require.main === module) write();
