/**
 * `trial run` on SageMaker: the AWS SDK's own clients against the emulated AWS, in which an execution is the rehearsal
 * of the synthesized pipeline. What it measures is real here: seconds, gate, latencies, bytes.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { init } from "../../../cli/init.js";
import { readPrices } from "../../../review/read/prices.js";
import { readStacks } from "../../../review/review.js";
import { loadSdk } from "../../../stacks/aws/trial/clients.js";
import type { Stack } from "../../../stacks/readers/stack.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import type { Evidence } from "../../../trial/evidence/schema.js";
import { LocalHost } from "../../../trial/host.js";
import { runTrial, type TrialProps, type Tried } from "../../../trial/run.js";
import { score } from "../../../trial/score.js";
import { screen } from "../../../trial/screen.js";
import { root, temporaryFolder } from "../../scratch.js";
import { SageMaker } from "./sagemaker.js";

const source = readFileSync(join(__dirname, "../own-model/house_prices.py"), "utf8");
const command = ["python3", "-m", "house_prices"];
const dir = temporaryFolder("trial-aws");
const cache = temporaryFolder("python");
const [image, evidence, app] = ["my-image", "trial", "cdktf.out"].map((name) => join(dir, name)) as [
  string,
  string,
  string,
];
const outputs = join(dir, "outputs.json");
const prices = join(dir, "prices.yaml");
const secret = "s3cr3t-of-the-trial";
const bucket = "houses-data-123456789012";

let stack: Stack;
let host: LocalHost;
let front: SageMaker;

beforeAll(async () => {
  mkdirSync(image);
  writeFileSync(join(image, "Dockerfile"), "FROM scratch\n");
  writeFileSync(join(image, "house_prices.py"), source);
  init(
    dir,
    { platform: "aws", name: "houses", owner: "ml@acme.io", imageDir: "my-image" },
    { version: "0.0.0", files: [], bring: () => {} },
  );
  const file = join(dir, "pilot.yaml");
  const spec = parse(readFileSync(file, "utf8"));
  Object.assign(spec, {
    image: { folder: "my-image", command, digest: `sha256:${"a1".repeat(32)}` },
    gate: { metric: "r2", threshold: 0.8 },
    data: { sample: "data/houses.csv" },
    trial: { noGo: [{ metric: "p95Milliseconds", operator: ">", value: 200 }] },
    aws: { ...spec.aws, account: "123456789012", region: "eu-west-1", releases: { r1: "1", r2: "2" }, live: "r1" },
    operators: { aws: ["arn:aws:iam::123456789012:role/ml-operator"] },
  });
  writeFileSync(file, stringify(spec));
  mkdirSync(join(dir, "data"));
  const rows = Array.from({ length: 60 }, (_, at) => `${40 + at},${3000 * (40 + at) + (at % 7) * 500}`);
  writeFileSync(join(dir, "data/houses.csv"), `area,price\n${rows.join("\n")}\n`);
  writeFileSync(join(dir, "request.json"), '{"instances": [50]}');
  const price = { region: "eu-west-1", asOf: "2026-11-30", source: "a test", per: "hour" };
  writeFileSync(prices, stringify({ currency: "USD", prices: [{ meter: "ml.m5.large", value: 0.2, ...price }] }));
  writeFileSync(
    outputs,
    JSON.stringify({ next_3_run: { value: "aws sagemaker …", sensitive: false, type: "string" } }),
  );
  const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ spec: file }), CDKTF_OUTDIR: app };
  const made = spawnSync("node", ["--import", "tsx", "stacks/main.ts"], { cwd: root, env, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  stack = readStacks(["houses-aws"], app)[0] as Stack;
  const json = stack.json as unknown as Synthesized;
  host = new LocalHost({ image, python: "/usr", network: join(root, "trial/network") });
  host.upload(join(dir, "data/houses.csv"), `s3://${bucket}/data/houses.csv`);
  front = await SageMaker.start(json, host, command);
  const configurations = Object.values(json.resource?.["aws_sagemaker_endpoint_configuration"] ?? {});
  const names = configurations.map(({ name }) => String(name)).sort();
  await front.deploy(bucket, "houses-models", "houses-endpoint", names);
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: front.url, AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: secret },
  });
});

afterAll(async () => {
  for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) delete process.env[name];
  await front?.stop();
  host?.dispose();
});

beforeEach(() => {
  rmSync(evidence, { recursive: true, force: true });
  writeFileSync(join(image, "house_prices.py"), source);
  front.refusals.clear();
  front.calls.length = 0;
  front.delay = 0;
  front.stuck = undefined;
});

// what was asked and answered is what AWS's own model says
afterEach(() => expect(front.problems).toEqual([]));

const pace = {
  ...{ pollMilliseconds: 60, throttleMilliseconds: 300, readyMilliseconds: 3000 },
  ...{ startupMilliseconds: 60_000, rollMilliseconds: 20 },
};

// the interpreter itself: a version manager's stand-in takes seconds to find it
const python = execFileSync("python3.11", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();

let said: string[] = [];
function tried(given: Partial<TrialProps> = {}): Promise<Tried> {
  said = [];
  return runTrial({
    ...{ stack, app, evidence, cache, python, outputs, pace, runs: 0, requests: 30, concurrency: 3, isRolled: false },
    own: { root, name: "cdktf-ml-pilot", version: "0.0.0" },
    said: (line) => said.push(line),
    confirm: async () => true,
    signal: new AbortController().signal,
    ...given,
  });
}

const written = (): readonly Evidence[] =>
  readdirSync(join(evidence, "aws"))
    .filter((name) => !name.startsWith("."))
    .map((name) => JSON.parse(readFileSync(join(evidence, "aws", name), "utf8")));
const ends = (records: readonly Evidence[]) => records.map(({ what, ended }) => `${what} ${ended}`);
const valuesOf = (records: readonly Evidence[], name: string, subject?: string) =>
  records
    .flatMap(({ numbers }) =>
      numbers.filter((each) => each.name === name && (subject === undefined || each.subject === subject)),
    )
    .flatMap(({ values }) => values);
const kept = () => join(evidence, "aws/.trial-houses-aws.json");

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
const billed = (daysAgo: number, owner: string, Amount: string) => ({
  TimePeriod: { Start: day(daysAgo), End: day(daysAgo - 1) },
  Total: {},
  Groups: [{ Keys: [`owner$${owner}`], Metrics: { UnblendedCost: { Amount, Unit: "USD" } } }],
  Estimated: true,
});

test("three runs, load, a roll and back, the export and the bill; and every cell of the scorecard is in the records", async () => {
  front.days = [billed(2, "", "2.5"), billed(1, "ml@acme.io", "7.5")];
  const asked: string[] = [];
  const { records, problems, ...rest } = await tried({
    ...{ runs: 3, isRolled: true, requests: 120, prices: readPrices(prices) },
    confirm: async (lines) => asked.push(...lines) > 0,
  });
  expect(problems).toEqual([]);
  const run = ["workflow succeeded", "hardware succeeded"];
  expect(ends(records).filter((each) => !each.startsWith("network"))).toEqual([
    ...(records.some(({ what }) => what === "hardware")
      ? [...run, ...run, ...run]
      : Array(3).fill("workflow succeeded")),
    ...["load succeeded", "release succeeded", "export succeeded", "bill succeeded"],
  ]);
  // what it may cost was said before
  expect(asked.join("\n")).toMatch(
    /houses-aws: may cost at most [\d.]+ USD: 3 runs to every limit [\d.]+ USD, rolling there and back/,
  );
  for (const step of ["probe", "prepare", "train", "evaluate"]) {
    const [whole, queue, startup, compute] = [
      "stepSeconds",
      "stepQueueSeconds",
      "stepStartupSeconds",
      "stepComputeSeconds",
    ].map((name) => valuesOf(records, name, step)) as [number[], number[], number[], number[]];
    expect([whole.length, queue.length, startup.length, compute.length]).toEqual([3, 3, 3, 3]);
    for (const [at, value] of whole.entries()) {
      expect(compute[at]).toBeGreaterThan(0.01);
      expect((queue[at] ?? 0) + (startup[at] ?? 0) + (compute[at] ?? 0)).toBeLessThanOrEqual(value + 0.01);
    }
  }
  expect(valuesOf(records, "gateValue", "r2").every((value) => value > 0.9)).toBe(true);
  expect(valuesOf(records, "latencyMilliseconds")).toHaveLength(120);
  expect(valuesOf(records, "failedRequests")).toEqual([0, 0]);
  expect(valuesOf(records, "releaseSeconds")[0]).toBeGreaterThan(0.1);
  expect(valuesOf(records, "exportBytes")[0]).toBeGreaterThan(100);
  expect([valuesOf(records, "billed"), valuesOf(records, "billedWithOwner")]).toEqual([[10], [7.5]]);
  expect(front.calls.filter((call) => call === "UpdateEndpoint")).toHaveLength(2);
  // the model leaves as the exporter, and nothing is deployed, approved or deleted
  expect(front.calls.filter((call) => /^(Create|Delete|Put|UpdateModelPackage)/.test(call))).toEqual([]);
  const page = join(dir, "scorecard");
  score({ app, evidence, output: page, prices });
  const text = readFileSync(join(page, "scorecard.md"), "utf8");
  const recompute = join(__dirname, "../recompute.py");
  expect(execFileSync("python3", [recompute, evidence, join(page, "scorecard.md")], { encoding: "utf8" })).toMatch(
    /cells hold/,
  );
  expect(text).toMatch(/^\| workflow speed \| proven \|/m);
  expect(screen({ records, problems, ...rest }).join("\n")).toMatch(/houses-aws, tried on aws in eu-west-1/);
  expect([existsSync(kept()), JSON.stringify(written()).includes(secret), said.join().includes(secret)]).toEqual([
    false,
    false,
    false,
  ]);
});

test("Ctrl-C in a run names what stops it, and the same command goes on with the same run", async () => {
  writeFileSync(join(image, "house_prices.py"), source.replace("def train():", "def train():\n    time.sleep(1.5)"));
  const before = front.started;
  const ending = new AbortController();
  const first = await tried({ runs: 1, signal: ending.signal, said: (line) => /train/.test(line) && ending.abort() });
  expect(first.problems).toEqual([
    "the trial was interrupted: what it measured is kept, and the same command goes on",
    expect.stringMatching(
      /^a run of houses-aws goes on; stop it with: aws sagemaker stop-pipeline-execution --pipeline-execution-arn arn:\S+ --region eu-west-1$/,
    ),
  ]);
  expect([first.records, existsSync(kept())]).toEqual([[], true]);
  const second = await tried({ runs: 1 });
  expect([second.problems.filter((line) => !/the bill/.test(line)), front.started - before]).toEqual([[], 1]);
  expect(ends(second.records)).toEqual(
    expect.arrayContaining(["workflow succeeded", "load succeeded", "export succeeded"]),
  );
  expect(said.join("\n")).toMatch(/goes on with the trial/);
  expect(existsSync(kept())).toBe(false);
});

test("a start that was not answered is asked again by its token: there is one run", async () => {
  const before = front.started;
  front.refusals.set("DescribePipelineExecution", { code: "ThrottlingException", message: "Rate exceeded" });
  const { problems, records } = await tried({ runs: 1 });
  expect(ends(records)).toEqual(["workflow not measured"]);
  expect(problems[0]).toMatch(
    /^AWS did not say where the run stands: ThrottlingException: Rate exceeded; wait some minutes, /,
  );
  expect(records[0]).toMatchObject({ problem: "the platform kept throttling", numbers: [], facts: [] });
  const state = JSON.parse(readFileSync(kept(), "utf8"));
  delete state.runs[0].id; // as if the answer had been lost
  writeFileSync(kept(), JSON.stringify(state));
  front.refusals.clear();
  await tried({ runs: 1 });
  expect(front.started - before).toBe(1);
});

test("credentials that expired end it in words, and nothing is a number", async () => {
  front.refusals.set("GetCallerIdentity", {
    code: "ExpiredToken",
    message: "The security token included in the request is expired",
  });
  const { problems, records } = await tried({ runs: 1 });
  expect(problems).toEqual([
    expect.stringMatching(/^AWS did not say who asks: ExpiredToken\w*.*; sign in again \(aws sso login/),
  ]);
  expect(records).toMatchObject([
    { what: "workflow", ended: "not measured", problem: "nobody was signed in, or no longer", numbers: [] },
  ]);
});

test("a step that fails is recorded by its class, without what it printed", async () => {
  writeFileSync(
    join(image, "house_prices.py"),
    source.replace(
      "def train():",
      'def train():\n    raise SystemExit(f\'row {next(rows(given("prepared"), "train.csv"))}\')',
    ),
  );
  const { problems, records } = await tried({ runs: 3 });
  expect(problems[0]).toBe("houses-aws: the run ended at train: ClientError");
  expect(records.filter(({ what }) => what === "workflow")).toMatchObject([
    { ended: "failed", problem: "the run ended at train: ClientError" },
  ]);
  expect(JSON.stringify(written())).not.toMatch(/row \(/);
});

test("an endpoint that never comes up is a failure of the load, and no latency", async () => {
  front.stuck = "Creating";
  const { problems, records } = await tried({ pace: { ...pace, readyMilliseconds: 200 } });
  expect(problems[0]).toMatch(/^houses-aws: the endpoint did not serve within \d+ s: Creating$/);
  expect(records[0]).toMatchObject({ what: "load", ended: "failed", numbers: [] });
});

test("a slow endpoint is a no-go on the scorecard", async () => {
  front.delay = 230;
  const { records } = await tried({ requests: 30, concurrency: 10 });
  expect(ends(records)[0]).toBe("load succeeded");
  const [column] = score({ app, evidence }).card.columns;
  expect([column?.decision, column?.because]).toEqual([
    "no-go",
    [expect.stringMatching(/^p95Milliseconds > 200, measured \d{3,}/)],
  ]);
});

test("a bill that is not there yet proves nothing", async () => {
  front.days = [];
  const { problems, records } = await tried({});
  expect(records.at(-1)).toMatchObject({
    what: "bill",
    ended: "not measured",
    problem: "the bill does not hold the pilot yet",
    numbers: [],
  });
  expect(problems).toEqual([
    "houses-aws: the bill does not hold the pilot yet; run it again with --runs 0, a day after a run",
  ]);
});

test("whoever may not roll reads whose right it is, and the rest is measured", async () => {
  front.refusals.set("UpdateEndpoint", {
    code: "AccessDeniedException",
    message: "User: x is not authorized to perform: sagemaker:UpdateEndpoint",
  });
  const { problems, records } = await tried({ isRolled: true });
  expect(ends(records).slice(0, 3)).toEqual(["load succeeded", "release not measured", "export succeeded"]);
  expect(problems[0]).toMatch(
    /AWS did not roll to r2, which needs sagemaker:UpdateEndpoint, a right of the deployer: AccessDenied/,
  );
});

test("a roll that was interrupted is taken back first", async () => {
  front.rollout = 600;
  const ending = new AbortController();
  const first = await tried({
    isRolled: true,
    signal: ending.signal,
    said: (line) => /Updating/.test(line) && ending.abort(),
  });
  expect(first.problems).toContain(
    "houses-aws may serve another release than r1; the same command rolls it back first",
  );
  front.rollout = 100;
  const second = await tried({ isRolled: true });
  expect(said.join("\n")).toMatch(/rolls back to r1 first/);
  expect(ends(second.records)).toContain("release succeeded");
});

test("nothing is started where nobody agrees", async () => {
  const before = front.started;
  expect((await tried({ runs: 3, confirm: async () => false })).problems).toEqual(["nothing was started"]);
  expect(front.started).toBe(before);
});

test("clients that are not installed are one line", async () => {
  const missing = async () => {
    throw Object.assign(new Error("no such package"), { code: "ERR_MODULE_NOT_FOUND" });
  };
  await expect(loadSdk(missing)).rejects.toThrow(
    /^trial run needs AWS's own clients here: npm install --save-dev @aws-sdk\/client-sagemaker @aws-sdk\/client-sagemaker-runtime /,
  );
});
