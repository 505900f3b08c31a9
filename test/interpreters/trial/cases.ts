/**
 * What `trial run` must do on every platform: the same cases, in front of each platform's own server. What it measures
 * is real here: seconds, gate, latencies, bytes.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { init } from "../../../cli/init.js";
import { readPrices } from "../../../review/read/prices.js";
import { readStacks } from "../../../review/review.js";
import type { PlatformId } from "../../../stacks/pilot-spec/schema.js";
import type { Stack } from "../../../stacks/readers/stack.js";
import type { Json } from "../../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import { type Evidence, evidenceSchema } from "../../../trial/evidence/schema.js";
import { type HostProps, LocalHost } from "../../../trial/host.js";
import { runTrial, type TrialProps, type Tried } from "../../../trial/run.js";
import { score } from "../../../trial/score.js";
import { screen } from "../../../trial/screen.js";
import { root, temporaryFolder } from "../../scratch.js";
import type { Refused } from "./platform-server.js";

/** What was charged on one day. */
export interface Charge {
  readonly amount: number;
  readonly hasOwner: boolean;
  /** As `2026-11-30`. */
  readonly day: string;
}

/** A platform on loopback, as the cases set it. */
export interface TrialServer {
  /** By the name of a call. */
  readonly refusals: Map<string, Refused>;
  /** Names of the calls that came in, in their order. */
  readonly calls: string[];
  /** Whether whoever signed in may change the endpoint. */
  isDeployer: boolean;
  /** Milliseconds that each prediction waits. */
  delay: number;
  /** Milliseconds that a change of the endpoint takes. */
  rollout: number;
  /** Whether the endpoint does not come up. */
  isStuck: boolean;
  /** How many executions were started. */
  readonly started: number;
  /** None is a bill that is not there yet. */
  charges: readonly Charge[];
  /** Waits for everything that goes on. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What a platform is tried with. */
export interface TrialCases {
  readonly platform: PlatformId;
  /** Changes the platform's block of the spec. */
  readonly block: (block: Json) => void;
  /** Who may run it. @default - whoever init writes */
  readonly operators?: readonly string[];
  /** What must stand in no record and in no line. @default - the word Bearer alone */
  readonly secret?: string;
  /** What a machine type costs an hour, for a price book. */
  readonly machine: { readonly meter: string; readonly region: string };
  /** Starts the platform with the data at its place, two versions, and the first of them live. */
  readonly start: (
    json: Synthesized,
    host: LocalHost,
    command: readonly string[],
    data: string,
  ) => Promise<TrialServer>;
  /** Variables that lead the clients to the server. */
  readonly environment: (server: TrialServer) => Readonly<Record<string, string>>;
  /** Outputs of the deploy that the driver reads. */
  readonly outputs: (server: TrialServer) => Readonly<Record<string, string>>;
  /** Makes what a platform runs instead of the image, in the image's folder. @default - it runs the image */
  readonly install?: (image: string) => NonNullable<HostProps["install"]>;
  /** The environment that runs the image, with `bin` in it. @default - this machine's own Python */
  readonly python?: () => string;
  /** Changes the image's program, such as what a step of the platform asks of it. @default - as it is */
  readonly program?: (source: string) => string;
  /** Why the platform has no bill. @default - it has one */
  readonly noBill?: RegExp;
  /** What the driver is given for the bill. @default - nothing */
  readonly bill?: string;
  /** The refusals of the platform, and the names of calls that get them. */
  readonly refused: Readonly<Record<"throttled" | "expired", { readonly call: string; readonly with: Refused }>>;
  /** Whether the platform's own client repeats what is throttled, for longer than the cases wait. @default false */
  readonly isRepeatedByClient?: true;
  /** How the platform's words begin. */
  readonly words: {
    readonly throttled: RegExp;
    readonly expired: RegExp;
    readonly stop: RegExp;
    readonly failed: string;
    readonly stuck: RegExp;
    readonly roll: RegExp;
    readonly noBill: RegExp;
  };
  /** Calls that change something and that a trial may send. */
  readonly mayCall: RegExp;
  /** Whether the command itself is run too, as a process: it is the same for every platform. @default false */
  readonly isCommandRun?: true;
  /** Checks what was said against the platform's own schema; returns what is wrong. */
  readonly schema: (server: TrialServer) => readonly string[];
}

const source = readFileSync(join(__dirname, "../own-model/house_prices.py"), "utf8");
const command = ["python3", "-m", "house_prices"];

const pace = {
  ...{ pollMilliseconds: 60, throttleMilliseconds: 300, readyMilliseconds: 4000 },
  ...{ startupMilliseconds: 60_000, rollMilliseconds: 20 },
};

const rows = Array.from({ length: 60 }, (_, at) => `${40 + at},${3000 * (40 + at) + (at % 7) * 500}`);

/** The data of every case. */
export const houses = `area,price\n${rows.join("\n")}\n`;

/** A claim, and what the machine is, as the image's contract has them; this small image writes neither. */
const written = `json.dumps({"claims": [{"name": "data-readable", "verdict": "held"}], "cpus": 2, "rows": len(list(rows(given("data"))))})`;

/** Runs every case on a platform. */
export function describeTrial(given: TrialCases): void {
  const { platform, words } = given;
  const dir = temporaryFolder(`trial-${platform}`);
  const cache = temporaryFolder("python");
  const [image, evidence, app] = ["my-image", "trial", "cdktf.out"].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const [outputs, prices] = [join(dir, "outputs.json"), join(dir, "prices.yaml")];
  const name = `houses-${platform}`;
  const kept = join(evidence, platform, `.trial-${name}.json`);
  // this image's own probe says of network and machine what the contract has
  const program = (given.program ?? ((text: string) => text))(
    source.replace(/json\.dumps\(\{"rows": .*?\}\)/, written),
  );
  const before = { ...process.env };
  let stack: Stack;
  let host: LocalHost;
  let server: TrialServer;
  let said: string[] = [];

  beforeAll(async () => {
    expect(program).not.toBe(source);
    mkdirSync(image);
    writeFileSync(join(image, "Dockerfile"), "FROM scratch\n");
    writeFileSync(join(image, "house_prices.py"), program);
    init(
      dir,
      { platform, name: "houses", owner: "ml@acme.io", imageDir: "my-image" },
      { version: "0.0.0", files: [], bring: () => {} },
    );
    const file = join(dir, "pilot.yaml");
    const spec = parse(readFileSync(file, "utf8"));
    Object.assign(spec, {
      image: { folder: "my-image", command, digest: `sha256:${"a1".repeat(32)}` },
      gate: { metric: "r2", threshold: 0.8 },
      data: { sample: "data/houses.csv" },
      trial: { noGo: [{ metric: "p95Milliseconds", operator: ">", value: 200 }] },
    });
    Object.assign(spec[platform], { releases: { r1: "1", r2: "2" }, live: "r1" });
    given.block(spec[platform]);
    if (given.operators !== undefined) spec.operators = { [platform]: given.operators };
    writeFileSync(file, stringify(spec));
    const data = join(dir, "data/houses.csv");
    mkdirSync(join(dir, "data"));
    writeFileSync(data, houses);
    writeFileSync(join(dir, "request.json"), '{"instances": [50]}');
    const price = { asOf: "2026-11-30", source: "a test", per: "hour", value: 0.2 };
    writeFileSync(prices, stringify({ currency: "USD", prices: [{ ...given.machine, ...price }] }));
    const env = { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ spec: file }), CDKTF_OUTDIR: app };
    const made = spawnSync("node", ["--import", "tsx", "stacks/main.ts"], { cwd: root, env, encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
    stack = readStacks([name], app)[0] as Stack;
    const json = stack.json as unknown as Synthesized;
    host = new LocalHost({
      ...{ image, python: given.python?.() ?? "/usr", network: join(root, "trial/network") },
      ...(given.install === undefined ? {} : { install: given.install(image) }),
    });
    server = await given.start(json, host, command, data);
    Object.assign(process.env, given.environment(server));
    const all = Object.entries(given.outputs(server)).map(([key, value]) => [key, { value, sensitive: false }]);
    writeFileSync(outputs, JSON.stringify(Object.fromEntries(all)));
  });

  afterAll(async () => {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
    await server?.stop();
    host?.dispose();
  });

  beforeEach(() => {
    rmSync(evidence, { recursive: true, force: true });
    writeFileSync(join(image, "house_prices.py"), program);
    server.refusals.clear();
    server.calls.length = 0;
    Object.assign(server, { delay: 0, rollout: 120, isStuck: false, isDeployer: true, charges: [] });
  });

  // the interpreter itself: a version manager's stand-in takes seconds to find it
  const python = execFileSync("python3.11", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();

  function tried(more: Partial<TrialProps> = {}): Promise<Tried> {
    said = [];
    return runTrial({
      ...{ stack, app, evidence, cache, python, outputs, pace, runs: 0, requests: 30, concurrency: 3, isRolled: false },
      ...(given.bill === undefined ? {} : { bill: given.bill }),
      own: { root, name: "cdktf-ml-pilot", version: "0.0.0" },
      said: (line) => said.push(line),
      confirm: async () => true,
      signal: new AbortController().signal,
      ...more,
    });
  }

  const records = (): readonly Evidence[] =>
    readdirSync(join(evidence, platform))
      .filter((file) => !file.startsWith("."))
      .map((file) => evidenceSchema.parse(JSON.parse(readFileSync(join(evidence, platform, file), "utf8"))));
  const ends = (all: readonly Evidence[]) => all.map(({ what, ended }) => `${what} ${ended}`);
  const valuesOf = (all: readonly Evidence[], number: string, subject?: string) =>
    all
      .flatMap(({ numbers }) =>
        numbers.filter((each) => each.name === number && (subject === undefined || each.subject === subject)),
      )
      .flatMap(({ values }) => values);
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

  test("three runs, load, a roll and back, the export and the bill; every cell of the scorecard is in the records", async () => {
    server.charges = [
      { amount: 2.5, hasOwner: false, day: day(2) },
      { amount: 7.5, hasOwner: true, day: day(1) },
    ];
    const asked: string[] = [];
    const {
      records: all,
      problems,
      ...rest
    } = await tried({
      ...{ runs: 3, isRolled: true, requests: 120, prices: readPrices(prices) },
      confirm: async (lines) => asked.push(...lines) > 0,
    });
    const { noBill } = given;
    expect(problems).toEqual(noBill === undefined ? [] : [expect.stringMatching(noBill)]);
    const run = ["workflow succeeded", "network succeeded", "hardware succeeded"];
    expect(ends(all)).toEqual([
      ...[...run, ...run, ...run],
      ...["load succeeded", "release succeeded", "export succeeded"],
      noBill === undefined ? "bill succeeded" : "bill not measured",
    ]);
    // what it may cost was said before
    expect(asked.join("\n")).toMatch(/: may cost at most .*3 runs to every limit [\d.]+ USD, rolling there and back/);
    for (const step of ["probe", "prepare", "train", "evaluate"]) {
      const of = (number: string) => valuesOf(all, number, step);
      const [whole, queue, startup, compute] = [
        of("stepSeconds"),
        of("stepQueueSeconds"),
        of("stepStartupSeconds"),
        of("stepComputeSeconds"),
      ];
      expect([whole.length, startup?.length, compute?.length]).toEqual([3, 3, 3]);
      for (const [at, value] of (whole ?? []).entries()) {
        expect(compute?.[at]).toBeGreaterThan(0.01);
        expect((queue?.[at] ?? 0) + (startup?.[at] ?? 0) + (compute?.[at] ?? 0)).toBeLessThanOrEqual(value + 0.01);
      }
    }
    expect(valuesOf(all, "gateValue", "r2").every((value) => value > 0.9)).toBe(true);
    expect(valuesOf(all, "latencyMilliseconds")).toHaveLength(120);
    expect(valuesOf(all, "failedRequests")).toEqual([0, 0]);
    expect(valuesOf(all, "releaseSeconds")[0]).toBeGreaterThan(0.1);
    expect(valuesOf(all, "exportBytes")[0]).toBeGreaterThan(50);
    if (noBill === undefined) {
      expect([valuesOf(all, "billed"), valuesOf(all, "billedWithOwner")]).toEqual([[10], [7.5]]);
      expect(valuesOf(all, "billLate")[0]).toBeLessThan(3 * 86_400);
    }
    // nothing is deployed, approved or deleted but what a roll moves
    expect(server.calls.filter((call) => !given.mayCall.test(call))).toEqual([]);
    const page = join(dir, "scorecard");
    score({ app, evidence, output: page, prices });
    const text = readFileSync(join(page, "scorecard.md"), "utf8");
    const recompute = join(__dirname, "../recompute.py");
    const recomputed = execFileSync("python3", [recompute, evidence, join(page, "scorecard.md")], { encoding: "utf8" });
    expect(recomputed).toMatch(/cells hold/);
    const proofs = ["workflow speed", "hardware fit", "network fit", "exportability", "cost visibility"];
    for (const proof of noBill === undefined ? proofs : proofs.slice(0, -1))
      expect(text).toMatch(new RegExp(`^\\| ${proof} \\| proven \\|`, "m"));
    expect(screen({ records: all, problems, ...rest }).join("\n")).toMatch(
      new RegExp(`${name}, tried on ${platform} in`),
    );
    const secret = given.secret ?? "Bearer";
    expect([existsSync(kept), `${JSON.stringify(records())} ${said.join()}`.includes(secret)]).toEqual([false, false]);
  });

  test("Ctrl-C in a run names what stops it, and the same command goes on with the same run", async () => {
    const slow = program.replace("def train():", "def train():\n    time.sleep(1.5)");
    writeFileSync(join(image, "house_prices.py"), slow);
    const started = server.started;
    const ending = new AbortController();
    const first = await tried({ runs: 1, signal: ending.signal, said: (line) => /train/.test(line) && ending.abort() });
    expect(first.problems).toEqual([
      "the trial was interrupted: what it measured is kept, and the same command goes on",
      expect.stringMatching(words.stop),
    ]);
    expect([first.records, existsSync(kept)]).toEqual([[], true]);
    const second = await tried({ runs: 1 });
    expect([second.problems.filter((line) => !/bill/.test(line)), server.started - started]).toEqual([[], 1]);
    expect(ends(second.records)).toEqual(
      expect.arrayContaining(["workflow succeeded", "load succeeded", "export succeeded"]),
    );
    expect(said.join("\n")).toMatch(/goes on with the trial/);
    expect(existsSync(kept)).toBe(false);
  });

  test("throttling ends it in words; a start that was not answered is asked again, and there is one run", async () => {
    const started = server.started;
    const { call, with: refusal } = given.refused.throttled;
    server.refusals.set(call, { ...refusal });
    const { problems, records: all } = await tried({ runs: 1 });
    expect(ends(all)).toEqual(["workflow not measured"]);
    expect(problems[0]).toMatch(words.throttled);
    expect(all[0]).toMatchObject({ problem: "the platform kept throttling", numbers: [], facts: [] });
    if (given.isRepeatedByClient === undefined) expect(said.join("\n")).toMatch(/; asks again/);
    const state = JSON.parse(readFileSync(kept, "utf8"));
    delete state.runs[0].id; // as if the answer had been lost
    writeFileSync(kept, JSON.stringify(state));
    server.refusals.clear();
    await tried({ runs: 1 });
    expect(server.started - started).toBe(1);
  });

  test("credentials that expired end it in words, and nothing is a number", async () => {
    const { call, with: refusal } = given.refused.expired;
    server.refusals.set(call, { ...refusal });
    const { problems, records: all } = await tried({ runs: 1 });
    expect(problems).toEqual([expect.stringMatching(words.expired)]);
    expect(all).toMatchObject([
      { what: "workflow", ended: "not measured", problem: "nobody was signed in, or no longer", numbers: [] },
    ]);
  });

  test("a step that fails is recorded by its class, without what it printed", async () => {
    const failing = 'def train():\n    raise SystemExit(f\'row {next(rows(given("prepared"), "train.csv"))}\')';
    writeFileSync(join(image, "house_prices.py"), program.replace("def train():", failing));
    const { problems, records: all } = await tried({ runs: 3 });
    expect(problems[0]).toBe(`${name}: the run ended at train: ${words.failed}`);
    expect(all.filter(({ what }) => what === "workflow")).toMatchObject([
      { ended: "failed", problem: `the run ended at train: ${words.failed}` },
    ]);
    expect(JSON.stringify(records())).not.toMatch(/row \(/);
  });

  test("a model below the gate registers nothing, and the record says so", async () => {
    const shuffled = program.replace('"slope": slope', '"slope": -slope');
    expect(shuffled).not.toBe(program);
    writeFileSync(join(image, "house_prices.py"), shuffled);
    const { problems, records: all } = await tried({ runs: 2 });
    expect(problems[0]).toBe(`${name}: the run ended after evaluate: the gate let nothing through`);
    const workflows = all.filter(({ what }) => what === "workflow");
    expect(workflows).toMatchObject([{ ended: "failed", facts: [{ name: "registered", value: false }] }]);
    expect(valuesOf(workflows, "gateValue")[0]).toBeLessThan(0.8);
  });

  test("an endpoint that never comes up is a failure of the load, and no latency", async () => {
    server.isStuck = true;
    const { problems, records: all } = await tried({ pace: { ...pace, readyMilliseconds: 200 } });
    expect(problems[0]).toMatch(words.stuck);
    expect(all[0]).toMatchObject({ what: "load", ended: "failed", numbers: [] });
  });

  test("a slow endpoint is a no-go on the scorecard", async () => {
    server.delay = 230;
    const { records: all } = await tried({ requests: 30, concurrency: 10 });
    expect(ends(all)[0]).toBe("load succeeded");
    const [column] = score({ app, evidence }).card.columns;
    expect([column?.decision, column?.because]).toEqual([
      "no-go",
      [expect.stringMatching(/^p95Milliseconds > 200, measured \d{3,}/)],
    ]);
  });

  test("a bill that is not there yet proves nothing", async () => {
    const { problems, records: all } = await tried();
    expect(all.at(-1)).toMatchObject({ what: "bill", ended: "not measured", numbers: [] });
    expect(problems).toEqual([expect.stringMatching(words.noBill)]);
  });

  test("whoever may not roll reads whose right it is, and the rest is measured", async () => {
    server.isDeployer = false;
    const { problems, records: all } = await tried({ isRolled: true });
    expect(ends(all).slice(0, 3)).toEqual(["load succeeded", "release not measured", "export succeeded"]);
    expect(problems[0]).toMatch(words.roll);
  });

  test("a roll that was interrupted is taken back first", async () => {
    server.rollout = 600;
    const ending = new AbortController();
    const first = await tried({
      isRolled: true,
      signal: ending.signal,
      said: (line) => /the endpoint is \S+.*gone/.test(line) && ending.abort(),
    });
    expect(first.problems).toContain(`${name} may serve another release than r1; the same command rolls it back first`);
    await server.settled();
    server.rollout = 100;
    const second = await tried({ isRolled: true });
    expect(said.join("\n")).toMatch(/rolls back to r1 first/);
    expect(ends(second.records)).toContain("release succeeded");
  });

  test("nothing is started where nobody agrees", async () => {
    const started = server.started;
    expect((await tried({ runs: 3, confirm: async () => false })).problems).toEqual(["nothing was started"]);
    expect(server.started).toBe(started);
  });

  /** Runs the command as somebody would who has no terminal. */
  function commanded(args: readonly string[], onLine: (line: string, child: ChildProcess) => void = () => {}) {
    const cli = [join(root, "bin/cdktf-ml-pilot.js"), "trial", "run", name, "--outputs", outputs, ...args];
    const env = { ...process.env, XDG_CACHE_HOME: cache, PATH: `${dirname(python)}:${process.env["PATH"]}` };
    const child = spawn(process.execPath, cli, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (piece: Buffer) => {
        printed[stream] += piece;
        for (const line of piece.toString().split("\n")) onLine(line, child);
      });
    return new Promise<typeof printed & { code: unknown }>((resolve) =>
      child.on("close", (code) => resolve({ ...printed, code })),
    );
  }

  if (given.isCommandRun) {
    test("the command starts nothing where nobody can be asked, and says what to give", async () => {
      const started = server.started;
      const { code, stderr, stdout } = await commanded(["--runs", "1"]);
      expect([code, stdout, server.started]).toEqual([1, "", started]);
      expect(stderr).toMatch(/1 runs, each within the limits of the ledger; what they may cost is not known/);
      expect(stderr).toMatch(
        /^trial run asks before it starts what costs money, and nobody can answer here; give --yes$/m,
      );
      expect(existsSync(kept)).toBe(false);
    });

    test("SIGINT to the command ends it by 130, names what stops the run, and the same command goes on", async () => {
      writeFileSync(join(image, "house_prices.py"), program.replace("def train():", "def train():\n    time.sleep(2)"));
      const started = server.started;
      let isSent = false;
      const ended = await commanded(["--runs", "1", "--yes", "--requests", "20"], (line, child) => {
        if (isSent || !/started run 1 of 1/.test(line)) return;
        isSent = true;
        child.kill("SIGINT");
      });
      expect([ended.code, existsSync(kept)]).toEqual([130, true]);
      expect(ended.stdout).toMatch(
        /the trial was interrupted: what it measured is kept, and the same command goes on$/m,
      );
      expect(ended.stdout).toMatch(/a run of houses-\w+ goes on; stop it with: /);
      expect(ended.stderr).not.toMatch(/^\s+at /m);
      // asks every 15 s, as on a platform: the run has ended by then
      await server.settled();
      const whole = await commanded(["--runs", "1", "--yes", "--requests", "20"]);
      expect([server.started - started, existsSync(kept)]).toEqual([1, false]);
      expect(whole.stdout).toMatch(/^ {2}gate {8}r2 0\.9/m);
      // a bill that is not there yet is all that is missing
      expect(whole.stdout.match(/^ {2}problem .*$/gm)).toEqual([expect.stringMatching(/bill/)]);
      expect(whole.code).toBe(1);
    });
  }

  test("what was asked and answered is what the platform's own schema says", () => {
    expect(given.schema(server)).toEqual([]);
  });
}
