import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { init } from "../../cli/init.js";
import { checkSpec } from "../../stacks/spec/check.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ml-pilot-init-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const options = { vendor: "aws", name: "my-pilot", owner: "you@example.com" };
const read = (file: string) => readFileSync(join(dir, file), "utf8");
const json = (file: string) => JSON.parse(read(file)) as Record<string, Record<string, string>>;

test.each(["aws", "google", "azure", "aws,google,azure"])(
  "for %s the spec has at most 20 lines and no fault",
  (vendor) => {
    init(dir, { ...options, vendor });
    expect(read("pilot.yaml").trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    const { faults, spec } = checkSpec(parse(read("pilot.yaml")));
    expect(faults).toEqual([]);
    expect(["aws", "google", "azure"].filter((each) => spec?.[each as "aws"] !== undefined)).toEqual(vendor.split(","));
  },
);

test("only the named vendors' providers are depended on, exactly, and node-pty is overridden", () => {
  init(dir, { ...options, vendor: "google" });
  const { dependencies = {}, overrides = {}, devDependencies = {} } = json("package.json");
  expect(Object.keys(dependencies).filter((name) => name.includes("provider"))).toEqual(["@cdktf/provider-google"]);
  expect(dependencies["@cdktf/provider-google"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(devDependencies["cdktf-cli"]).toBe("0.21.0");
  expect(overrides["@cdktf/node-pty-prebuilt-multiarch"]).toMatch(/^npm:@homebridge\//);
});

test("the app is a program that npx finds, wherever a package manager put the package", () => {
  init(dir, options);
  expect(json("cdktf.json").app).toBe("npx --no cdktf-ml-pilot-app");
});

test("a package.json that exists keeps what it says", () => {
  const standing = {
    name: "theirs",
    scripts: { synth: "make synth" },
    dependencies: { cdktf: "^0.20.0", left: "1.0.0" },
  };
  writeFileSync(join(dir, "package.json"), JSON.stringify(standing));
  writeFileSync(join(dir, ".gitignore"), "coverage/\nnode_modules/");
  init(dir, options);
  const merged = json("package.json");
  expect(merged.name).toBe("theirs");
  expect(merged.scripts?.["synth"]).toBe("make synth");
  expect(merged.dependencies).toMatchObject({ cdktf: "^0.20.0", left: "1.0.0", constructs: expect.any(String) });
  expect(read(".gitignore")).toBe("coverage/\nnode_modules/\ncdktf.out/\n*.tfstate\n*.tfstate.*\n");
});

test("all faults come at once, and nothing is written", () => {
  writeFileSync(join(dir, "cdktf.json"), "{}");
  writeFileSync(join(dir, "package.json"), "[]");
  const run = () => init(dir, { vendor: "aws,oracle", name: "Bad_Name", owner: "nobody" });
  expect(run).toThrow(/--vendor: "oracle" is unknown/);
  expect(run).toThrow(/--name: "Bad_Name" must be lower-case/);
  expect(run).toThrow(/--owner: "nobody" must be an e-mail address/);
  expect(run).toThrow(/cdktf\.json: exists/);
  expect(run).toThrow(/package\.json: is not a JSON object/);
  expect(readdirSync(dir).sort()).toEqual(["cdktf.json", "package.json"]);
});

test("a name that only one vendor's rules refuse is refused", () => {
  expect(() => init(dir, { ...options, vendor: "azure", name: "a-name-that-is-much-too-long" })).toThrow(
    /--name: .*azure/,
  );
  expect(existsSync(join(dir, "pilot.yaml"))).toBe(false);
});

test("an override of the same package that says something else is a fault, not overwritten", () => {
  writeFileSync(
    join(dir, "package.json"),
    JSON.stringify({ overrides: { "@cdktf/node-pty-prebuilt-multiarch": "1.0.0" } }),
  );
  expect(() => init(dir, options)).toThrow(/overrides\.@cdktf\/node-pty-prebuilt-multiarch: is another one/);
});

test("an owner cannot smuggle YAML into the spec", () => {
  expect(() => init(dir, { ...options, owner: 'a@b.co"\npaused: true' })).toThrow(/--owner/);
});
