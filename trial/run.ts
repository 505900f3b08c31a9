/**
 * Runs a trial: drives a deployed pilot through its platform's API, and keeps evidence. It starts runs, asks the
 * endpoint, rolls only where it is asked to, takes a model out, and reads the bill. It never deploys, approves or
 * deletes.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { PriceBook } from "../review/read/prices.js";
import { type Driver, PlatformProblem } from "../stacks/driver/contract.js";
import type { Stack } from "../stacks/readers/stack.js";
import { UserError } from "../stacks/user-error.js";
import type { Evidence } from "./evidence/schema.js";
import { checkLoad, type LoadProps } from "./load.js";
import { filesOf, platformOf, sourceOf } from "./pilot-files.js";
import { trialOf } from "./platform-trial.js";
import { Processes } from "./processes.js";
import { findPython, pythonEnvironment } from "./python.js";
import { halfOf } from "./rehearsed-pilot.js";
import { measureBill } from "./run/bill.js";
import { type Context, measured } from "./run/context.js";
import { costAtMost } from "./run/cost.js";
import { measureEndpoint, rollBack, rollThere } from "./run/endpoint.js";
import { measureExport } from "./run/export.js";
import { outputsOf } from "./run/outputs.js";
import { Recorder } from "./run/recorder.js";
import { measureRuns } from "./run/runs.js";
import { StateFile } from "./run/state.js";
import { Interrupted, type Pace, usualPace } from "./run/wait.js";
import { specOf } from "./variants.js";

/** What a trial is given. */
export interface TrialProps extends LoadProps {
  readonly stack: Stack;
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** Where evidence goes, such as `trial`. */
  readonly evidence: string;
  /** Runs of the pipeline, 0 to 20. */
  readonly runs: number;
  /** Whether to roll to the other listed release and back. */
  readonly isRolled: boolean;
  /** What prices the trial. @default - what it may cost is not known */
  readonly prices?: PriceBook;
  /** What `terraform output -json` printed. @default - terraform is asked */
  readonly outputs?: string;
  /** Where the platform writes its bill: on some it is a table. @default - its API is asked */
  readonly bill?: string;
  /** A Python to verify the export with. @default - the first 3.11 or later on PATH */
  readonly python?: string;
  /** Where Python environments are kept. @default - the user's cache */
  readonly cache?: string;
  /** This package: its folder holds `trial/network`. */
  readonly own: { readonly root: string; readonly name: string; readonly version: string };
  /** Takes lines of progress. */
  readonly said: (line: string) => void;
  /** Gets what the trial may cost, and says whether to go on. */
  readonly confirm: (lines: readonly string[]) => Promise<boolean>;
  /** Ends the trial early: what it measured is kept. */
  readonly signal: AbortSignal;
  /** @default - polls every 15 s, and waits as long as the platforms may take */
  readonly pace?: Pace;
}

/** What a trial came to. */
export interface Tried {
  readonly stack: string;
  readonly records: readonly Evidence[];
  readonly files: readonly string[];
  /** Why it ended early or what did not hold, one line each, for people. */
  readonly problems: readonly string[];
}

function checkRuns(runs: number): void {
  if (!Number.isInteger(runs) || runs < 0 || runs > 20)
    throw new UserError([`--runs must be a whole number from 0 to 20, got ${runs}; use 3`]);
}

/**
 * Runs a trial of one stack, or goes on with one that was interrupted.
 * @throws UserError where something that it needs is not there; what fails while it runs comes back as `problems`
 */
