/**
 * `rehearse` from an empty folder, on an image that is nobody's example: what succeeds, and each thing that must stop
 * it. The app of the folder synthesizes each phase once; what fails here fails by image, data or signal.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { init } from "../../cli/init.js";
import { readStacks } from "../../review/review.js";
import { rehearsal } from "../../stacks/aws/rehearsal.js";
import type { Served } from "../../stacks/rehearsal/contract.js";
import { benchmark } from "../../trial/benchmark.js";
import { type Evidence, sealOf, thisMachine } from "../../trial/evidence/schema.js";
import { exportModel, verifyExport } from "../../trial/export.js";
import { LocalHost } from "../../trial/host.js";
import { load } from "../../trial/load.js";
import { findPython } from "../../trial/python.js";
import { type Rehearsed, rehearse } from "../../trial/rehearse.js";
import { screen } from "../../trial/screen.js";
import { roll, start } from "../../trial/serving.js";
import { root, temporaryFolder } from "../scratch.js";

const source = readFileSync(join(__dirname, "own-model/house_prices.py"), "utf8");
const command = ["python3", "-m", "house_prices"];
const dir = temporaryFolder("rehearse");
const cache = temporaryFolder("python");
const image = join(dir, "my-image");
const evidence = join(dir, "trial");
const own = { root, name: "cdktf-ml-pilot", version: "0.0.0" };

/** Synthesizes a spec once for each content: the real app, behind a cache. */
const app = `#!/bin/sh
set -eu
spec=$(node -p 'JSON.parse(process.env.CDKTF_CONTEXT_JSON).spec')
kept=${dir}/kept/$(sha256sum < "$spec" | cut -c 1-16)
if [ ! -d "$kept" ]; then mkdir -p "$kept" && (cd ${root} && CDKTF_OUTDIR="$kept" node --import tsx stacks/main.ts); fi
mkdir -p "$CDKTF_OUTDIR" && cp -R "$kept/." "$CDKTF_OUTDIR"
`;

function data(price: (area: number) => number): void {
  const rows = Array.from({ length: 60 }, (_, at) => `${40 + at},${price(40 + at)}`);
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "data/houses.csv"), `area,price\n${rows.join("\n")}\n`);
}

beforeAll(() => {
  mkdirSync(image);
  writeFileSync(join(image, "Dockerfile"), "FROM scratch\n");
  init(
    dir,
    { platform: "aws", name: "houses", owner: "ml@acme.io", imageDir: "my-image" },
    { version: "0.0.0", files: [], bring: () => {} },
  );
  const spec = join(dir, "pilot.yaml");
  const text = readFileSync(spec, "utf8").replace(
    /^image: .*$/m,
    `image: { folder: my-image, command: [python3, -m, house_prices], digest: "sha256:${"a1".repeat(32)}" }\n` +
      "gate: { metric: r2, threshold: 0.8 }\n" +
      "data: { sample: data/houses.csv }",
  );
  writeFileSync(spec, text);
  writeFileSync(join(dir, "request.json"), '{"instances": [50]}');
  writeFileSync(join(dir, "app.sh"), app);
  chmodSync(join(dir, "app.sh"), 0o755);
  writeFileSync(join(dir, "cdktf.json"), JSON.stringify({ app: "./app.sh", context: { spec } }));
  const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ spec }), CDKTF_OUTDIR: join(dir, "cdktf.out") };
  const made = spawnSync(join(dir, "app.sh"), { cwd: dir, env, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
});

beforeEach(() => {
  writeFileSync(join(image, "house_prices.py"), source);
  data((area) => 3000 * area + (area % 7) * 500);
  rmSync(evidence, { recursive: true, force: true });
});

function rehearsed(): Promise<Rehearsed> {
  const [stack] = readStacks(["houses-aws"], join(dir, "cdktf.out"));
  if (stack === undefined) throw new Error("the folder's spec makes no stack");
  return rehearse({
    stack,
    app: join(dir, "cdktf.out"),
    evidence,
    cache,
    own,
    requests: 120,
    concurrency: 3,
    said: () => {},
  });
}

const written = (): readonly Evidence[] =>
  readdirSync(join(evidence, "aws"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(evidence, "aws", name), "utf8")));

