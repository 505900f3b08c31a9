/**
 * What the plan tier says of every platform: real `terraform init`, `validate` and `plan` accept the stack as it is in
 * `cdk.tf.json`, without cdktf, and what a first plan hides is exactly a written list.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { serving } from "../terraform/phases.js";
import { type Plan, unknownAttributes } from "../terraform/plan.js";
import { describeUnless, noProvider, noTerraform } from "../terraform/skip.js";
import { example, only, Workspace } from "../terraform/workspace.js";

/** What lets a platform's providers plan for nobody. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Provider blocks laid over the stack's. */
  readonly provider?: object;
  readonly stop?: () => Promise<void>;
}

/** A platform of the plan tier. */
export interface PlannedPlatform {
  readonly platform: PlatformId;
  /** Why it cannot be planned here. @default - nothing but terraform and the providers is needed */
  readonly needs?: () => readonly string[];
  /** Whether its commands share their providers: to start one takes half of a command. @default - each its own */
  readonly providers?: "shared";
  readonly start: () => Surroundings | Promise<Surroundings>;
}

/**
 * A line of a written list: `address attribute: reason`. An address `type.*` stands for all resources of the type; a
 * reason may go on in an indented line.
 */
interface WrittenUnknown {
  readonly line: string;
  covers(unknown: string): boolean;
}

function writtenUnknowns(platform: string): readonly WrittenUnknown[] {
  const text = readFileSync(join(__dirname, `${platform}-unknown.txt`), "utf8").replace(/\n {2,}/g, " ");
  const lines = text.split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, address = "", attribute] = /^(\S+) ([\w.]+): \S/.exec(line) ?? [];
      if (attribute === undefined)
        throw new Error(`${platform}-unknown.txt: "${line}" is not: address attribute: reason`);
      const isType = address.endsWith(".*");
      return {
        line,
        covers: (unknown) => {
          const [where = "", what] = unknown.split(" ");
          return what === attribute && (isType ? where.startsWith(address.slice(0, -1)) : where === address);
        },
      };
    });
}

/** Describes the tests of a platform; `more` adds those that it alone has. */
export function describePlan(
  planned: PlannedPlatform,
  more: (plan: () => Plan, workspace: () => Workspace) => void,
): void {
  const { platform } = planned;
  const stack = `penguins-${platform}`;
  const workspace = new Workspace();
  const why = [...noTerraform(), ...(planned.needs?.() ?? []), ...noProvider(platform)];
  if (example[platform] === undefined) why.push(`examples/penguins/pilot.yaml has no ${platform} block`);
  else if (why.length === 0) {
    // Phase 2: every resource that a pilot ever has is in the plan.
    workspace.synth({ ...only(platform), ...serving(platform) });
    why.push(...workspace.missing(stack));
  }

  if (why.length > 0) workspace.remove();
  describeUnless(why, `plan of ${stack}`, () => {
    let surroundings: Surroundings = {};
    let plan: Plan | undefined;
    const planOrThrow = () => {
      if (plan === undefined) throw new Error("there is no plan");
      return plan;
    };
    beforeAll(async () => {
      surroundings = await planned.start();
      workspace.prepare(stack, surroundings.environment, surroundings.provider);
      await workspace.terraform(stack, "init");
      if (planned.providers === "shared") await workspace.attach(stack);
    });
    afterAll(async () => {
      await surroundings.stop?.();
      workspace.remove();
    });

    test("terraform validate accepts cdk.tf.json", async () => {
      expect((await workspace.run(stack, "validate", "-no-color")).output).toContain("The configuration is valid");
    });

    test("terraform plan accepts it, and creates all that it declares", async () => {
      plan = await workspace.plan(stack);
      const declared = Object.entries(workspace.stack(stack).resource as Record<string, Record<string, unknown>>);
      const addresses = declared.flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
      const created = planOrThrow().resource_changes?.filter(({ change }) => change.actions.join() === "create");
      expect(new Set(created?.map(({ address }) => address.replace(/\[.*$/, "")))).toEqual(new Set(addresses));
    });

    test(`what the first plan hides is what test/plan/${platform}-unknown.txt lists`, () => {
      const hidden = unknownAttributes(planOrThrow());
      const written = writtenUnknowns(platform);
      expect({
        hiddenAndNotListed: hidden.filter((unknown) => !written.some((line) => line.covers(unknown))),
        listedAndNotHidden: written
          .filter((line) => !hidden.some((unknown) => line.covers(unknown)))
          .map(({ line }) => line),
        listedTwice: hidden.filter((unknown) => written.filter((line) => line.covers(unknown)).length > 1),
      }).toEqual({ hiddenAndNotListed: [], listedAndNotHidden: [], listedTwice: [] });
    });

    more(planOrThrow, () => workspace);
  });
}
