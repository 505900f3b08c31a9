/** What the fake holds, as its rules see it. */
import type { ArmId } from "./arm-id.js";

/** A JSON object. */
export type Json = { [key: string]: unknown };

/** A resource as it is stored. */
export interface Resource extends Json {
  readonly properties?: Json;
  readonly tags?: Readonly<Record<string, string>>;
  readonly location?: string;
}

/** A request that changes something. */
export interface Change {
  readonly method: "PUT" | "PATCH" | "DELETE";
  readonly id: ArmId;
  readonly query: URLSearchParams;
  /** What is put; a patch is merged already. Empty for a delete. */
  readonly resource: Resource;
}

/** Everything that is there, and what is only marked as deleted. */
export interface World {
  readonly resources: Map<string, Resource>;
  /** By the id in lower case: a workspace or vault that holds its name until it is purged. */
  readonly softDeleted: Map<string, Resource>;
  /** When each resource was first put, in seconds of the fake's clock. */
  readonly putAt: Map<string, number>;
  /** Seconds; a test may scale it. */
  now(): number;
  /** Actions that whoever deploys lacks the right for, such as `Microsoft.Authorization/locks/write`. */
  readonly denied: Set<string>;
}

/** A JSON object at a path, or an empty one. */
export function at(value: unknown, ...path: readonly string[]): Json {
  let found = value;
  for (const key of path) found = typeof found === "object" && found !== null ? (found as Json)[key] : undefined;
  return typeof found === "object" && found !== null ? (found as Json) : {};
}

/** The children of a resource, of one type below it. */
export const childrenOf = (world: World, key: string, type: string): readonly [string, Resource][] =>
  [...world.resources].filter(
    ([each]) => each.startsWith(`${key}/${type}/`) && !each.slice(key.length + type.length + 2).includes("/"),
  );
