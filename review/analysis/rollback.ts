/** How a release is taken back: to which one, by whom, and with which command. */
import { References } from "../read/references.js";
import { blocks, isMap, type Stack } from "../read/stack.js";
import { jsonIn } from "./money/meter.js";

/** What the stack says about going back. */
export interface Rollback {
  /** Null: nothing serves. */
  readonly live: string | null;
  /** Nothing serves until the pilot is no longer paused. */
  readonly isPaused: boolean;
  /** Releases that came before the live one. A newer one is no way back. */
  readonly earlier: readonly string[];
  /** The key of the spec that says what serves. */
  readonly key: string;
  /**
   * What makes it so once the spec is changed: the deploy, and what follows where that alone changes nothing that
   * serves.
   */
  readonly commands: readonly string[];
  /** Whether a release only scores in runs, so that there is nothing to roll out. */
  readonly isBatch: boolean;
  /** Who takes a bad rollout back without being asked, how, and on what. Undefined: nobody does. */
  readonly automatic?: {
    readonly by: string;
    readonly how: string;
    readonly on: readonly string[];
    readonly fails: string;
  };
}

const versionOf = (version: string | undefined): number | undefined => {
  const last = /(\d+)$/.exec(version ?? "")?.[1];
  return last === undefined ? undefined : Number(last);
};

/** The releases before the live one: by their version numbers, or by the order in which they are listed. */
function earlierOf(releases: Readonly<Record<string, string>>, live: string): readonly string[] {
  const names = Object.keys(releases);
  const own = versionOf(releases[live]);
  const isNumbered = own !== undefined && names.every((name) => versionOf(releases[name]) !== undefined);
  return names.filter((name, index) =>
    name === live ? false : isNumbered ? (versionOf(releases[name]) ?? 0) < own : index < names.indexOf(live),
  );
}

/** The alarms on which SageMaker takes a rollout of an endpoint back. */
function sageMakerAlarms(stack: Stack): readonly string[] {
  const references = new References(stack);
  return (stack.byType.get("aws_sagemaker_endpoint") ?? []).flatMap(({ arguments: given }) =>
    blocks(given["deployment_config"]).flatMap((config) =>
      blocks(config["auto_rollback_configuration"]).flatMap((each) =>
        blocks(each["alarms"]).map(({ alarm_name: name }) => references.target(name)?.address ?? references.text(name)),
      ),
    ),
  );
}

/** Every map below a value. */
function* maps(value: unknown, depth = 0): Generator<Readonly<Record<string, unknown>>> {
  if (depth > 40 || typeof value !== "object" || value === null) return;
  if (isMap(value)) yield value;
  for (const each of Object.values(value)) yield* maps(each, depth + 1);
}

/** The workflow that releases, where it has steps that take a release back and a condition that leads there. */
function releaseWorkflow(stack: Stack, address: string | undefined): string | undefined {
  const found = address === undefined ? undefined : stack.byAddress.get(address);
  const source = jsonIn(found?.arguments["source_contents"]);
  const all = [...maps(source)];
  const isThere = all.some((each) => "roll_back" in each);
  const isAsked = all.some(({ condition, next }) => condition !== undefined && next === "roll_back");
  return found !== undefined && isThere && isAsked ? new References(stack).name(found) : undefined;
}

/** A name in a command that somebody will paste: quoted where a shell would read more than a name. */
export const quoted = (name: string): string =>
  /^[\w./:@-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;

/** The command that deploys a stack. */
export const deployOf = ({ name }: Pick<Stack, "name">): string => `npx --no cdktf deploy ${quoted(name)}`;

/** How the endpoint of a stack goes back; undefined where the stack carries no ledger. */
export function rollbackOf(stack: Stack): Rollback | undefined {
  const { ledger } = stack;
  if (ledger === undefined) return undefined;
  const key = `${ledger.platform}.live`;
  const isPaused = ledger.paused === true;
  const commands = [deployOf(stack)];
  const endpoint = ledger.boxes.find(({ box }) => box === "endpoint");
  // what stops after a time is a run that scores: an endpoint has replicas instead
  const isBatch = endpoint?.limits.some(({ kind }) => kind === "runtime") === true;
  if (ledger.live === null) return { live: null, isPaused, isBatch, earlier: [], key, commands };
  const applied = endpoint?.limits.find(({ appliedBy }) => appliedBy !== undefined);
  if (applied?.appliedBy !== undefined) commands.push(new References(stack).text(applied.appliedBy));
  const alarms = sageMakerAlarms(stack);
  const workflow = releaseWorkflow(stack, applied?.at?.address);
  const automatic =
    alarms.length > 0
      ? { by: "SageMaker", how: "while it shifts the traffic", on: alarms, fails: "the deploy" }
      : workflow === undefined
        ? undefined
        : { by: `the workflow ${workflow}`, how: "by what it measures", on: [], fails: "that run" };
  return {
    live: ledger.live,
    isPaused,
    earlier: earlierOf(ledger.releases, ledger.live),
    key,
    commands,
    isBatch,
    ...(automatic === undefined || isPaused ? {} : { automatic }),
  };
}
