/** Walks the rows of a platform's table of changes: there and back on one pilot, whatever the platform. */
import { type SpecChange, type Way, ways } from "../../stacks/changes/spec-change.js";
import type { Changes } from "../terraform/workspace.js";

/** How one row is tried. */
export interface Trial {
  /** The row's key, and its `change` where the table has one. */
  readonly key: string;
  readonly change?: string;
  /** The spec before, laid over the one that serves. @default - as it serves */
  readonly from?: Changes;
  /** The spec after. */
  readonly to: Changes;
  /** What the platform asks for before, such as a network that somebody else made. @default - nothing */
  readonly before?: () => Promise<void>;
}

/** A pilot that is deployed. */
export interface Deployed {
  /** Synthesizes the spec that serves, changed. */
  readonly synth: (changes: Changes) => Promise<void>;
  /** Plans; what would change, each `address: actions: attributes`. */
  readonly changes: () => Promise<readonly string[]>;
  /** Plans what must be refused, without reading the cloud. Returns what the plan printed, on one line. */
  readonly refusal: () => Promise<string>;
  /**
   * Plans, and applies that plan. Returns what it changed.
   * @param settled whether the plan before has read the whole cloud and found nothing to do: it is not read again
   */
  readonly apply: (settled?: "settled") => Promise<readonly string[]>;
}

/** Which resource types of a platform serve, so that a plan can be read for what it takes down. */
export interface Serving {
  /** What answers requests: must never go while something serves. */
  readonly endpoint: string | readonly string[];
  /** What is behind it, and what every replacement must be made of before the old one goes. */
  readonly behind: readonly string[];
  /** What of a plan starts the new one, where no resource is the new one. @default - one of `behind` that is made */
  readonly beside?: RegExp;
}

/** A row or a trial in one line. */
export const nameOf = ({ key, change }: Pick<SpecChange, "key" | "change">) => (change ? `${key}, ${change}` : key);

/** The one row of the table that a trial is about. */
export function rowOf(table: readonly SpecChange[], trial: Trial): SpecChange {
  const rows = table.filter((row) => nameOf(row) === nameOf(trial));
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${nameOf(trial)} is ${rows.length} rows of the table`);
  return row;
}

/** The actions that a plan takes on resources of some types: `address` → `delete and create`. */
function actionsOn(types: readonly string[], plan: readonly string[]): ReadonlyArray<readonly [string, string]> {
  return plan.flatMap((line) => {
    const [address = "", actions = ""] = line.split(": ");
    return types.some((type) => address.startsWith(`${type}.`)) ? [[address, actions] as const] : [];
  });
}

/** What a plan does that the row's way does not say; empty where it keeps its word. */
export function broken(way: Way, serving: Serving, plan: readonly string[]): readonly string[] {
  const endpoint = actionsOn([serving.endpoint].flat(), plan);
  const behind = actionsOn(serving.behind, plan);
  const gone = endpoint.filter(([, actions]) => actions.includes("delete"));
  const replacedFirst = behind.filter(([, actions]) => actions === "delete and create");
  const beside = behind.filter(([, actions]) => actions === "create and delete");
  const lines = (rows: ReadonlyArray<readonly [string, string]>, why: string) =>
    rows.map(([address, actions]) => `${address}: ${actions}: ${why}`);
  switch (way) {
    case "in place":
      return [
        ...lines(gone, "what serves goes"),
        ...lines([...replacedFirst, ...beside], "is replaced, and the table says in place"),
      ];
    case "beside, then switched":
      return [
        ...lines(gone, "what serves goes"),
        ...lines(replacedFirst, "the old one goes before the new one is there"),
        ...(beside.length > 0 || plan.some((line) => serving.beside?.test(line))
          ? []
          : ["nothing starts beside what serves, and the table says so"]),
      ];
    case "stops what serves":
      return gone.length > 0 ? [] : ["nothing that serves goes, and the table says so"];
    case "refused until paused":
    case "refused":
      return ["the plan was not refused"];
  }
}

/** Jest's tests of a table: each row there and back, and an empty second plan each time. */
export function walk(
  platform: string,
  {
    table,
    trials,
    tried = trials,
    serving,
    deployed,
  }: {
    readonly table: readonly SpecChange[];
    readonly trials: readonly Trial[];
    /** Which of the trials are walked here. @default - all */
    readonly tried?: readonly Trial[];
    readonly serving: Serving;
    readonly deployed: Deployed;
  },
): void {
  /** The plan that reads the whole cloud, after each apply. */
  const expectSettled = async () => expect(await deployed.changes()).toEqual([]);
  /** From one spec to another that needs no word of the table, such as to where a row starts. */
  const move = async (to: Changes): Promise<void> => {
    await deployed.synth(to);
    await deployed.apply("settled");
    await expectSettled();
  };
  /** From one spec, on which the last plan found nothing to do, to another by the row's way. */
  const go = async (how: Way, from: Changes, to: Changes): Promise<void> => {
    await deployed.synth(to);
    if (how === "refused until paused") {
      expect(await deployed.refusal()).toContain("Set paused: true and deploy");
      await deployed.synth({ ...from, paused: true });
      await deployed.apply("settled");
      await deployed.synth(to);
      await deployed.apply();
    } else {
      expect(broken(how, serving, await deployed.apply("settled"))).toEqual([]);
    }
    await expectSettled();
  };

  test(`${platform}: every row of the table is tried, and every trial is about a row`, () => {
    expect(trials.map(nameOf).sort()).toEqual(table.map(nameOf).sort());
    for (const { how } of table) expect(Object.keys(ways)).toContain(how);
  });

  test("the pilot is deployed", async () => {
    await deployed.synth({});
    await deployed.apply();
    await expectSettled();
  });

  describe.each(tried.map((trial) => [nameOf(trial), trial] as const))("%s", (_, trial) => {
    const { from = {}, to } = trial;
    test("there", async () => {
      await trial.before?.();
      if (trial.from !== undefined) await move(from);
      await go(rowOf(table, trial).how, from, to);
    });

    test("and back", async () => {
      const { how } = rowOf(table, trial);
      // What stopped serving starts again: nothing is there that could be taken down.
      if (how === "stops what serves") await move(from);
      else await go(how, to, from);
      if (trial.from !== undefined) await move({});
    });
  });
}
