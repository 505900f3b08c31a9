/** What of a stack says which release serves: the change that the ledger names, at the place that makes it so. */
import { isMap, type Resource } from "../../../stacks/readers/stack.js";
import type { Difference } from "../difference.js";
import { valueAt } from "../ledger-rows.js";
import type { Compared } from "./change.js";

/** What a difference of a resource comes to: another release goes live, or one more is listed. */
export type ReleaseChange = "live" | "listed";

/** The map that a leaf stands in, with its last key. */
function mapOf(
  stack: Compared["base"]["stack"],
  { address }: Resource,
  pointer: string,
): Readonly<Record<string, unknown>> {
  const found = valueAt(stack, { address, pointer: pointer.slice(0, pointer.lastIndexOf("/")) });
  return isMap(found) ? found : {};
}

/**
 * The shares of requests that a leaf is one of, by who gets them: a map of them, or a list of routes that name one
 * each.
 */
function sharesOf(
  stack: Compared["base"]["stack"],
  resource: Resource,
  pointer: string,
): Readonly<Record<string, unknown>> {
  const keys = pointer.split("/");
  const routes = valueAt(stack, { address: resource.address, pointer: keys.slice(0, -2).join("/") });
  if (!Array.isArray(routes)) return mapOf(stack, resource, pointer);
  const named = routes.filter(isMap).map((route) => {
    const names = Object.values(route).filter((each) => typeof each === "string");
    return [names.join(" "), route[keys.at(-1) ?? ""]] as const;
  });
  return Object.fromEntries(named);
}

/** A pattern for a name that stands alone, such as `r1` in `rel-r1`. */
const alone = (name: string) =>
  new RegExp(`(?<![A-Za-z0-9])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![A-Za-z0-9])`, "g");

/** Addresses without the hash that cdktf ends them with: two releases differ in it. */
const unhashed = (text: string) => text.replace(/_[0-9A-F]{8}\b/g, "_");

/**
 * Returns what says whether a difference is the release that goes live. Only what is exactly that counts: the old
 * release's name becomes the new one's, or all of the traffic moves to it.
 */
export function releaseReader({
  base,
  head,
}: Compared): (was: Resource, is: Resource, difference: Difference) => ReleaseChange | undefined {
  const [old, now] = [base.stack.ledger, head.stack.ledger];
  const [from, to] = [old?.live ?? null, now?.live ?? null];
  const isSwitched = from !== null && to !== null && from !== to;
  const names = Object.keys({ ...old?.releases, ...now?.releases });

  /** All of the traffic is the new release's, and what had some is a release. */
  const isTraffic = (was: Resource, is: Resource, pointer: string): boolean => {
    const [before, after] = [sharesOf(base.stack, was, pointer), sharesOf(head.stack, is, pointer)];
    const isRelease = (key: string) => names.some((name) => alone(name).test(key));
    const all = Object.entries(after);
    return (
      Object.keys({ ...before, ...after }).every(isRelease) &&
      all.every(([key, share]) => share === (alone(to ?? "").test(key) ? 100 : 0)) &&
      all.filter(([, share]) => share === 100).length === 1
    );
  };

  return (was, is, { pointer, before, after }) => {
    if (isSwitched && typeof before === "string" && typeof after === "string") {
      if (unhashed(before.replace(alone(from), () => to)) === unhashed(after)) return "live";
    } else if (isSwitched && typeof after === "number" && isTraffic(was, is, pointer)) return "live";
    const name = pointer.slice(pointer.lastIndexOf("/") + 1);
    const listed = now?.releases ?? {};
    const isNew = before === undefined && Object.hasOwn(listed, name) && !Object.hasOwn(old?.releases ?? {}, name);
    if (!isNew) return undefined;
    return JSON.stringify(mapOf(head.stack, is, pointer)) === JSON.stringify(listed) ? "listed" : undefined;
  };
}
