/** How a release is taken back: to which one, by whom, and with which command. */
import { References } from "../read/references.js";
import { blocks, type Stack } from "../read/stack.js";

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
  /** What must be run after the deploy, where Terraform alone changes nothing that serves. */
  readonly command?: string;
  /** Who takes a bad rollout back without being asked, and on what. Undefined: nobody does. */
  readonly automatic?: { readonly by: string; readonly on: readonly string[]; readonly fails: string };
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

/** The workflow that releases, where its own steps take a release back that measures badly. */
function releaseWorkflow(stack: Stack, address: string | undefined): string | undefined {
  const found = address === undefined ? undefined : stack.byAddress.get(address);
  const isMeasuring = /roll_?back/i.test(JSON.stringify(found?.arguments["source_contents"] ?? ""));
  return found !== undefined && isMeasuring ? new References(stack).name(found) : undefined;
}

/** How the endpoint of a stack goes back; undefined where the stack carries no ledger. */
export function rollbackOf(stack: Stack): Rollback | undefined {
  const { ledger } = stack;
  if (ledger === undefined) return undefined;
  const key = `${ledger.platform}.live`;
  const isPaused = ledger.paused === true;
  if (ledger.live === null) return { live: null, isPaused, earlier: [], key };
  const endpoint = ledger.boxes.find(({ box }) => box === "endpoint");
  const applied = endpoint?.limits.find(({ appliedBy }) => appliedBy !== undefined);
  const command = applied?.appliedBy === undefined ? undefined : new References(stack).text(applied.appliedBy);
  const alarms = sageMakerAlarms(stack);
  const workflow = releaseWorkflow(stack, applied?.at?.address);
  const automatic =
    alarms.length > 0
      ? { by: "SageMaker", on: alarms, fails: "the deploy" }
      : workflow === undefined
        ? undefined
        : { by: `the workflow ${workflow}`, on: [], fails: "that run" };
  return {
    live: ledger.live,
    isPaused,
    earlier: earlierOf(ledger.releases, ledger.live),
    key,
    ...(command === undefined ? {} : { command }),
    ...(automatic === undefined || isPaused ? {} : { automatic }),
  };
}
