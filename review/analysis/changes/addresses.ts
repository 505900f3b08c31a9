/** What is destroyed, replaced, moved and made. */
import { code, type Text } from "../../document.js";
import { isMap, list, type Resource, type Stack } from "../../read/stack.js";
import type { Change, Compared, Renaming } from "./change.js";

/** Resource types that are what their `bucket` argument names; on others it is a reference. */
const isNameOf = (type: string, argument: string): boolean =>
  argument === "name" || argument === "account_id" || argument === "repository_id" || argument === "role_id"
    ? true
    : argument === "bucket"
      ? type === "aws_s3_bucket"
      : argument.endsWith("_name") && type.endsWith(`_${argument.slice(0, -"_name".length)}`);

/** Replaces old names by new ones; short names are left alone, they stand in too many words. */
export function renaming(pairs: ReadonlyArray<readonly [before: string, after: string]>): Renaming {
  const useful = pairs.filter(([before]) => before.length >= 4);
  return (text) => useful.reduce((inner, [before, after]) => inner.replaceAll(before, after), text);
}

/** Addresses that a `moved` block of the new version keeps. */
function movedAddresses({ json }: Stack): ReadonlyMap<string, string> {
  const moved = list(json["moved"]).filter(isMap);
  return new Map(moved.map(({ from, to }) => [String(from), String(to)]));
}

/** Changes of addresses, and the pairs of resources that are in both versions. */
export function addressChanges({ base, head }: Compared): {
  readonly changes: readonly Change[];
  readonly pairs: ReadonlyArray<readonly [Resource, Resource]>;
} {
  const moved = movedAddresses(head.stack);
  const changes: Change[] = [];
  const pairs: Array<readonly [Resource, Resource]> = [];
  const come = new Set([...head.stack.byAddress.keys()].filter((address) => !base.stack.byAddress.has(address)));
  const content = ({ type, arguments: given }: Resource) => `${type} ${JSON.stringify(given)}`;
  const twins = new Map(
    [...come].map((address) => [content(head.stack.byAddress.get(address) as Resource), address] as const),
  );
  for (const [address, was] of base.stack.byAddress) {
    const is = head.stack.byAddress.get(address);
    const to = moved.get(address);
    const target = to === undefined ? undefined : head.stack.byAddress.get(to);
    if (is !== undefined) pairs.push([was, is]);
    else if (target !== undefined && to !== undefined) {
      come.delete(to);
      pairs.push([was, target]);
      changes.push({ kind: "move", text: ["moved to ", code(to), ", nothing is destroyed"], address, flags: [] });
    } else if (was.isData)
      changes.push({ kind: "other", text: "a data source that is no longer read", address, flags: [] });
    else {
      const found = twins.get(content(was));
      const twin = found !== undefined && come.has(found) ? found : undefined;
      if (twin === undefined) changes.push({ kind: "destroy", text: "is destroyed", address, flags: [] });
      else {
        come.delete(twin);
        const text: Text = ["is destroyed and made again as ", code(twin), "; a moved block would keep it"];
        changes.push({ kind: "replace", text, address, flags: [] });
      }
    }
  }
  for (const address of come) {
    const isData = head.stack.byAddress.get(address)?.isData;
    changes.push({
      kind: isData ? "other" : "make",
      text: isData ? "a data source that is now read" : "is made",
      address,
      flags: [],
    });
  }
  return { changes, pairs };
}

/** Resources that the new version gives another physical name: most platforms can only replace them. */
export function renames(
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
): ReadonlyArray<{
  readonly resource: Resource;
  readonly argument: string;
  readonly before: string;
  readonly after: string;
}> {
  return pairs.flatMap(([was, is]) =>
    Object.keys(is.arguments).flatMap((argument) => {
      const [before, after] = [was.arguments[argument], is.arguments[argument]];
      const isName = isNameOf(is.type, argument) && !is.isData;
      const isPlain =
        typeof before === "string" && typeof after === "string" && !before.includes("${") && !after.includes("${");
      return isName && isPlain && before !== after ? [{ resource: is, argument, before, after }] : [];
    }),
  );
}
