/**
 * What is wrong with the values of props: names and ids by their forms, numbers, words and labels. A reference (a
 * token) passes: its value is known to Terraform only.
 */
import type { IConstruct } from "constructs";
import { gather, type Problem, wordProblems } from "../../pilot/problems.js";
import { checks, type Form, formMessage } from "./forms.js";

export const { numberProblems } = checks;
export { gather, type Problem, wordProblems };

/**
 * Ends a constructor whose props have problems, with all of them, one line each.
 * @throws Error where there is one
 */
export function refuse(construct: IConstruct, problems: ReadonlyArray<Problem<unknown>>): void {
  if (problems.length === 0) return;
  throw new Error(problems.map(({ prop, message }) => `${construct.node.path}: ${prop}: ${message}`).join("\n"));
}

/** What is wrong with some values, each with its prop and its form; a list is held to it entry by entry. */
export function formProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
): Array<Problem<Prop>> {
  return checks.formProblems(values, formMessage);
}

/** Where something is, and what is on it. */
export interface PlaceProps {
  readonly project?: string;
  readonly projectNumber?: string;
  readonly region?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * What is wrong with where something is, and with its labels, of which Google takes 64.
 * docs.cloud.google.com/compute/docs/labeling-resources (2026-11)
 */
export function placeProblems<Props extends PlaceProps>(props: Props): Array<Problem<keyof Props & keyof PlaceProps>> {
  const { labels = {} } = props as PlaceProps;
  const keys = Object.keys(labels);
  const found: Array<Problem<keyof PlaceProps>> = [
    ...formProblems<keyof PlaceProps>([
      ["project", props.project, "project"],
      ["projectNumber", props.projectNumber, "projectNumber"],
      ["region", props.region, "region"],
    ]),
    ...numberProblems<keyof PlaceProps>([["generation", props.generation, 0, 99]]),
    ...gather(keys, (key) =>
      formProblems<keyof PlaceProps>([
        ["labels", key, "labelKey"],
        ["labels", labels[key] ?? "", "labelValue"],
      ]),
    ),
  ];
  if (keys.length > 63) {
    const message = `must be at most 63, because the provider adds one, got ${keys.length}; remove some`;
    found.push({ prop: "labels", message });
  }
  return found as Array<Problem<keyof Props & keyof PlaceProps>>;
}

/** The part of a construct's id that a member gets. */
export const memberId = (member: string): string => member.replace(/[^a-zA-Z0-9]+/g, "-");

/**
 * What is wrong with the members that get rights: each is a person, a group or a service account, and is named once.
 * Everybody, a domain and a project's members are not let in: name a group.
 */
export function memberProblems<Prop>(prop: Prop, members: readonly string[] | undefined): Array<Problem<Prop>> {
  const problems = formProblems([[prop, members, "principal"]]);
  const taken = new Map<string, string>();
  for (const member of members ?? []) {
    const other = taken.get(memberId(member));
    if (other === undefined) taken.set(memberId(member), member);
    else if (other === member) problems.push({ prop, message: `"${member}" stands twice; name it once` });
    else {
      const message = `"${member}" and "${other}" get the same Terraform address; put both into a group and name the group`;
      problems.push({ prop, message });
    }
  }
  return problems;
}
