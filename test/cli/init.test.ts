import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { managerOf } from "../../cli/init/managers.js";
import { type InitOptions, init as initWith } from "../../cli/init.js";
import { ownPackage } from "../../cli/own-package.js";
import { checkSpec } from "../../stacks/pilot-spec/check.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { temporaryFolder } from "../scratch.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ml-pilot-init-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Without the minute that packing this checkout takes; test/init packs it. */
const own = { version: "file:vendor/cdktf-ml-pilot.tgz", files: ["vendor/cdktf-ml-pilot.tgz"], bring: () => {} };
const init = (to: string, given: InitOptions) => initWith(to, given, own);
const manifest = (content: object) => writeFileSync(join(dir, "package.json"), JSON.stringify(content));

const options = { platform: "aws", name: "my-pilot", owner: "you@example.com" };
const read = (file: string, from = dir) => readFileSync(join(from, file), "utf8");
const json = (file: string, from = dir) => JSON.parse(read(file, from)) as Record<string, Record<string, string>>;

const made = new Map<string, string>();

/** The repository that `init` makes for a platform in an empty folder: the tests that only read it share it. */
function madeFor(platform: string): string {
  const folder = made.get(platform) ?? temporaryFolder("ml-pilot-init");
  if (!made.has(platform)) init(folder, { ...options, platform });
  made.set(platform, folder);
  return folder;
}

