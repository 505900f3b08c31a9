/**
 * Rehearses a synthesized pilot on this machine: its pipeline through the gate, its endpoint under bounded load, a
 * release and its rollback, and the export. Each measurement becomes evidence as soon as it is there, so that what ends
 * early keeps what it measured.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { PilotSpec } from "../stacks/pilot-spec/schema.js";
import type { Stack } from "../stacks/readers/stack.js";
import type { Outcome, Registry } from "../stacks/rehearsal/contract.js";
import type { Model } from "../stacks/rehearsal/release-text.js";
import { UserError } from "../stacks/user-error.js";
import { benchmark } from "./benchmark.js";
import { startCompanion } from "./companion.js";
import { AnotherServed, Crossings } from "./crossings.js";
import { type Evidence, type Measurement, thisMachine } from "./evidence/schema.js";
import { clean, gateNumbers, metricOf, probeClaims, probeHardware } from "./evidence/step-outputs.js";
import { writeEvidence } from "./evidence/write.js";
import { exportModel } from "./export.js";
import { LocalHost } from "./host.js";
import { checkLoad, type LoadProps, load } from "./load.js";
import { folderDigest, hardwareInWords } from "./machine.js";
import { installer } from "./packages.js";
import { filesOf, sourceOf } from "./pilot-files.js";
import { Processes } from "./processes.js";
import { findPython, pythonEnvironment } from "./python.js";
import { type Side, sidesOf } from "./rehearsed-pilot.js";
import { BadRelease, type Live, roll, start } from "./serving.js";
import { blocksBeside, type Phase, specOf, stacksInPhase } from "./variants.js";
import { buildWheel } from "./wheel.js";

/** How many times the pipeline runs: each run registers a version, and a release is rolled to the second. */
const runs = 2;

/** What a rehearsal is given. */
export interface RehearseProps extends LoadProps {
  /** The pilot, or the half of a mixed one that trains. */
  readonly stack: Stack;
  /** The half of a mixed pilot that serves. @default - the pilot is both */
  readonly serve?: Stack;
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** Where evidence goes, such as `trial`. */
  readonly evidence: string;
  /** A Python to use. @default - the first 3.11 or later on PATH */
  readonly python?: string;
  /** Where Python environments are kept. @default - the user's cache */
  readonly cache?: string;
  /** This package: its folder holds `trial/network`. */
  readonly own: { readonly root: string; readonly name: string; readonly version: string };
  /** Takes lines of progress. */
  readonly said: (line: string) => void;
  /** Gets what ends everything that the rehearsal started, before the first process is started. */
  readonly onStart?: (stop: () => void) => void;
}

/** What a rehearsal came to. */
export interface Rehearsed {
  /** Its stack, or both stacks of a mixed pilot. */
  readonly stack: string;
  /** Its records, in their order. */
  readonly records: readonly Evidence[];
  /** Their files. */
  readonly files: readonly string[];
  /** Why it failed, for people: it may hold what a step printed. @default - it did not */
  readonly problem?: string;
}

/** What is measured of the half that serves; the rest is of the half that trains. */
const servedKinds: readonly Measurement["what"][] = ["load", "release"];

const hashOf = ({ file }: Stack): string => `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`;

/** One rehearsal while it runs. */
class Rehearsing {
  readonly records: Evidence[] = [];
  readonly files: string[] = [];
  private readonly run = randomUUID().slice(0, 18);
  private readonly registry = new Map<string, Readonly<Record<string, unknown>>>();
  /** What crosses to the half that serves. @default - both halves stand on one platform */
  readonly crossings?: Crossings;

  constructor(
    private readonly props: RehearseProps,
    private readonly train: Side,
    private readonly serve: Side,
    private readonly spec: PilotSpec,
    private readonly digest: string,
    readonly host: LocalHost,
    /** The version of Python that runs the steps. */
    private readonly python: string,
  ) {
    if (train !== serve) this.crossings = new Crossings(train, serve, host);
  }

