/** What is compared side by side, and what several of its tables ask of a stack. */
import type { LedgerBox } from "../../../stacks/ledger.js";
import type { Analysis } from "../../analysis/analysis.js";

/** What is compared: stacks in their order, and no-gos of platforms that got no stack. */
export interface Trial {
  readonly all: readonly Analysis[];
  readonly noGos: readonly string[];
}

export const column = ({ stack }: Analysis): string => stack.ledger?.platform ?? stack.name;
export const boxesOf = ({ stack }: Analysis): readonly LedgerBox[] => stack.ledger?.boxes ?? [];

export const publicWays = ({ reach: ways }: Analysis) => ways.filter(({ isPublic }) => isPublic);

/** Who may do something with a thing of the stack, each once; with everything, who is granted everything. */
export function whoMay({ access, grants }: Analysis, verb: string): readonly string[] {
  const found =
    verb === "everything"
      ? grants.filter(({ effect, verbs }) => effect === "may" && verbs.includes(verb))
      : access.access.filter((row) => row.verb === verb && row.through === undefined);
  return [...new Set(found.map(({ who }) => who))].sort();
}