test.each([...platformIds, platformIds.join(",")])("for %s the spec has at most 20 lines and no problem", (id) => {
  const yaml = read("pilot.yaml", madeFor(id));
  expect(yaml.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  const { problems, spec } = checkSpec(parse(yaml));
  expect(problems).toEqual([]);
  expect(platformIds.filter((each) => spec?.[each as "aws"] !== undefined)).toEqual(id.split(","));
});

test.each(Object.entries(platforms))("for %s every package that its stacks load is depended on", (id, platform) => {
  const installed = Object.keys(json("package.json", madeFor(id)).dependencies ?? {}).filter((name) =>
    name.includes("provider"),
  );
  expect(installed.sort()).toEqual([...platform.providerPackages].sort());
});

test.each(platformIds)("for %s the spec leaves the provider's version to the bindings", (id) => {
  const { providerVersions, providerPackages } = platforms[id];
  expect(checkSpec(parse(read("pilot.yaml", madeFor(id)))).spec?.[id]?.providerVersion).toBe(providerVersions.bound);
  expect(json("package.json", madeFor(id)).dependencies).toHaveProperty([providerPackages[0]]);
  expect(providerPackages[0]).toMatch(new RegExp(`/provider-${providerVersions.name}$`));
});

test("only the named platforms' providers are depended on, exactly, and node-pty is overridden", () => {
  const { dependencies = {}, overrides = {}, devDependencies = {} } = json("package.json", madeFor("google"));
  expect(Object.keys(dependencies).filter((name) => name.includes("provider"))).toEqual(["@cdktf/provider-google"]);
  expect(dependencies["@cdktf/provider-google"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(devDependencies["cdktf-cli"]).toBe("0.21.0");
  expect(overrides["@cdktf/node-pty-prebuilt-multiarch"]).toMatch(/^npm:@homebridge\//);
});

test("the app is a program that npx finds, wherever a package manager put the package", () => {
  expect(json("cdktf.json", madeFor("aws")).app).toBe("npx --no cdktf-ml-pilot-app");
});

test("a package.json that exists keeps what it says", () => {
  const standing = {
    name: "theirs",
    scripts: { synth: "make synth" },
    dependencies: { cdktf: "^0.21.0", left: "1.0.0" },
  };
  manifest(standing);
  writeFileSync(join(dir, ".gitignore"), "coverage/\nnode_modules\n*.tgz");
  const lines = init(dir, options);
  const merged = json("package.json");
  expect(merged.name).toBe("theirs");
  expect(merged.scripts?.["synth"]).toBe("make synth");
  expect(merged.dependencies).toMatchObject({ cdktf: "^0.21.0", left: "1.0.0", constructs: expect.any(String) });
  expect(merged).not.toHaveProperty("private");
  expect(lines).toContain('package.json keeps its own script synth ("make synth"); run npx --no cdktf synth');
  expect(read(".gitignore")).toBe(
    "coverage/\nnode_modules\n*.tgz\ncdktf.out/*\n!cdktf.out/stacks/\ncdktf.out/stacks/*/*\n" +
      "!cdktf.out/stacks/*/.terraform.lock.hcl\n*.tfstate\n*.tfstate.*\n!vendor/*.tgz\n",
  );
});

test("of what synth and a deploy write, git takes the hashes of the providers alone", () => {
  init(dir, options);
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: dir, encoding: "utf8" });
  git("init", "--quiet");
  const stack = "cdktf.out/stacks/my-pilot-aws";
  mkdirSync(join(dir, stack, ".terraform"), { recursive: true });
  for (const file of [
    `${stack}/cdk.tf.json`,
    `${stack}/.terraform.lock.hcl`,
    `${stack}/.terraform/terraform.tfstate`,
    `${stack}/plan`,
    "cdktf.out/manifest.json",
    "my-pilot-aws.tfstate",
  ])
    writeFileSync(join(dir, file), "");
  git("add", "--all");
  expect(
    git("ls-files")
      .split("\n")
      .filter((file) => /cdktf\.out|tfstate/.test(file)),
  ).toEqual([`${stack}/.terraform.lock.hcl`]);
});

test("who ignores all of cdktf.out goes on doing so", () => {
  writeFileSync(join(dir, ".gitignore"), "/cdktf.out/\n");
  init(dir, options);
  expect(read(".gitignore")).toBe("/cdktf.out/\nnode_modules/\n*.tfstate\n*.tfstate.*\n");
});

test("all problems come at once, and nothing is written", () => {
  writeFileSync(join(dir, "cdktf.json"), "{}");
  writeFileSync(join(dir, "package.json"), "[]");
  const run = () => init(dir, { platform: "aws,oracle", name: "Bad_Name", owner: "nobody" });
  expect(run).toThrow(/--platform: "oracle" is unknown/);
  expect(run).toThrow(/--name: "Bad_Name" must be lower-case/);
  expect(run).toThrow(/--owner: "nobody" must be an e-mail address/);
  expect(run).toThrow(/cdktf\.json: exists/);
  expect(run).toThrow(/package\.json: is not a JSON object/);
  expect(readdirSync(dir).sort()).toEqual(["cdktf.json", "package.json"]);
});

test("a name that only one platform's rules refuse is refused", () => {
  expect(() => init(dir, { ...options, platform: "azure", name: "a-name-that-is-much-too-long" })).toThrow(
    /--name: .*azure/,
  );
  expect(existsSync(join(dir, "pilot.yaml"))).toBe(false);
});

test.each([
  ["constructs", "10.3.0"],
  ["cdktf", "~0.20.0"],
  ["cdktf-cli", "0.19.2"],
  ["@cdktf/provider-aws", "^19.0.0"],
])("a package.json with %s %s contradicts and is named before anything is written", (name, version) => {
  const { peerDependencies } = ownPackage();
  const range = peerDependencies[name.replace("-cli", "")];
  const line = `${name} must satisfy ${range}, got "${version}"`;
  expect(range).toMatch(/^\^\d/);
  for (const section of ["dependencies", "devDependencies"]) {
    manifest({ [section]: { [name]: version } });
    expect(() => init(dir, options)).toThrow(line);
  }
  expect(readdirSync(dir)).toEqual(["package.json"]);
});

test.each([
  [
    "pnpm",
    { pnpm: { overrides: { "@cdktf/node-pty-prebuilt-multiarch": "1.0.0" } } },
    "pnpm.overrides.@cdktf/node-pty",
  ],
  ["yarn", { resolutions: { "@cdktf/node-pty-prebuilt-multiarch": "1.0.0" } }, "resolutions.@cdktf/node-pty"],
])("an override of %s that says something else is named, too", (_, content, line) => {
  manifest(content);
  expect(() => init(dir, options)).toThrow(line);
});

test("the override counts for npm, pnpm and yarn; npm has no install script left that nobody approved", () => {
  manifest({ pnpm: { overrides: { left: "1.0.0" } } });
  writeFileSync(join(dir, "pnpm-lock.yaml"), "");
  expect(init(dir, options)).toContain("  pnpm install");
  const name = "@cdktf/node-pty-prebuilt-multiarch";
  const { overrides, resolutions, pnpm, allowScripts } = json("package.json") as Record<
    string,
    Record<string, unknown>
  >;
  expect([overrides, resolutions]).toEqual(Array(2).fill({ [name]: expect.stringContaining("@homebridge/") }));
  expect(pnpm?.["overrides"]).toEqual({ left: "1.0.0", [name]: expect.stringContaining("@homebridge/") });
  expect(allowScripts).toEqual({ "@homebridge/node-pty-prebuilt-multiarch": true });
});

describe("the package manager", () => {
  const name = "@cdktf/node-pty-prebuilt-multiarch";
  const override = () => ownPackage().overrides[name];

  test("npm gets no file of its own", () => {
    expect(readdirSync(madeFor("aws")).filter((file) => /^(pnpm-|\.yarn)/.test(file))).toEqual([]);
  });

  test("pnpm 11 and later read overrides and allowed install scripts from pnpm-workspace.yaml", () => {
    expect(init(dir, { ...options, manager: "pnpm" })).toContain("  pnpm install");
    expect(parse(read("pnpm-workspace.yaml"))).toEqual({
      overrides: { [name]: override() },
      allowBuilds: { "@homebridge/node-pty-prebuilt-multiarch": true },
    });
  });

  test("what stands in that file stays, comments too, and what contradicts is named", () => {
    writeFileSync(join(dir, "pnpm-workspace.yaml"), "# ours\noverrides:\n  left: 1.0.0\n");
    init(dir, options);
    expect(read("pnpm-workspace.yaml")).toMatch(/^# ours\noverrides:\n {2}left: 1\.0\.0\n {2}"@cdktf\/node-pty/);
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    writeFileSync(join(dir, "pnpm-workspace.yaml"), `overrides: { "${name}": 1.0.0 }\n`);
    expect(() => init(dir, options)).toThrow(
      `pnpm-workspace.yaml: overrides.${name} must be "${override()}", got "1.0.0"; change or remove it`,
    );
    expect(readdirSync(dir)).toEqual(["pnpm-workspace.yaml"]);
  });

  test("yarn 2 and later make the node_modules in which npx finds the commands", () => {
    manifest({ packageManager: "yarn@4.9.1" });
    expect(init(dir, options)).toContain("  yarn install");
    expect(parse(read(".yarnrc.yml"))).toEqual({ nodeLinker: "node-modules" });
  });

  test("of a workspace only the root's file counts, so it is printed", () => {
    manifest({});
    writeFileSync(join(dir, "pnpm-workspace.yaml"), "packages: [packages/*]\n");
    const lines = init(join(dir, "packages/pilot"), options).join("\n");
    expect(lines).toContain("and this in its pnpm-workspace.yaml:\npackages: [");
    expect(lines).toContain("allowBuilds:");
    expect(existsSync(join(dir, "packages/pilot/pnpm-workspace.yaml"))).toBe(false);
    expect(read("pnpm-workspace.yaml")).toBe("packages: [packages/*]\n");
  });

  test.each([
    ["pnpm/12.21.0 npm/? node/v26.12.1 linux x64", "pnpm"],
    ["npm/11.6.0 node/v20.20.2 linux x64", "npm"],
    ["bun/1.0.0", "npm"],
  ])("run by %s it is %s", (agent, manager) => expect(managerOf(undefined, [dir], {}, agent)).toBe(manager));

  test("another one is unknown, and nothing is written", () => {
    expect(() => init(dir, { ...options, manager: "bun" })).toThrow(
      '--manager: "bun" is unknown; allowed: npm, pnpm, yarn',
    );
    expect(readdirSync(dir)).toEqual([]);
  });
});

test("in a workspace it says what the root must hold", () => {
  manifest({ workspaces: ["packages/*"] });
  writeFileSync(join(dir, "yarn.lock"), "");
  const lines = init(join(dir, "packages/pilot"), options).join("\n");
  expect(lines).toContain(`${dir} is the root of workspaces: what follows counts only in its package.json`);
  expect(lines).toContain('"resolutions": {');
  expect(lines).toContain("  yarn install");
});

test("the example's image comes along without its tests, with data and a request, under the spec's default paths", () => {
  const repo = madeFor("aws");
  const spec = checkSpec(parse(read("pilot.yaml", repo))).spec;
  const folder = join(repo, spec?.image.folder ?? "");
  const copied = existsSync(folder) ? readdirSync(folder) : [`${spec?.image.folder}: not there`];
  expect(copied).toEqual(expect.arrayContaining(["Dockerfile", "CONTRACT.md", "pilot_image"]));
  expect(copied).not.toContain("tests");
  expect(read(spec?.data.sample ?? "", repo)).toMatch(/^species,/);
  expect(JSON.parse(read(spec?.endpoint.requestSample ?? "", repo))).toHaveProperty("instances.0");
});

test("--image-dir takes the image that is there, and copies none", () => {
  mkdirSync(join(dir, "models/churn"), { recursive: true });
  expect(() => init(dir, { ...options, imageDir: "models/churn" })).toThrow(/--image-dir: .*must hold a Dockerfile/);
  writeFileSync(join(dir, "models/churn/Dockerfile"), "FROM scratch");
  init(dir, { ...options, imageDir: "models/churn" });
  expect(parse(read("pilot.yaml"))).toHaveProperty("image.folder", "models/churn");
  expect(existsSync(join(dir, "image"))).toBe(false);
});

test.each(["../elsewhere", "a b", "$(id)", "/etc"])("--image-dir %j is refused", (imageDir) => {
  expect(() => init(dir, { ...options, imageDir })).toThrow(/--image-dir: .*must be a path inside the repository/);
});

test.each([".gitignore", "package.json", "pilot.yaml", "image", "vendor"])("a link at %s is refused", (name) => {
  const outside = join(dir, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "package.json"), "{}");
  const repo = join(dir, "repo");
  mkdirSync(repo);
  symlinkSync(name === "package.json" ? join(outside, name) : join(outside, "new"), join(repo, name));
  expect(() => init(repo, options)).toThrow(`${join(repo, name)}: is a link, and init writes through none; remove it`);
  expect(readdirSync(outside)).toEqual(["package.json"]);
});

test.each(["okk-name\nonDestroy: delete", "okk-name\n", "a: b", "x #y"])(
  "the name %j writes no key into the spec",
  (name) => {
    expect(() => init(dir, { ...options, name })).toThrow(
      /^--name: .* (must be lower-case|holds a control character)/m,
    );
    expect(readdirSync(dir)).toEqual([]);
  },
);

test("an override of the same package that says something else is a problem, not overwritten", () => {
  manifest({ overrides: { "@cdktf/node-pty-prebuilt-multiarch": "1.0.0" } });
  expect(() => init(dir, options)).toThrow(/overrides\.@cdktf\/node-pty-prebuilt-multiarch must be "npm:@homebridge/);
});

test("an owner cannot smuggle YAML into the spec", () => {
  expect(() => init(dir, { ...options, owner: 'a@b.co"\npaused: true' })).toThrow(/--owner/);
});

describe("with --engine cdktn", () => {
  const written = () => JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));

  test("the core is cdktn under the name that the bindings import, and its own CLI runs it", () => {
    const lines = init(dir, { ...options, engine: "cdktn" });
    expect(written()).toMatchObject({
      scripts: { synth: "cdktn synth", deploy: "cdktn deploy", destroy: "cdktn destroy" },
      dependencies: { cdktf: "npm:cdktn@0.24.0" },
      devDependencies: { "cdktn-cli": "0.24.0" },
      overrides: { cdktf: "npm:cdktn@0.24.0" },
      resolutions: { cdktf: "npm:cdktn@0.24.0" },
      pnpm: { overrides: { cdktf: "npm:cdktn@0.24.0" } },
      engines: { node: ">=22.19.0" },
    });
    expect(JSON.stringify(written())).not.toMatch(/cdktf-cli|node-pty/);
    expect(lines).toEqual(expect.arrayContaining(["  npx --no cdktn synth", "  npx --no cdktn deploy my-pilot-aws"]));
  });

  test.each([
    [
      { dependencies: { cdktf: "0.21.0" } },
      'package.json: cdktf must satisfy npm:cdktn@0.24.0, got "0.21.0"; change it, then run init again',
    ],
    [
      { overrides: { cdktf: "0.21.0" } },
      'package.json: overrides.cdktf must be "npm:cdktn@0.24.0", got "0.21.0"; change or remove it',
    ],
  ])("%j contradicts", (given, line) => {
    manifest(given);
    expect(() => init(dir, { ...options, engine: "cdktn" })).toThrow(line);
    expect(readdirSync(dir)).toEqual(["package.json"]);
  });

  test("another engine is unknown, and nothing is written", () => {
    expect(() => init(dir, { ...options, engine: "pulumi" })).toThrow(
      '--engine: "pulumi" is unknown; allowed: cdktf, cdktn',
    );
    expect(readdirSync(dir)).toEqual([]);
  });
});
