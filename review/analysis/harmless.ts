/**
 * Types of resources that grant nothing, open nothing and keep nothing of anybody: by the lists of the platforms, and
 * of providers that no platform owns. A type that is in no list, and that no reader knows, is counted as not read.
 */
import type { Resource } from "../../stacks/readers/stack.js";
import { readers } from "./readers.js";

const ofNoPlatform: ReadonlySet<string> = new Set([
  "time_sleep",
  "time_static",
  "time_rotating",
  "time_offset",
  "random_id",
  "random_pet",
  "random_integer",
  "random_uuid",
  "random_shuffle",
  "random_string",
  // alone they hold a value; what they run is counted as a program
  "terraform_data",
  "null_resource",
]);

/** What a resource is called in lists and on pages. */
export function typeName(resource: Resource): string {
  for (const reader of readers()) {
    const name = reader.typeName?.(resource);
    if (name !== undefined) return name;
  }
  return resource.type;
}

/** Whether a type is known to be harmless. */
export function isHarmless(resource: Resource): boolean {
  const name = typeName(resource);
  if (!resource.isData && ofNoPlatform.has(name)) return true;
  return readers().some(({ harmless }) => (resource.isData ? harmless.data : harmless.resources).has(name));
}