export async function runTrial(props: TrialProps): Promise<Tried> {
  const { stack, app, own, said, signal, evidence } = props;
  checkLoad(props);
  checkRuns(props.runs);
  const trial = await trialOf(stack);
  const platform = platformOf(stack);
  const root = dirname(resolve(app));
  const spec = specOf(resolve(root, sourceOf(stack, app, "trial run").spec));
  const { image, request, isRealtime } = filesOf(root, spec);
  const cost = costAtMost(stack, props.prices, props);
  const driver: Driver = await trial.driver({
    json: stack.json,
    outputs: await outputsOf(stack, props.outputs),
    ...(props.bill === undefined ? {} : { bill: props.bill }),
  });
  const stackHash = `sha256:${createHash("sha256").update(readFileSync(stack.file)).digest("hex")}`;
  const file = new StateFile(evidence, platform, stack.name);
  const left = file.read();
  if (left !== undefined && left.stackHash !== stackHash) {
    const commands = left.runs.flatMap(({ id, isRecorded }) => (id && !isRecorded ? [driver.stopCommand(id)] : []));
    throw new UserError([
      `${stack.name}: a trial of another synthesis of this stack was interrupted; go on with that one, or remove ${file.path}`,
      ...commands.map((command) => `stop its run: ${command}`),
    ]);
  }
  const state = left ?? { stateVersion: 1 as const, trial: randomUUID().slice(0, 18), stackHash, runs: [], done: [] };
  const recorder = new Recorder({ ...props, platform, spec, stackHash, run: state.trial, driver });
  const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-trial-"));
  const processes = new Processes();
  const stopProcesses = () => processes.stopAll();
  signal.addEventListener("abort", stopProcesses, { once: true });
  const problems: string[] = [];
  const context: Context = {
    ...props,
    driver,
    spec,
    state,
    recorder,
    problems,
    pace: props.pace ?? usualPace,
    save: () => file.write(state),
  };
  try {
    await measured(context, "workflow", async () => {
      said(`${stack.name}: ${await driver.whoAsks()} asks, in ${driver.region}`);
    });
    if (left !== undefined) said(`${stack.name}: goes on with the trial ${state.trial}, which was interrupted`);
    else if (!(await props.confirm(cost)))
      return { stack: stack.name, records: [], files: [], problems: ["nothing was started"] };
    context.save();
    if (state.rollBackTo !== undefined) await rollBack(context);
    await measureRuns(context);
    if (isRealtime && driver.endpoint !== undefined) {
      await measureEndpoint(context, driver.endpoint, readFileSync(request));
      if (props.isRolled) await rollThere(context, driver.endpoint, readFileSync(request));
    } else if (driver.toDo !== undefined) said(`${stack.name}: what is live cannot be asked yet; ${driver.toDo}`);
    else said(`${stack.name}: nothing is live that answers one request; ${whatToDo(stack)}`);
    const environment = (name: string) => {
      // an image without a lock of its own for that is verified with what it trains with
      const lock = [name, "requirements.lock"].map((each) => join(image, each)).find((each) => existsSync(each));
      const cache = props.cache === undefined ? {} : { cache: props.cache };
      const python = findPython(props.python);
      return pythonEnvironment({ python, processes, said, ...cache, ...(lock === undefined ? {} : { lock }) });
    };
    const network = join(own.root, "trial/network");
    await measureExport(context, { image, network, environment, folder: scratchOf(scratch, "export") });
    await measureBill(context);
    file.remove();
  } catch (error) {
    if (error instanceof UserError) throw error;
    problems.push(...wordsOf(error, context));
  } finally {
    signal.removeEventListener("abort", stopProcesses);
    driver.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  const { records, files } = recorder;
  return { stack: stack.name, records, files, problems };
}

const scratchOf = (folder: string, name: string): string => {
  const made = join(folder, basename(name));
  mkdirSync(made);
  return made;
};

/** What a person must do before an endpoint can be measured. */
function whatToDo(stack: Stack): string {
  const { ledger } = stack;
  if (halfOf(stack) === "train") return `the half that serves is ${ledger?.pilot}-serve, which is not driven yet`;
  const releases = Object.keys(ledger?.releases ?? {});
  if (releases.length === 0)
    return "approve a version (next_4_approve), list it in releases, set live and deploy; then run it again with --runs 0";
  return "set live to a listed release, and deploy; then run it again with --runs 0";
}

/** Why a trial ended early. */
function wordsOf(error: unknown, { stack, driver, state }: Context): readonly string[] {
  const running = state.runs.flatMap(({ id, isRecorded }) => (id !== undefined && !isRecorded ? [id] : []));
  const notes = [
    ...running.map((id) => `a run of ${stack.name} goes on; stop it with: ${driver.stopCommand(id)}`),
    ...(state.rollBackTo === undefined
      ? []
      : [`${stack.name} may serve another release than ${state.rollBackTo}; the same command rolls it back first`]),
  ];
  if (error instanceof Interrupted)
    return ["the trial was interrupted: what it measured is kept, and the same command goes on", ...notes];
  if (error instanceof PlatformProblem) return [`${error.message}; ${error.fix}`, ...notes];
  return [`${(error as Error).message}`, ...notes];
}
