/** The deployer's policies, and the actions that the apply tier saw the provider ask for. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployerPolicies } from "../../stacks/aws/rights.js";
import { readSpec } from "../../stacks/pilot-spec/read.js";

/** A list per run, with one action per line. */
export const actionsFolder = join(__dirname, "actions");

/** What `deployer aws` prints for a spec. */
export function policiesOf(file: string): readonly object[] {
  const { spec, problems } = readSpec(file);
  if (spec?.aws === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return deployerPolicies({ ...spec, aws: spec.aws });
}

/** Policies that lack an action. */
export function without(action: string, policies: readonly object[]): readonly object[] {
  let removed = 0;
  const left = (
    policies as ReadonlyArray<{ readonly Statement: ReadonlyArray<{ readonly Action: readonly string[] }> }>
  ).map((policy) => ({
    ...policy,
    Statement: policy.Statement.map((statement) => {
      const Action = statement.Action.filter((each) => each !== action);
      removed += statement.Action.length - Action.length;
      return { ...statement, Action };
    }),
  }));
  if (removed !== 1) throw new Error(`${action} stands ${removed} times in the policies`);
  return left;
}

const linesOf = (file: string) => readFileSync(join(actionsFolder, file), "utf8").trimEnd().split("\n");

/**
 * The actions that a run must have asked for: those of its record; without one, those that any record knows. With
 * RECORD=yes in the environment the record is written first: the calls are those of one version of the provider.
 */
export function recordedActions(run: string, asked: readonly string[]): readonly string[] {
  const file = `${run.replace(/[^a-z0-9]+/g, "-")}.txt`;
  if (process.env["RECORD"] === "yes") writeFileSync(join(actionsFolder, file), `${asked.join("\n")}\n`);
  const files = readdirSync(actionsFolder);
  if (files.includes(file)) return linesOf(file);
  const known = new Set(files.flatMap(linesOf));
  return asked.filter((action) => known.has(action));
}
