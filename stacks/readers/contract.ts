/**
 * What the review asks of a platform: readers of synthesized JSON, which `stacks/<platform>/review.ts` exports. They
 * load no cdktf and no construct. Every reader is asked about every resource of every stack, so each answers for the
 * resource types of its own platform and says nothing of the others.
 */
import type { AccessReader } from "./access.js";
import type { BillingReader } from "./billing.js";
import type { MeterReader } from "./meters.js";
import type { GrantReader } from "./permissions.js";
import type { ReachReader } from "./reach.js";
import type { Resource, Stack } from "./stack.js";

/** Types of resources, by what each is called in the lists of a platform. */
export interface HarmlessTypes {
  /** Resources that grant nothing, open nothing and keep nothing of anybody. */
  readonly resources: ReadonlySet<string>;
  /** Data sources that only look, where nothing is secret. */
  readonly data: ReadonlySet<string>;
}

/** Commands for the failure drills of a page; one whose resource is not there is left out. */
export interface DrillCommands {
  readonly stop?: string | undefined;
  readonly versions?: string | undefined;
  readonly restore?: string | undefined;
  readonly live?: string | undefined;
}

/** The readers of one platform. */
export interface Readers {
  /** Rows of what a resource grants. */
  readonly permissions: GrantReader;
  /** Rows of what a resource opens and closes. */
  readonly reach: ReachReader;
  /** Who may do what with each store, endpoint, key and identity. */
  readonly access: AccessReader;
  /** What runs on machines, and what else cannot be counted by type. */
  readonly meters: MeterReader;
  /** How each type of resources is charged. */
  readonly billing: BillingReader;
  /** Types that no answer is about. What is in no list and has no reader is shown as not read. */
  readonly harmless: HarmlessTypes;
  /**
   * What a resource is called in the lists and on pages, where its type alone says too little; undefined for others.
   * @default - its type
   */
  readonly typeName?: (resource: Resource) => string | undefined;
  /** Data sources that run a program or call something when Terraform plans. @default - none */
  readonly callsAtPlan?: readonly string[];
  /** Commands for the drills of a pilot on this platform. @default - none */
  readonly drills?: (stack: Stack) => DrillCommands;
}
