/** The Azure pilot on a Resource Manager of its own: what the tests of the whole stack share. */
import { describeUnless, noProvider } from "../../terraform/skip.js";
import { type Changes, type Outcome, only, Workspace } from "../../terraform/workspace.js";
import type { FakeArm } from "./fake/arm.js";
import { Surroundings } from "./surroundings.js";

export const stack = "penguins-azure";

/** A pilot that tests deploy. */
export interface AzurePilot {
  readonly workspace: Workspace;
  readonly arm: FakeArm;
  /** Synthesizes the example with changes, of the platforms Azure alone, and points its providers at the fake. */
  readonly synth: (changes?: Changes) => void;
  /** Points the providers of the stack that is there at the fake. */
  readonly prepare: () => void;
  /** Synthesizes and applies; the plan after it must be empty. Returns what was changed, without outputs. */
  readonly deploy: (changes?: Changes) => Promise<readonly string[]>;
  /** Destroys, without a judgement on how it ends. */
  readonly destroy: () => Promise<Outcome>;
  /** The ids of what is there, by a pattern; in lower case. */
  readonly there: (pattern: RegExp) => readonly string[];
  /** The shares of the endpoint's deployments. */
  readonly traffic: () => unknown;
}

/** Describes what happens to a pilot. */
export function describeAzurePilot(name: string, first: Changes, tests: (pilot: AzurePilot) => void): void {
  const workspace = new Workspace();
  const onlySynth = (changes: Changes = {}) => void workspace.synth({ ...only("azure"), ...changes });
  const why = [...noProvider("azure")];
  if (why.length === 0) {
    onlySynth(first);
    why.push(...Surroundings.missing(workspace, stack));
  }
  if (why.length > 0) workspace.remove();
  describeUnless(why, name, () => {
    const surroundings = new Surroundings();
    const { arm } = surroundings;
    beforeAll(async () => {
      await surroundings.start();
      surroundings.prepare(workspace, stack);
      await workspace.terraform(stack, "init", "-no-color");
    });
    afterAll(async () => {
      await surroundings.stop();
      workspace.remove();
    });

    const prepare = () => surroundings.prepare(workspace, stack);
    const synth = (changes?: Changes) => {
      onlySynth(changes);
      prepare();
    };
    const there = (pattern: RegExp) => [...arm.resources.keys()].filter((key) => pattern.test(key));
    tests({
      workspace,
      arm,
      synth,
      prepare,
      there,
      deploy: async (changes) => {
        synth(changes);
        const changed = await workspace.apply(stack);
        expect(await workspace.changes(stack)).toEqual([]);
        return changed.filter((line) => !line.startsWith("output "));
      },
      destroy: () => workspace.run(stack, "destroy", "-no-color", "-auto-approve"),
      traffic: () => arm.resources.get(there(/\/onlineendpoints\/[^/]+$/)[0] ?? "")?.properties?.["traffic"],
    });
  });
}