  /** Writes a record of what was measured since `when`. */
  record(
    what: Measurement["what"],
    when: Date,
    found: Partial<Pick<Measurement, "ended" | "problem" | "numbers" | "facts">>,
  ): void {
    const { own, evidence, requests, concurrency } = this.props;
    const { stack, platform } = servedKinds.includes(what) ? this.serve : this.train;
    const command = `cdktf-ml-pilot rehearse ${stack.name} --requests ${requests} --concurrency ${concurrency}`;
    const file = writeEvidence(evidence, {
      what,
      run: this.run,
      platform,
      pilot: this.spec.name,
      stack: stack.name,
      where: thisMachine,
      hardware: hardwareInWords(),
      when: when.toISOString(),
      seconds: (Date.now() - when.getTime()) / 1000,
      stackHash: hashOf(stack),
      image: this.digest,
      package: { name: own.name, version: own.version },
      commands: [command],
      ended: "succeeded",
      numbers: [],
      facts: [],
      ...found,
    });
    this.files.push(file);
    this.records.push(JSON.parse(readFileSync(file, "utf8")) as Evidence);
  }

  /** What the probe found, where the image's probe writes what `CONTRACT.md` says. */
  private probe(when: Date): void {
    const probe = this.host.written("probe", "probe.json");
    const facts = probeClaims(probe);
    if (facts.length > 0) this.record("network", when, { facts });
    const hardware = probeHardware(probe);
    if (hardware.numbers.length > 0) this.record("hardware", when, hardware);
  }

  /** What is registered: versions as the spec's `releases` names them, in their order. */
  get versions(): readonly string[] {
    return [...this.registry.keys()];
  }

  /**
   * Runs the pipeline once.
   * @param companion where the platform's companion answers. @default - the platform has none
   * @throws Error where it does not register a model
   */
  async pipeline(stack: Stack, companion?: string): Promise<void> {
    const when = new Date();
    const registered = this.registry.size;
    const before = this.host.timings.length;
    const { json } = stack;
    this.props.said(`${stack.name}: run ${registered + 1} of the pipeline`);
    let outcome: Outcome | undefined;
    let problem: string | undefined;
    try {
      const id = randomUUID().replaceAll("-", "").slice(0, 12);
      outcome = await this.train.rehearsal.run(json, { host: this.host, id, registered, companion });
      problem = outcome.message;
    } catch (error) {
      problem = (error as Error).message;
    }
    const timings = this.host.timings.slice(before);
    const last = timings.at(-1);
    const isEvaluated = timings.some(({ name }) => name === "evaluate");
    const evaluation = isEvaluated ? this.host.written("evaluate", "evaluation.json") : undefined;
    const value = metricOf(evaluation, this.spec.gate.metric);
    const isPassed = outcome?.registered !== undefined;
    this.record("workflow", when, {
      ended: isPassed ? "succeeded" : "failed",
      ...(isPassed ? {} : { problem: this.endOf(outcome, last?.name, last?.exitCode) }),
      numbers: [
        ...timings.flatMap(({ name, seconds, start }) => [
          { name: "stepSeconds", subject: name, unit: "seconds" as const, values: [seconds] },
          { name: "stepStart", subject: name, unit: "seconds" as const, values: [start - (timings[0]?.start ?? 0)] },
        ]),
        ...(timings.length === 0
          ? []
          : [{ name: "runSeconds", unit: "seconds" as const, values: [(Date.now() - when.getTime()) / 1000] }]),
        ...gateNumbers(value, this.spec.gate),
      ],
      facts: [
        { name: "registered", value: isPassed },
        { name: "python", value: this.python },
      ],
    });
    if (registered === 0 && timings.some(({ name, exitCode }) => name === "probe" && exitCode === 0)) this.probe(when);
    if (outcome?.registered === undefined) throw new Error(problem ?? "the run registered no model");
    const version =
      this.crossings?.add(json, outcome.registered) ??
      this.train.rehearsal.version(json, registered + 1, outcome.registered);
    this.registry.set(version, outcome.registered);
  }

  /** Why a run registered nothing, without a word that a step printed. */
  private endOf(outcome: Outcome | undefined, step = "its first step", exitCode = 0): string {
    if (exitCode === 137) return `the run ended at ${step}, which was killed`;
    if (exitCode !== 0) return `the run ended at ${step}, with exit code ${exitCode}`;
    if (outcome === undefined) return `the run was refused after ${step}`;
    return `the run ended after ${step}: the gate let nothing through`;
  }

  /** Measures this machine by the image's own benchmark. An image without one is measured without. */
  async benchmark(stack: Stack): Promise<void> {
    const prepared = this.host.outputOf("prepare");
    if (prepared === undefined) return;
    this.props.said(`${stack.name}: measuring this machine`);
    const when = new Date();
    try {
      this.record("benchmark", when, { numbers: await benchmark(this.host, this.spec.image.command, prepared) });
    } catch (error) {
      this.props.said(`${stack.name}: this machine is not measured: ${clean((error as Error).message)}`);
    }
  }

