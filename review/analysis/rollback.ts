/** How a release is taken back: to which one, by whom, and with which command. */
import type { Ledger, LedgerRollback } from "../../stacks/ledger.js";
import { quoted } from "../../stacks/readers/commands.js";
import { References, referencesIn } from "../../stacks/readers/references.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { programOf } from "../read/engine.js";
import { isSame, valueAt } from "./ledger-rows.js";

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
    /** Addresses of what it acts on; none where it measures by itself. */
    readonly on: readonly string[];
    /** What fails then. */
    readonly fails: string;
  };
}

/** The number that a version ends with; the digits of a hash do not count. */
const versionOf = (version: string | undefined): number | undefined => {
  const last = /(?:^|[/:])(\d{1,9})$/.exec(version ?? "")?.[1];
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

/** What takes a rollout back without being asked, as the ledger records it, where the stack still says so. */
function automaticOf(stack: Stack, { by, how, fails, at }: LedgerRollback): Rollback["automatic"] {
  if (fails === undefined || at.length === 0) return undefined;
  if (!at.every((place) => isSame(valueAt(stack, place), place.raw))) return undefined;
  const on = [...new Set(referencesIn(JSON.stringify(at.map(({ raw }) => raw))).map(([address]) => address))];
  return { by, how, on, fails };
}

/** The command that deploys a stack. */
export const deployOf = (stack: Pick<Stack, "name" | "json">): string =>
  `npx --no ${programOf(stack)} deploy ${quoted(stack.name)}`;

/** The key of the spec that says what is live: that of the platform's block, or of the mixed pilot. */
function liveKey({ platform, crossing = [] }: Ledger): string {
  const [crosses] = crossing;
  return crosses === undefined ? `${platform}.live` : `live of mixed (train: ${crosses.from}, serve: ${crosses.to})`;
}

/** How the endpoint of a stack goes back; undefined where the stack carries no ledger. */
export function rollbackOf(stack: Stack): Rollback | undefined {
  const { ledger } = stack;
  if (ledger === undefined) return undefined;
  const key = liveKey(ledger);
  const isPaused = ledger.paused === true;
  const commands = [deployOf(stack)];
  const endpoint = ledger.boxes.find(({ box }) => box === "endpoint");
  // what stops after a time is a run that scores: an endpoint has replicas instead
  const isBatch = endpoint?.limits.some(({ kind }) => kind === "runtime") === true;
  if (ledger.live === null) return { live: null, isPaused, isBatch, earlier: [], key, commands };
  const recorded = endpoint?.rollback ?? null;
  if (recorded?.command !== undefined) commands.push(new References(stack).text(recorded.command));
  const automatic = recorded === null ? undefined : automaticOf(stack, recorded);
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
