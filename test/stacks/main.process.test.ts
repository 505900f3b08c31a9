/** The app as a process, the way cdktf runs it: what it prints, what it writes, and how it ends. */
import { spawn } from "node:child_process";
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
import { placeholders } from "../../stacks/pilot-spec/placeholders.js";
import { root, scratchCopy } from "../scratch.js";
import { exampleFile, examplePlatforms, stackName } from "../synth.js";

const example = readFileSync(exampleFile, "utf8");
const scratch = mkdtempSync(join(tmpdir(), "main-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The stacks that were written. */
  readonly stacks: readonly string[];
}

let runs = 0;

/** Runs the app of a checkout on specs in a folder of their own, beside what `before` writes there. */
function run(
  specs: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
  checkout = root,
  before: (dir: string) => void = () => {},
): Promise<Run> {
  runs += 1;
  const dir = mkdtempSync(join(scratch, `${runs}-`));
  const files = Object.entries(specs).map(([name, text]) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  });
  const outdir = join(dir, "out");
  before(dir);
  const given = files.length > 0 ? { CDKTF_CONTEXT_JSON: JSON.stringify({ spec: files.join(",") }) } : {};
  const { PILOT_SPEC: _spec, CDKTF_CONTEXT_JSON: _context, ...own } = process.env;
  return new Promise((resolve) => {
    const args = ["--import", "tsx", join(checkout, "stacks/main.ts")];
    const app = spawn(process.execPath, args, {
      cwd: checkout,
      env: { ...own, ...given, CDKTF_OUTDIR: outdir, ...env },
    });
    const read = { out: "", err: "" };
    app.stdout.on("data", (chunk) => (read.out += chunk));
    app.stderr.on("data", (chunk) => (read.err += chunk));
    app.on("close", (code) => {
      const written = join(outdir, "stacks");
      const stacks = existsSync(written) ? readdirSync(written).sort() : [];
      const without = (text: string) => text.replaceAll(`${dir}/`, "");
      resolve({ code, out: without(read.out), err: without(read.err), stacks });
    });
  });
}

/** The example for AWS alone. */
const others = examplePlatforms.filter((platform) => stackName(platform) !== "penguins-aws");
const awsOnly = example.replace(new RegExp(`^(${others.join("|")}):\n( .*\n)+`, "gm"), "");

const bad = (...lines: string[]): Run => ({ code: 1, out: "", err: `${lines.join("\n")}\n`, stacks: [] });
/** Each platform's stack, and the part that a cluster's pilot has beside its own. */
const parts = ["penguins-databricks-account", "penguins-kubernetes-runs"];
const pilots = [...examplePlatforms.map(stackName), ...parts].sort();
const read = (file: string, pilot = "penguins") => `spec ${file} · pilot ${pilot}\n${replace(file)}`;
const replace = (file: string) =>
  `${placeholders(parse(file.includes("/") ? example : awsOnly)).length} values of ${file} are placeholders, which nothing ` +
  "deploys; check lists them\n";

/** A stack on Google that was synthesized and deployed before, with local state. */
function deployedOnGoogle(dir: string): void {
  const folder = join(dir, "out/stacks/penguins-google");
  mkdirSync(folder, { recursive: true });
  const source = { spec: join(dir, "pilot.yaml"), specHash: "", codeHash: "", place: {}, state: { backend: "local" } };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ "//": { source } }));
  writeFileSync(join(dir, "out/manifest.json"), JSON.stringify({ stacks: { "penguins-google": {} } }));
  const resources = [{ mode: "managed" }, { mode: "managed" }, { mode: "data" }];
  writeFileSync(join(dir, "penguins-google.tfstate"), JSON.stringify({ resources }));
}

/** A copy of the project in which one package is not installed. */
function withoutPackage(missing: string): string {
  const checkout = scratchCopy("constructs", "stacks");
  const installed = join(root, "node_modules");
  rmSync(join(checkout, "node_modules"));
  mkdirSync(join(checkout, "node_modules/@cdktf"), { recursive: true });
  const names = readdirSync(installed).filter((name) => !name.startsWith(".") && name !== "@cdktf");
  for (const name of [...names, ...readdirSync(join(installed, "@cdktf")).map((each) => `@cdktf/${each}`)]) {
    if (name !== missing) symlinkSync(join(installed, name), join(checkout, "node_modules", name));
  }
  return checkout;
}

