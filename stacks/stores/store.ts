/**
 * Whether what lies in a store expires: one reader for the rules over whole stacks and for the review, so that the
 * question has one answer. It reads synthesized JSON, and loads no cdktf.
 */

/** A resource's arguments as they are synthesized. */
export type Given = Readonly<Record<string, unknown>>;

/** A resource as this reader needs it. */
export interface StoreResource {
  readonly address: string;
  readonly type: string;
  readonly arguments: Given;
}

/** What makes the things in a store expire from outside of it. */
export interface Expirer {
  /** The value that names the store: by a reference to it, or by its name. */
  readonly of: (given: Given) => unknown;
  /** Whether it deletes what lies there, or only moves it, is switched off, or keeps it. */
  readonly expires: (given: Given) => boolean;
}

/** A type of resource that keeps things. */
export interface StoreType {
  /** Whether its own arguments delete what lies in it. @default - they cannot */
  readonly own?: (given: Given) => boolean;
  /** The argument that holds its physical name. */
  readonly name: string;
  /** Types of resources that delete for it. @default - there are none */
  readonly by?: Readonly<Record<string, Expirer>>;
  /** What to do where nothing expires. */
  readonly fix: string;
}

/** Store types by the type of their resource. */
export type StoreTypes = Readonly<Record<string, StoreType>>;

/** The maps in a list of blocks; Terraform writes one block as a map or as a list of one. */
export const blocksOf = (value: unknown): readonly Given[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (each): each is Given => typeof each === "object" && each !== null && !Array.isArray(each),
  );

/** Whether a value is a time above zero. A reference is one: what it holds is known at the apply. */
export const isTime = (value: unknown): boolean => {
  if (typeof value === "string" && value.includes("${")) return true;
  return (typeof value === "number" || typeof value === "string") && Number(value) > 0;
};

/** Whether a value names a resource: by a reference, by its name, or by a path that ends in its name. */
function isNamed(value: unknown, resource: StoreResource, { name }: StoreType): boolean {
  if (typeof value !== "string") return false;
  if (value.includes(`\${${resource.address}.`)) return true;
  const own = resource.arguments[name];
  return typeof own === "string" && own !== "" && (value === own || value.endsWith(`/${own}`));
}

/** What expires something, by the type of store for which it does: the value that names the store. */
function expirersOf(
  resources: readonly StoreResource[],
  types: StoreTypes,
): ReadonlyMap<StoreType, readonly unknown[]> {
  const found = new Map<StoreType, unknown[]>();
  for (const store of Object.values(types)) {
    const by = store.by ?? {};
    const named = resources.flatMap(({ type, arguments: given }) => {
      const expirer = Object.hasOwn(by, type) ? by[type] : undefined;
      return expirer?.expires(given) === true ? [expirer.of(given)] : [];
    });
    found.set(store, named);
  }
  return found;
}

/** The stores in which nothing expires, each with what to do about it. */
export function endlessStores(
  resources: readonly StoreResource[],
  types: StoreTypes,
): ReadonlyArray<StoreResource & Pick<StoreType, "fix">> {
  const expirers = expirersOf(resources, types);
  return resources.flatMap((resource) => {
    const store = Object.hasOwn(types, resource.type) ? types[resource.type] : undefined;
    if (store === undefined || store.own?.(resource.arguments) === true) return [];
    const isExpired = expirers.get(store)?.some((value) => isNamed(value, resource, store)) === true;
    return isExpired ? [] : [{ ...resource, fix: store.fix }];
  });
}
