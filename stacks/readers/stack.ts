/** A synthesized stack as the readers of the platforms see it. */

import { isMap } from "../is-map.js";
import type { Ledger } from "../ledger.js";
import { parsedJson } from "../remembered.js";

export type Arguments = Readonly<Record<string, unknown>>;

/** A resource or data source. */
export interface Resource {
  /** Terraform's address, such as `aws_s3_bucket.data-bucket`. */
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;
  /** The construct path, or the id where there is none. */
  readonly path: string;
  /** The arguments as they are synthesized, without the comment key. */
  readonly arguments: Arguments;
}

/** A synthesized stack. */
export interface Stack {
  readonly name: string;
  readonly file: string;
  readonly json: Arguments;
  readonly resources: readonly Resource[];
  readonly byAddress: ReadonlyMap<string, Resource>;
  /** Managed resources, not data sources. */
  readonly byType: ReadonlyMap<string, readonly Resource[]>;
  readonly ledger?: Ledger;
}

export { isMap };

/** A list as it is, anything else as a list of one; nothing as none. */
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** The maps in a list of blocks; Terraform writes one block as a map or as a list of one. */
export const blocks = (value: unknown): readonly Arguments[] => list(value).filter(isMap);

/** JSON that stands in a string; undefined where it does not hold any. */
export function jsonIn(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  try {
    return parsedJson(value);
  } catch {
    return undefined;
  }
}

/** Every map below a value; none below 40 levels. */
export function* maps(value: unknown, depth = 0): Generator<Arguments> {
  if (depth > 40 || typeof value !== "object" || value === null) return;
  if (isMap(value)) yield value;
  for (const each of Object.values(value)) yield* maps(each, depth + 1);
}