test("an image of one's own goes through the gate, serves, rolls there and back, and leaves", async () => {
  const { problem, records, ...rest } = await rehearsed();
  expect(problem).toBeUndefined();
  expect(records.map(({ what, ended }) => `${what} ${ended}`)).toEqual([
    ...["workflow succeeded", "workflow succeeded", "benchmark succeeded"],
    ...["load succeeded", "release succeeded", "export succeeded"],
  ]);
  expect(written()).toHaveLength(records.length);
  for (const record of written()) {
    expect([record.where, record.platform, record.image]).toEqual([thisMachine, "aws", records[0]?.image]);
    expect(record.sha256).toBe(sealOf(record));
  }
  const [workflow, , measured, loaded, release] = records;
  expect(measured?.numbers).toMatchObject([{ name: "parsedRows", unit: "rows per second" }]);
  const steps = workflow?.numbers.filter(({ name }) => name === "stepSeconds").map(({ subject }) => subject);
  expect(steps).toEqual(["probe", "prepare", "train", "evaluate"]);
  expect(loaded?.numbers.find(({ name }) => name === "latencyMilliseconds")?.values).toHaveLength(120);
  expect(release?.numbers.find(({ name }) => name === "failedRequests")?.values).toEqual([0]);
  const lines = screen({ records, ...rest }).join("\n");
  for (const part of [
    /^ {2}train +\d/m,
    /gate +r2 0\.99/,
    /machine +parsedRows \S+ rows\/s/,
    /p95 \S+ ms, p99 \S+ ms/,
    /1 prediction reproduced/,
    /evidence +\S+workflow/,
  ])
    expect(lines).toMatch(part);
});

