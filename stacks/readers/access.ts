/** Who may do what with which thing: what a platform's reader makes of a whole stack. */
import type { References } from "./references.js";
import type { Stack } from "./stack.js";

/** What somebody may do something with. */
export interface Thing {
  readonly kind: "store" | "endpoint" | "key" | "identity" | "registry" | "pipeline";
  readonly name: string;
  /** Where it stands; things that no resource makes, such as a project's models, have the address of who makes them. */
  readonly address: string;
}

/** One who, one verb, one thing. */
export interface Access {
  readonly thing: Thing;
  readonly verb: string;
  readonly who: string;
  /** Parts of the thing such as `data/*`; none where it is all of it. */
  readonly parts: readonly string[];
  /** What must hold: conditions, networks, what a deny leaves over. */
  readonly when: readonly string[];
  /** In the platform's own words. */
  readonly actions: readonly string[];
  /** Where it is granted. */
  readonly addresses: readonly string[];
  /** The identity as which: somebody may become it, or may start what runs as it. */
  readonly through?: string;
  readonly isPublic: boolean;
  /** The caller is the platform's own machinery, which becomes an identity to run it. @default - somebody */
  readonly isService?: true;
}

/** What one platform's reader finds. */
export interface AccessOfPlatform {
  readonly things: readonly Thing[];
  readonly access: readonly Access[];
}

/** A platform's reader: by coverage, so that a pattern, role or scope counts for all that it covers. */
export interface AccessReader {
  /** Whether a type of resources is a thing that it answers for. */
  readonly isThing: (type: string) => boolean;
  /** Types of stores that hold what somebody brought or sent: not images, logs and messages. */
  readonly dataStores: readonly string[];
  readonly find: (stack: Stack, references: References) => AccessOfPlatform;
  /**
   * What a condition says of where a call comes from, in a few words: `from 10.0.0.0/8`; empty where it is about
   * something else, and undefined where it is of another platform. @default - the condition as it is
   */
  readonly fromWhere?: (condition: string) => string | undefined;
}
