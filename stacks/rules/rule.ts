/** What a whole-stack rule is: it looks at the construct tree and at the synthesized JSON, and names places. */
import type { TerraformStack } from "cdktf";
import type { Synthesized } from "./synthesized.js";

/** Resource type → the argument that holds its physical name, or null where the platform names it. */
export type NameAttributes = Readonly<Record<string, string | null>>;

/**
 * A name that must be a plain string: a reference would be a cycle, or the platform makes the thing itself. The
 * library's own constructs say it of theirs; a stack says it of what else stands in it.
 */
export interface PlainName {
  /** The resource's construct path below the stack, such as `endpoint/alerts/p95`. */
  readonly path: string;
  /** JSON Pointer to the argument, or the beginning of one. */
  readonly argument: string;
  readonly reason: string;
}

/** A stack as the rules see it. */
export interface CheckedStack {
  readonly stack: TerraformStack;
  readonly json: Synthesized;
  readonly nameAttributes: NameAttributes;
  readonly plainNames: readonly PlainName[];
  /** Whether a resource type that no list names is a problem. */
  readonly allTypesListed: boolean;
}

/** One place that breaks a rule. */
export interface RuleProblem {
  /** Terraform's address, such as `aws_s3_bucket.data`, `output.url`; a construct path where there is no address. */
  readonly address: string;
  /** JSON Pointer below that address. @default - the whole element */
  readonly pointer?: string;
  /** What is wrong, with the bad value. */
  readonly what: string;
  /** @default - the rule's own fix */
  readonly fix?: string;
}

/** A rule over a whole stack. */
export interface Rule {
  /** What a problem begins with and a suppression names. */
  readonly id: string;
  /** What goes wrong where it is broken. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly check: (checked: CheckedStack) => readonly RuleProblem[];
}