test("a row of the data and the environment of whoever rehearses are in no record", async () => {
  process.env["HOUSES_TOKEN"] = "s3cr3t-of-the-test";
  writeFileSync(
    join(image, "house_prices.py"),
    source.replace(
      "def train():",
      'def train():\n    raise SystemExit(f\'row {next(rows(given("prepared"), "train.csv"))} {[each for each in os.environ.items() if "TOKEN" in each[0]]}\')',
    ),
  );
  const { problem } = await rehearsed();
  expect(problem).toMatch(/train ended with 1: row \(40\.0/);
  expect(problem).not.toContain("s3cr3t-of-the-test");
  const text = JSON.stringify(written());
  expect(text).not.toMatch(/s3cr3t|row \(|121000/);
  expect(written()).toMatchObject([
    { what: "workflow", ended: "failed", problem: "the run ended at train, with exit code 1" },
  ]);
});

test("a model below the gate is not registered, nothing serves, and the record holds no time of a server", async () => {
  data((area) => (area % 7) * 500);
  const { problem, records } = await rehearsed();
  expect(problem).toMatch(/^r2 is below 0\.8 in run /);
  expect(records.map(({ what, ended, problem: why }) => [what, ended, why])).toEqual([
    ["workflow", "failed", "the run ended after evaluate: the gate let nothing through"],
  ]);
});

test("a step that is killed ends the rehearsal, and the record says that it was", async () => {
  writeFileSync(
    join(image, "house_prices.py"),
    source.replace("def train():", "def train():\n    os.kill(os.getpid(), 9)"),
  );
  const { problem, records } = await rehearsed();
  expect(problem).toContain("train ended with 137");
  expect(records.map((each) => each.problem)).toEqual(["the run ended at train, which was killed"]);
});

test("Ctrl-C ends every process, keeps what was measured, and leaves no folder", async () => {
  writeFileSync(
    join(image, "house_prices.py"),
    source.replace("def train():", "def train():\n    __import__('time').sleep(600)"),
  );
  const inFolder = () =>
    readdirSync("/proc")
      .filter((pid) => /^\d+$/.test(pid))
      .filter((pid) => {
        try {
          return (
            readlinkSync(`/proc/${pid}/cwd`).includes("ml-pilot-rehearsal-") &&
            readFileSync(`/proc/${pid}/environ`, "utf8").includes(image)
          );
        } catch {
          return false;
        }
      });
  const cli = [join(root, "bin/cdktf-ml-pilot.js"), "rehearse", "houses-aws"];
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const child = spawn(process.execPath, cli, { cwd: dir, env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (piece) => {
    stderr += piece;
  });
  const ended = new Promise<unknown>((resolve) => child.on("close", resolve));
  while (inFolder().length === 0 && child.exitCode === null) await new Promise<void>((later) => setTimeout(later, 50));
  const folders = inFolder().map((pid) => readlinkSync(`/proc/${pid}/cwd`));
  child.kill("SIGINT");
  expect([await ended, stderr.trim().split("\n").at(-1)]).toEqual([
    130,
    "rehearse was stopped: nothing of it is running, and what it measured is kept",
  ]);
  expect([inFolder(), folders.filter((folder) => existsSync(folder))]).toEqual([[], []]);
});

describe("a host", () => {
  let host: LocalHost;
  const uri = "s3://houses/models/one";
  beforeEach(() => {
    host = new LocalHost({ image, python: "/usr", network: join(root, "trial/network") });
    const model = join(host.scratch("made"), "model");
    mkdirSync(model);
    writeFileSync(join(model, "model.json"), '{"slope": 2, "base": 1}');
    host.upload(model, uri);
    writeFileSync(join(model, "model.json"), "not a model");
    host.upload(model, "s3://houses/models/bad");
  });
  afterEach(() => host.dispose());

  const served = (release: string, from: string): Served => ({
    release,
    command: [...command, "serve"],
    environment: {},
    portVariables: ["PILOT_PORT"],
    port: 8080,
    routes: { readiness: "/ping", scoring: "/invocations" },
    model: { path: "/opt/ml/model", uri: from, isArchive: false },
    roots: { "/opt/ml": "PILOT_ROOT_OPT_ML" },
  });
  const body = Buffer.from('{"instances": [3]}');

  test("a bad release gets no request, and what serves keeps serving", async () => {
    const live = await start(host, served("r1", uri));
    const bad = roll(host, live, served("r2", "s3://houses/models/bad"), served("r1", uri), body);
    await expect(bad).rejects.toThrow(/^release r2 ended with 1 before it was ready: .*JSONDecodeError/);
    const after = await load(live.url, body, { requests: 20, concurrency: 2 });
    expect([after.latencies.length, after.failed.size]).toEqual([20, 0]);
    expect(await live.stop()).toBe(true);
  });

  test("a request that the model refuses is counted by its status, and not as a latency", async () => {
    const live = await start(host, served("r1", uri));
    const result = await load(live.url, Buffer.from("no JSON"), { requests: 3, concurrency: 1 });
    expect([result.latencies, [...result.failed.values()].reduce((sum, each) => sum + each, 0)]).toEqual([[], 3]);
    await live.stop();
  });

  test("an image without a benchmark is measured without one, and says so", async () => {
    writeFileSync(join(image, "house_prices.py"), source.replace("gate, benchmark, export", "gate, export"));
    const asked = benchmark(host, command, join(dir, "data"));
    await expect(asked).rejects.toThrow(/^the entry point benchmark ended with 1: KeyError: 'benchmark'$/);
  });

  test("a model that was changed after it left does not verify", async () => {
    const props = { host, command, uri, verifier: "/usr" };
    expect(await exportModel(props)).toEqual({ verified: "verified: 1 prediction reproduced" });
    const folder = host.scratch("changed");
    writeFileSync(join(folder, "model.json"), '{"slope": 2, "base": 1.5}');
    writeFileSync(join(folder, "stored.json"), '{"area": 50, "price": 101}');
    await expect(verifyExport(host, command, folder, "/usr")).rejects.toThrow("50 is not predicted as it was");
    writeFileSync(
      join(folder, "manifest.json"),
      JSON.stringify({ files: [{ path: "model.json", bytes: 23, sha256: "0" }] }),
    );
    await expect(verifyExport(host, command, folder, "/usr")).rejects.toThrow(
      "model.json is not what its manifest says",
    );
  });
});

test("an exporter that may not read the models takes none out", () => {
  const [stack] = readStacks(["houses-aws"], join(dir, "cdktf.out"));
  const json = JSON.parse(JSON.stringify(stack?.json));
  const registered = {
    InferenceSpecification: { Containers: [{ ModelDataUrl: "s3://houses-data-123456789012/models/x/model.tar.gz" }] },
  };
  expect(rehearsal.exported(json, registered)).toContain("/models/x/");
  for (const [id, policy] of Object.entries<{ policy: string }>(json.resource.aws_iam_role_policy))
    if (id.includes("exporter-read-models")) policy.policy = policy.policy.replace("/models/*", "/other/*");
  expect(() => rehearsal.exported(json, registered)).toThrow(
    /AccessDenied: role houses-exporter-role may not s3:GetObject/,
  );
});

test("a Python that is too old is named, with the fix", () => {
  const old = join(temporaryFolder("old"), "python3");
  writeFileSync(old, "#!/bin/sh\necho 3.9.2\n");
  chmodSync(old, 0o755);
  expect(() => findPython(old)).toThrow(
    `rehearse needs Python 3.11 or later, got 3.9.2 at ${old}; install it, or name it with --python /path/to/python3.11`,
  );
});