const cases: ReadonlyArray<readonly [kind: string, run: () => Promise<Run>, expected: unknown]> = [
  [
    "the spec of the context makes <pilot>-<platform>, and is named on stderr",
    () => run({}, { CDKTF_CONTEXT_JSON: '{"spec":"examples/penguins/pilot.yaml"}' }),
    { code: 0, out: "", err: read("examples/penguins/pilot.yaml"), stacks: pilots },
  ],
  [
    "several specs make stacks of their own names; cdktf shows an app's stderr as an error, so there it is stdout",
    () =>
      run(
        { "a.yaml": awsOnly, "b.yaml": awsOnly.replace("name: penguins", "name: seals") },
        { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" },
      ),
    { code: 0, out: read("a.yaml") + read("b.yaml", "seals"), err: "", stacks: ["penguins-aws", "seals-aws"] },
  ],
  [
    "PILOT_SPEC, a second place that would name the spec, is refused",
    () => run({ "a.yaml": awsOnly }, { PILOT_SPEC: "my-pilot.yaml" }),
    bad(
      'PILOT_SPEC must not be set, got "my-pilot.yaml"; unset it, and name the spec in cdktf.json, such as "context": ' +
        '{ "spec": "pilot.yaml" }, which every command reads',
    ),
  ],
  [
    "no spec",
    () => run({}),
    bad(
      "context.spec must be the path of a spec, got nothing; name the spec in cdktf.json, such as " +
        '"context": { "spec": "pilot.yaml" }',
    ),
  ],
  [
    "problems in two of three specs: a line each, nothing written for the third, no stack trace",
    () =>
      run({
        "a.yaml": awsOnly,
        "b.yaml": awsOnly.replace("retries: 2", "retries: .inf"),
        "c.yaml": "? ".repeat(100_000),
      }),
    bad(
      "b.yaml:36:12: training.retries: .inf must be a whole number from 0 to 10",
      "c.yaml:1:1: is nested deeper than 50; a spec has five levels",
    ),
  ],
  [
    "a package that is not installed: its npm install, and no stack trace",
    () => run({ "pilot.yaml": awsOnly }, {}, withoutPackage("@cdktf/provider-aws")),
    bad("aws: the package @cdktf/provider-aws is not installed; run: npm install @cdktf/provider-aws"),
  ],
  [
    "a hardware class that platforms lack: no stack for them, the no-go is the first line, exit 0",
    () => run({ "pilot.yaml": example.replace("hardware: cpu-small", "hardware: trainium-small") }),
    {
      code: 0,
      out: expect.stringMatching(
        /^no-go google: hardware: asked cpu-small, trainium-small, has cpu-small, .*\(.*, 2026-/,
      ),
      err: expect.stringMatching(/^spec pilot\.yaml · pilot penguins\n/),
      stacks: ["penguins-aws"],
    },
  ],
  [
    "a class that no platform of the spec has: exit 1, nothing written",
    () => run({ "pilot.yaml": awsOnly.replace("hardware: cpu-small", "hardware: tpu-small") }),
    {
      code: 1,
      out: expect.stringMatching(/^no-go aws: hardware: /),
      err: expect.stringMatching(/\nno platform fits, so there is no stack and nothing was written; /),
      stacks: [],
    },
  ],
  [
    "a platform's block is removed: what is deployed is not destroyed, and synth says how it is",
    () => run({ "pilot.yaml": awsOnly }, {}, root, deployedOnGoogle),
    {
      code: 0,
      out: "",
      err: expect.stringMatching(
        new RegExp(
          "penguins-google leaves the app\\. Nothing of what is deployed is destroyed, and it goes on costing money; " +
            "to destroy it: terraform -chdir=(\\S+out/left/penguins-google) init && terraform -chdir=\\1 destroy\n" +
            "the state \\S*penguins-google\\.tfstate holds 2 resources, and no stack of this app uses it; " +
            "to destroy them: terraform -chdir=\\S+out/left/penguins-google init",
        ),
      ),
      // the old folder is removed by cdktf after the app
      stacks: ["penguins-aws", "penguins-google"],
    },
  ],
];

/** They run two at a time: each is a process of its own. */
let results: readonly Run[];
beforeAll(async () => {
  const waiting = cases.map(([, start], index) => ({ start, index }));
  const found: Run[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) found[next.index] = await next.start();
  };
  await Promise.all([work(), work()]);
  results = found;
});

test.each(cases.map(([kind, , expected], index) => [kind, index, expected] as const))(
  "%s",
  (_kind, index, expected) => {
    expect(results[index]).toEqual(expected);
  },
);

test("a pilot that serves is synthesized where there is no Terraform: nothing asks for its version", async () => {
  const serving = readFileSync(join(root, "examples/penguins/pilot.serving.yaml"), "utf8");
  const { code, err, stacks } = await run({ "pilot.yaml": serving }, { PATH: scratch });
  expect(err.split("\n").filter((line) => /terraform/i.test(line))).toEqual([]);
  expect([code, [...stacks].sort()]).toEqual([0, pilots]);
});
