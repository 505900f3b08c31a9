/**
 * Names that must stay plain strings, as data of the construct. A plain string carries no dependency, so the check
 * `dangling-name` refuses one that names another resource of the stack. Where a reference would be a cycle, or where
 * the platform makes the thing itself, the construct says so here. On its own this does nothing.
 */
import type { TerraformElement } from "cdktf";

/** One argument that holds a name as plain text. */
export interface PlainNameEntry {
  /** JSON Pointer into the synthesized arguments (Terraform's snake_case), or the beginning of one. */
  readonly pointer: string;
  /** Why a reference cannot stand there: a sentence for the reviewer. */
  readonly reason: string;
}

/** The metadata type under which an entry hangs on its resource. */
export const PLAIN_NAME = "ml-pilot:plain-name";

/** Says that an argument of a resource names something by plain text. Nothing in what is synthesized changes. */
export function plainName(resource: TerraformElement, pointer: string, reason: string): void {
  const entry: PlainNameEntry = { pointer, reason };
  resource.node.addMetadata(PLAIN_NAME, entry);
}
