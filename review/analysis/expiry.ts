/** Stores that keep things for ever: the same reader answers the rules over whole stacks. */
import { References } from "../../stacks/readers/references.js";
import type { Resource, Stack } from "../../stacks/readers/stack.js";
import { storeTypes } from "../../stacks/stores/index.js";
import { endlessStores as endless } from "../../stacks/stores/store.js";
import { typeName } from "./harmless.js";

const expirers = new Set(Object.values(storeTypes).flatMap(({ by = {} }) => Object.keys(by)));

/** Whether a type is a store that this review looks for an expiry in, or what expires in one. */
export const hasExpiry = (resource: Resource): boolean =>
  Object.hasOwn(storeTypes, resource.type) ||
  // a type that can make anything is not known by its own name
  (typeName(resource) === resource.type && expirers.has(resource.type));

/** A store without expiry. */
export interface Endless {
  readonly name: string;
  readonly address: string;
}

/** The stores of a stack in which nothing expires. */
export function endlessStores(stack: Stack): readonly Endless[] {
  const references = new References(stack);
  return endless(
    stack.resources.filter(({ isData }) => !isData),
    storeTypes,
  ).map(({ address }) => {
    const resource = stack.byAddress.get(address);
    return { name: resource === undefined ? address : references.name(resource), address };
  });
}
