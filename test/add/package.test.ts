/** The package itself: what is in it, who can resolve it, on which Node it runs, and what importing it does. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pieces } from "../../cli/add/catalogue.js";
import { linksOf } from "../docs/page-links.js";
import { nodeOf, nodes, run, scratch, tarball } from "./scratch.js";

const root = join(__dirname, "../..");
const bin = (name: string) => join(root, "node_modules/.bin", name);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, { default: string } | string>;
  devDependencies: Record<string, string>;
};
let files: readonly string[];
beforeAll(() => {
  files = run(scratch, "tar", ["tzf", tarball])
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));
});

describe("the file", () => {
  test("holds what a user needs and nothing else", () => {
    const roots =
      "package\\.json|README\\.md|CHANGELOG\\.md|CONTRIBUTING\\.md|LICENSE|bin/[\\w-]+\\.js|docs/(?:spec|ledger|evidence)\\.schema\\.json";
    const pages = "docs/(?:constructs/.*/|adr/)?[\\w-]+\\.md";
    const programs =
      "dist/(?:cli|constructs|review|stacks|trial)/.*\\.(?:js|js\\.map|d\\.ts|json)|trial/network/sitecustomize\\.py";
    // the Python environment of a rehearsal
    const locks = "stacks/rehearsal/\\w+/requirements\\.lock";
    // what init copies, and what the pages show
    const examples = "examples/(?:(?:usage|existing)/.*\\.ts|(?:ci|penguins)/.*)";
    const needed = new RegExp(`^(?:${roots}|${pages}|${programs}|${locks}|constructs/.*\\.ts|${examples})$`);
    expect(files.filter((file) => !needed.test(file))).toEqual([]);
    expect(files.filter((file) => /golden|\/start\.js|synthesize\.js|\/tests?\//.test(file))).toEqual([]);
  });

  test("holds what its pages link to", () => {
    const isIn = (path: string) => files.includes(path) || files.some((file) => file.startsWith(`${path}/`));
    const gone = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) => linksOf(file).map((target) => [file, join(dirname(file), target).replace(/\/$/, "")] as const))
      .filter(([, path]) => !isIn(path));
    expect(gone.map(([file, path]) => `${file} links ${path}`)).toEqual([]);
  });

  test("has types and a source map beside each program, and the source of each map in it", () => {
    const programs = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(programs.length).toBeGreaterThan(50);
    for (const program of programs) {
      expect(files).toContain(program.replace(/\.js$/, ".d.ts"));
      expect(files).toContain(`${program}.map`);
    }
    const map = JSON.parse(run(scratch, "tar", ["xzfO", tarball, "package/dist/constructs/aws/index.js.map"])) as {
      sourcesContent?: string[];
    };
    expect(map.sourcesContent?.[0]).toContain("export {");
  });

  test("is clean to publint and attw", () => {
    expect(run(scratch, bin("publint"), ["run", tarball, "--strict"])).toContain("All good!");
    // Node 10's resolution knows no exports, and the package asks for Node 20. attw fails on any other problem
    const judged = run(scratch, bin("attw"), [tarball, "--profile", "node16"]);
    for (const entry of Object.keys(manifest.exports)) expect(judged).toContain(`"cdktf-ml-pilot${entry.slice(1)}"`);
  });
});

describe("what it exports", () => {
  const tool = ["--prefix", "docs/typedoc"];
  beforeAll(() => {
    run(root, "npm", [...tool, "ci", "--no-audit", "--no-fund"]);
  });

  test("the API reference is made of every entry without a warning", () => {
    const said = run(root, "npm", [...tool, "run", "--silent", "api"]);
    expect(said).not.toMatch(/\[(warning|error)\]/);
    const modules = readdirSync(join(root, "docs/api/modules"));
    for (const { name } of pieces()) expect(modules).toContain(`constructs_${name.replace("/", "_")}.html`);
  });

  test("the committed report of the public surface is the one that the types in dist/ make", () => {
    expect(run(root, "npm", [...tool, "run", "--silent", "report", "--", "--check"])).toBe("");
    const reports = readdirSync(join(root, "docs/api-report"));
    const typed = Object.entries(manifest.exports).filter(([, to]) => typeof to === "object");
    expect(reports).toHaveLength(typed.length);
  });
});

describe("an AWS user", () => {
  let folder: string;
  const others = [...new Set(pieces().map(({ name }) => name.replace(/\/.*/, "")))].filter((id) => id !== "aws");
  const entries = Object.keys(manifest.exports).filter(
    (entry) => !entry.includes("json") && !others.some((platform) => entry.includes(platform)),
  );
  const specifier = (entry: string) => `cdktf-ml-pilot${entry.slice(1)}`;

  beforeAll(() => {
    folder = join(scratch, "user");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const { devDependencies: versions } = manifest;
    const pinned = ["cdktf", "constructs", "@cdktf/provider-aws", "typescript"].map(
      (name) => `${name}@${versions[name]}`,
    );
    run(folder, "npm", ["install", "--no-audit", "--no-fund", tarball, ...pinned]);
    const usage = `import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { ModelRegistry } from "cdktf-ml-pilot/aws";
import { checks } from "cdktf-ml-pilot/checks";

const app = new App();
const stack = new TerraformStack(app, "registry");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const place = { account: "123456789012", region: "eu-west-1" };
new ModelRegistry(stack, "registry", { ...place, name: "penguins", owner: "ml@example.com" });
stack.node.addValidation(checks(stack));
app.synth();
`;
    writeFileSync(join(folder, "main.mts"), usage);
    writeFileSync(join(folder, "main.cts"), usage);
    run(folder, "npx", ["tsc", "--strict", "--module", "nodenext", "--ignoreConfig", "main.mts", "main.cts"]);
  });

  test("gets only AWS", () => {
    const providers = readdirSync(join(folder, "node_modules/@cdktf")).filter((name) => name.startsWith("provider-"));
    expect(providers).toEqual(["provider-aws"]);
  });

  test.each(nodes)("synthesizes from ESM and from CommonJS on Node %i", (major) => {
    const node = nodeOf(major);
    expect(run(folder, node, ["--version"])).toMatch(new RegExp(`^v${major}\\.`));
    const [esm, cjs] = ["mjs", "cjs"].map((kind) => {
      run(folder, node, [`main.${kind}`], { CDKTF_OUTDIR: `out-${major}-${kind}` });
      return readFileSync(join(folder, `out-${major}-${kind}/stacks/registry/cdk.tf.json`), "utf8");
    });
    expect(esm).toContain("aws_sagemaker_model_package_group");
    expect(cjs).toBe(esm);
  });

  test.each(entries)("importing %s does nothing but define", (entry) => {
    const program = `
      import { readdirSync } from "node:fs";
      // what libraries of others define globally is not ours
      for (const library of ["cdktf", "constructs", "zod", "yaml"]) await import(library);
      const listeners = () => process.eventNames().map(String);
      const state = () => JSON.stringify([Object.keys(globalThis), process.env, listeners(), readdirSync(".")]);
      const before = state();
      await import(${JSON.stringify(specifier(entry))});
      if (state() !== before) throw new Error(before + " became " + state());
    `;
    expect(run(folder, process.execPath, ["--input-type=module", "-e", program])).toBe("");
  });

  test("the platforms that are not installed fail with the name of their package", () => {
    const program = 'await import("cdktf-ml-pilot/google")';
    expect(() => run(folder, process.execPath, ["--input-type=module", "-e", program])).toThrow(
      /@cdktf\/provider-google/,
    );
  });
});
