/** What is wrong with the values of props. A reference (a token) passes: its value is known to Terraform only. */
import type { IConstruct } from "constructs";
import { gather, type Problem, wordProblems } from "../../pilot/problems.js";
import { checks, type Form, formMessage } from "./forms.js";

export const { numberProblems } = checks;
export { gather, type Problem, wordProblems };

/** What is wrong with some values, each with its prop and its form; a list is held to it entry by entry. */
export function formProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
): Array<Problem<Prop>> {
  return checks.formProblems(values, formMessage);
}

/**
 * Ends a constructor whose props have problems, with all of them, one line each.
 * @throws Error where there is one
 */
export function refuse(construct: IConstruct, problems: ReadonlyArray<Problem<PropertyKey>>): void {
  if (problems.length === 0) return;
  throw new Error(
    problems.map(({ prop, message }) => `${construct.node.path}: ${String(prop)}: ${message}`).join("\n"),
  );
}

/** What is wrong with who answers for something, and with its tags. */
export function ownedProblems(props: {
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): Array<Problem<"owner" | "tags">> {
  const { tags = {} } = props;
  const keys = Object.keys(tags);
  return [
    ...formProblems<"owner" | "tags">([
      ["owner", props.owner, "address"],
      ["tags", keys, "tagKey"],
      ["tags", Object.values(tags), "tagValue"],
    ]),
    // docs.databricks.com/api/workspace/jobs/create (2026-11): 25 tags of a job; the boxes add some of their own
    ...(keys.length > 12
      ? [{ prop: "tags" as const, message: `must be at most 12, got ${keys.length}; leave some out` }]
      : []),
  ];
}

/** What is wrong with a list that must name somebody, each once. */
export function listProblems<Prop>(
  prop: Prop,
  list: readonly unknown[] | undefined,
  what: string,
): Array<Problem<Prop>> {
  if (list === undefined) return [];
  if (list.length === 0) return [{ prop, message: `must name at least one ${what}, got none; add one` }];
  return gather(
    list.filter((value, index) => list.indexOf(value) !== index),
    (value) => [{ prop, message: `${JSON.stringify(value)} stands twice; name each ${what} once` }],
  );
}
