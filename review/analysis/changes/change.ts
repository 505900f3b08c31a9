/** What a change is. */

import type { Grant } from "../../../stacks/readers/permissions.js";
import type { ChangeKind, changeFlags } from "../../change-kinds.js";
import { type Code, code, type Text } from "../../document.js";
import type { Analysis } from "../analysis.js";

export { type ChangeKind, changeFlags, changeKinds, graveKinds } from "../../change-kinds.js";

/** One change. */
export interface Change {
  readonly kind: ChangeKind;
  readonly text: Text;
  /** The address, or the path in the file where it is no resource. */
  readonly address: string;
  /** It opens something to everybody or to somebody from outside, or brings a wildcard. */
  readonly flags: ReadonlyArray<(typeof changeFlags)[number]>;
  /** All of what changed, where the text is cut. An acceptance is of this. @default - the text says all of it */
  readonly whole?: string;
  /** Somebody agreed to it, in a file. @default nobody did */
  readonly accepted?: { readonly reason: string; readonly until: string };
}

/** Text with the old names of renamed resources replaced by the new ones. */
export type Renaming = (text: string) => string;

/** Two versions of a stack, and the names that one gives to what the other calls otherwise. */
export interface Compared {
  readonly base: Analysis;
  readonly head: Analysis;
  /** Permissions of the base as they read with the new names, where something was given another name. */
  readonly underNewNames: ReadonlyMap<Grant, Grant>;
  /** What the base calls so, as the head calls it. */
  readonly renamed: Renaming;
  /** The address in the head of what stands at an address of the base. */
  readonly movedTo: Renaming;
  /** Arguments of the base with the names and the addresses of the head. */
  readonly rewritten: Renaming;
  /** References of the head to what is gone, as the base resolves them. */
  readonly resolved: Renaming;
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
