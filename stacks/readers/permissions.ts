/** A permission as a row: what a platform's reader makes of policies, bindings and role assignments. */
import type { References } from "./references.js";
import type { Resource, Stack } from "./stack.js";

/** One row. */
export interface Grant {
  readonly who: string;
  /**
   * `lets through` and `holds back`: a gate that grants nothing by itself; `unknown` where the style of the policy is
   * not understood.
   */
  readonly effect: "may" | "may not" | "lets through" | "holds back" | "unknown";
  /**
   * In the one vocabulary: read, write, delete, list, run, stop, invoke, approve, act as, encrypt, decrypt, everything,
   * …
   */
  readonly verbs: readonly string[];
  /** In the platform's own words. */
  readonly actions: readonly string[];
  readonly on: readonly string[];
  /** Conditions, all of which must hold. */
  readonly when: readonly string[];
  /** Why, where somebody wrote a sentence: the description of an assignment. A statement's `Sid` is a name. */
  readonly reason?: string;
  /** What else it says or does: a statement's name, that it replaces what others granted. */
  readonly note?: string;
  /** Where it stands. */
  readonly address: string;
  /** Everybody on the internet may. */
  readonly isPublic: boolean;
  /** Whoever gets it is of another account or project, or another issuer vouches for them. @default - they are ours */
  readonly foreign?: true;
  /** A wildcard as principal, action or resource. */
  readonly wildcards: ReadonlyArray<"principal" | "action" | "resource">;
}

/** What a platform's reader makes of one resource: its rows, or undefined where the resource grants nothing. */
export type GrantReader = (resource: Resource, references: References, stack: Stack) => readonly Grant[] | undefined;

/** A row for what grants something in a way that nobody here reads. */
export function notUnderstood(resource: Resource, what: string): Grant {
  return {
    who: "not understood",
    effect: "unknown",
    verbs: ["not understood"],
    actions: [what],
    on: [resource.path],
    when: [],
    address: resource.address,
    isPublic: false,
    wildcards: [],
  };
}
