/** What a change is. */
import { type Code, code, type Text } from "../../document.js";
import type { Analysis } from "../analysis.js";

/**
 * The kinds of changes, the gravest first. `--fail-on` takes them, and `public` and `wildcard` for what a change opens.
 */
export const changeKinds = [
  "destroy",
  "replace",
  "left",
  "state",
  "move",
  "permission-gained",
  "permission-lost",
  "reach-opened",
  "reach-closed",
  "limit-raised",
  "limit-lowered",
  "limit-set",
  "expiry-dropped",
  "expiry-changed",
  "release-live",
  "rollback",
  "money",
  "make",
  "other",
] as const;

/** One of them. */
export type ChangeKind = (typeof changeKinds)[number];

/** One change. */
export interface Change {
  readonly kind: ChangeKind;
  readonly text: Text;
  /** The address, or the path in the file where it is no resource. */
  readonly address: string;
  /** It opens something to everybody, or brings a wildcard. */
  readonly flags: ReadonlyArray<"public" | "wildcard">;
}

/** Text with the old names of renamed resources replaced by the new ones. */
export type Renaming = (text: string) => string;

/** Two versions of a stack, and the names that one gives to what the other calls otherwise. */
export interface Compared {
  readonly base: Analysis;
  readonly head: Analysis;
  readonly renamed: Renaming;
}

/** A value in a line. */
export const brief = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
};

/** What a value was, and what it is. */
export const fromTo = (before: unknown, after: unknown): ReadonlyArray<string | Code> =>
  before === undefined
    ? ["new: ", code(brief(after))]
    : after === undefined
      ? ["gone: ", code(brief(before))]
      : [code(brief(before)), " → ", code(brief(after))];

/** Each value once. */
export const unique = (values: readonly string[]) => [...new Set(values)];