  /** Serves each release in turn. @throws BadRelease */
  async serving(first: Stack, second: Stack, request: Buffer): Promise<void> {
    const { command } = this.spec.image;
    const { requests, concurrency, said } = this.props;
    const { stack, rehearsal } = this.serve;
    const servedOf = ({ json }: Pick<Stack, "json">, registry: Registry = this.registry) =>
      rehearsal.served(json, registry, this.host, command);
    said(`${stack.name}: serving, ${requests} requests, ${concurrency} at once`);
    let when = new Date();
    let live: Live | undefined;
    try {
      if (this.crossings !== undefined) {
        said(`${stack.name}: a model of another hash must not serve`);
        await this.crossings.refusesAnother(first, servedOf);
        when = new Date();
      }
      const served = servedOf(first);
      const body = served.body?.(request) ?? request;
      live = await start(this.host, served);
      const { latencies, failed } = await load(live.url, body, { requests, concurrency });
      const lost = [...failed].map(([status, count]) => `${count} of them with ${status}`);
      this.record("load", when, {
        ended: failed.size === 0 ? "succeeded" : "failed",
        ...(failed.size === 0 ? {} : { problem: `requests failed, ${lost.join(", ")}` }),
        numbers: [
          { name: "readySeconds", unit: "seconds", values: [live.readyAfter] },
          ...(latencies.length === 0
            ? []
            : [{ name: "latencyMilliseconds", unit: "milliseconds" as const, values: [...latencies] }]),
          { name: "concurrency", unit: "count", values: [concurrency] },
          { name: "failedRequests", subject: "load", unit: "count", values: [requests - latencies.length] },
        ],
        facts: this.crossings === undefined ? [] : [{ name: "otherHashRefused", value: true }],
      });
      said(`${stack.name}: rolling to a second release and back`);
      when = new Date();
      const rolled = await roll(this.host, live, servedOf(second), servedOf(first), body);
      live = rolled.live;
      this.record("release", when, {
        ended: rolled.failed === 0 ? "succeeded" : "failed",
        ...(rolled.failed === 0 ? {} : { problem: `${rolled.failed} of ${rolled.requests} requests failed meanwhile` }),
        numbers: [
          { name: "releaseSeconds", unit: "seconds", values: [rolled.forward] },
          { name: "rollbackSeconds", unit: "seconds", values: [rolled.back] },
          { name: "requests", subject: "release", unit: "count", values: [rolled.requests] },
          { name: "failedRequests", subject: "release", unit: "count", values: [rolled.failed] },
        ],
        facts: [{ name: "drained", value: rolled.isDrained }],
      });
    } catch (error) {
      const isFirst = live === undefined;
      const another = error instanceof AnotherServed ? "a model of another hash served" : undefined;
      const problem =
        another ?? (isFirst ? "the first release did not become ready" : "the second release did not become ready");
      this.record(isFirst ? "load" : "release", when, { ended: "failed", problem });
      throw error;
    } finally {
      await live?.stop();
    }
  }

  /** Exports what is registered, and verifies it outside. @throws Error */
  async export(stack: Stack, verifier: string): Promise<void> {
    this.props.said(`${stack.name}: exporting`);
    const when = new Date();
    try {
      const [registered] = this.registry.values();
      const uri = this.train.rehearsal.exported(stack.json, registered ?? {});
      const { files, verified } = await exportModel({ ...this, command: this.spec.image.command, uri, verifier });
      this.record("export", when, {
        numbers: files === undefined ? [] : [{ name: "verifiedFiles", unit: "count", values: [files] }],
        facts: [{ name: "verified", value: clean(verified) }],
      });
    } catch (error) {
      this.record("export", when, { ended: "failed", problem: "the export could not be verified" });
      throw error;
    }
  }
}

/**
 * Rehearses one stack.
 * @throws UserError where something that it needs is not there; what fails while it runs comes back as `problem`
 */
export async function rehearse(props: RehearseProps): Promise<Rehearsed> {
  const { stack, app, own, said } = props;
  checkLoad(props);
  const { train, serve } = await sidesOf({ train: stack, serve: props.serve ?? stack });
  const { rehearsal, platform } = train;
  const source = sourceOf(stack, app, "rehearse");
  const root = dirname(resolve(app));
  const file = resolve(root, source.spec);
  const spec = specOf(file);
  const { image, data, request, isRealtime } = filesOf(root, spec);
  const processes = new Processes();
  const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-phases-"));
  let host: LocalHost | undefined;
  const stop = () => {
    processes.stopAll();
    host?.dispose();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  props.onStart?.(stop);
  try {
    const cache = props.cache === undefined ? {} : { cache: props.cache };
    const made = { processes, said, ...cache };
    const usual = { ...made, python: findPython(props.python) };
    const wheel =
      rehearsal.wheel === undefined
        ? undefined
        : await buildWheel({ ...usual, image, scratch: mkdtempSync(join(scratch, "wheel-")) });
    const digest = wheel?.digest ?? folderDigest(image);
    const phase = ({ releases, live }: Phase) => {
      const own = join(scratch, live ?? "image");
      mkdirSync(own);
      const inBlock = rehearsal.wheel?.inBlock(digest) ?? {};
      const besides = blocksBeside(stack, spec);
      const server = serve === train ? {} : { serve: serve.platform };
      const made = { root, file, platform, ...server, besides, digest, inBlock, scratch: own };
      return stacksInPhase(made, { releases, live });
    };
    if (stack.ledger?.phase === 0) said(`${stack.name}: synthesizing the phase in which it has an image`);
    const trained = stack.ledger?.phase === 0 ? (await phase({ releases: {}, live: null })).train : stack;
    const python = findPython(props.python, rehearsal.python?.(trained.json));
    const environment = (lock: string) => pythonEnvironment({ ...made, python, ...(existsSync(lock) ? { lock } : {}) });
    // what a platform installs beside the wheel runs the rest of the image here too
    const training = await environment(wheel?.lock ?? join(image, "requirements.lock"));
    const verifying = join(image, "requirements-verify.lock");
    const verifier = existsSync(verifying) ? await environment(verifying) : training;
    const install = installer({ ...made, python, scratch: mkdtempSync(join(scratch, "packages-")) });
    host = new LocalHost({ image, python: training, network: join(own.root, "trial/network"), install });
    const rehearsing = new Rehearsing(props, train, serve, spec, digest, host, python.version);
    const companion = rehearsal.companion?.(trained.json);
    const beside = companion === undefined ? undefined : await environment(join(own.root, companion.lock));
    host.upload(data, `${rehearsal.dataUri(trained.json).replace(/\/$/, "")}/${basename(data)}`);
    if (wheel !== undefined && rehearsal.wheel !== undefined) {
      const place = rehearsal.wheel.place(trained.json);
      said(`${stack.name}: uploads the wheel, ${wheel.digest}, for Python ${python.version}`);
      host.upload(wheel.file, place.wheel);
      host.upload(wheel.lock, place.lock);
    }
    let problem: string | undefined;
    try {
      let address: string | undefined;
      if (companion !== undefined && beside !== undefined) {
        said(`${stack.name}: starting ${companion.name}`);
        address = await startCompanion(host, companion, beside);
      }
      for (let run = 0; run < runs; run += 1) await rehearsing.pipeline(trained, address);
      await rehearsing.benchmark(stack);
      if (isRealtime) {
        said(`${serve.stack.name}: synthesizing the phases in which it serves what was registered`);
        const versions: readonly (string | Model)[] = rehearsing.crossings?.models ?? rehearsing.versions;
        const releases = Object.fromEntries(versions.map((version, at) => [`r${at + 1}`, version]));
        const [first, second] = await Promise.all(["r1", "r2"].map((live) => phase({ releases, live })));
        if (first === undefined || second === undefined) throw new Error("a rehearsal rolls between two releases");
        rehearsing.crossings?.check(trained, first.serve);
        await rehearsing.serving(first.serve, second.serve, readFileSync(request));
      }
      await rehearsing.export(trained, verifier);
    } catch (error) {
      if (error instanceof UserError) throw error;
      problem = error instanceof BadRelease || error instanceof Error ? error.message : String(error);
    }
    const { records, files } = rehearsing;
    const names = [...new Set([stack.name, serve.stack.name])].join(" and ");
    return { stack: names, records, files, ...(problem === undefined ? {} : { problem }) };
  } finally {
    stop();
  }
}
