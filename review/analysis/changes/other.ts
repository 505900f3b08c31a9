/** Everything else: the leaves that differ and that no known kind of change has said. */

import { code } from "../../document.js";
import { References } from "../../read/references.js";
import { type Arguments, isMap, type Resource, type Stack } from "../../read/stack.js";
import { applied, type Difference, differences } from "../difference.js";
import { grantsOfResource } from "../permissions.js";
import { reachOfResource } from "../reach.js";
import { type Change, type ChangeKind, type Compared, fromTo } from "./change.js";

/** A resource as it stands in the file, with its comment. */
function rawOf({ json }: Stack, { address, type, isData }: Resource): Arguments {
  const id = address.slice((isData ? "data.".length : 0) + type.length + 1);
  const kind = json[isData ? "data" : "resource"];
  const byType = isMap(kind) ? kind[type] : undefined;
  const found = isMap(byType) ? byType[id] : undefined;
  return isMap(found) ? found : {};
}

/** Whether a leaf is what a changed permission or way is made of: the rows differ if only this leaf does. */
function explains(difference: Difference, was: Resource, stack: Stack): boolean {
  const changed = { ...was, arguments: applied(was.arguments, difference) as Arguments };
  const rows = (resource: Resource) => {
    const references = new References(stack);
    return JSON.stringify([grantsOfResource(resource, references, stack), reachOfResource(resource, references)]);
  };
  return rows(was) !== rows(changed);
}

/** Where the rows of the ledger about one thing stand, so that their own difference is not said twice. */
const ledgerRow = /^\/~1~1\/pilot\/boxes\/\d+\/(limits|expiry)(\/|$)|^\/~1~1\/pilot\/live$/;
const comment = "/~1~1";

/** The other changes. */
export function otherChanges(
  compared: Compared,
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
  known: readonly Change[],
): readonly Change[] {
  const { base, head, renamed } = compared;
  const about = (kinds: readonly ChangeKind[]) => known.filter(({ kind }) => kinds.includes(kind));
  const permitted = new Set(
    about(["permission-gained", "permission-lost", "reach-opened", "reach-closed"]).map(({ address }) => address),
  );
  const rows = [base.stack, head.stack].flatMap((stack) =>
    (stack.ledger?.boxes ?? []).flatMap(({ limits, expiry }) => [...limits, ...expiry]),
  );
  const limited = new Set(
    about(["limit-raised", "limit-lowered", "expiry-dropped", "expiry-changed"]).map(({ address }) => address),
  );
  const places = rows.flatMap(({ at }) => (at !== null && limited.has(at.address) ? [at] : []));
  const isRow = (address: string, pointer: string) =>
    places.some((at) => at.address === address && (at.pointer === pointer || at.pointer.startsWith(`${pointer}/`)));
  const isRename = ({ before, after }: Difference) => typeof before === "string" && renamed(before) === after;

  const shown = ({ before, after }: Difference) => fromTo(before, after);
  const leaf = (address: string, difference: Difference): Change => ({
    kind: "other",
    text: [code(difference.pointer || "/"), " ", ...shown(difference)],
    address,
    flags: [],
  });
  const inResources = pairs.flatMap(([was, is]) => {
    const isMoved = was.address !== is.address;
    return [...differences(rawOf(base.stack, was), rawOf(head.stack, is))].flatMap((difference) => {
      if (isRow(is.address, difference.pointer) || isRow(was.address, difference.pointer)) return [];
      if (isRename(difference)) return [];
      const isArgument = !difference.pointer.startsWith(comment);
      if (!isArgument && isMoved) return [];
      if (isArgument && permitted.has(is.address) && explains(difference, was, base.stack)) return [];
      return [leaf(is.address, difference)];
    });
  });
  const rest = (stack: Stack) => {
    const { resource: _resource, data: _data, moved: _moved, ...others } = stack.json;
    return others;
  };
  const hasRows = limited.size > 0 || about(["rollback", "release-live"]).length > 0;
  const elsewhere = [...differences(rest(base.stack), rest(head.stack))].filter(
    (difference) => !isRename(difference) && !(hasRows && ledgerRow.test(difference.pointer)),
  );
  const outputs = new Set(elsewhere.flatMap(({ pointer }) => /^\/output\/([^/]+)/.exec(pointer)?.[1] ?? []));
  // what cdktf notes about an output is said by the output itself; what the ledger says of one thing is one change
  const parts = new Map<string, Difference[]>();
  for (const difference of elsewhere) {
    const [, noted] = /^\/~1~1\/outputs\/[^/]+\/([^/]+)/.exec(difference.pointer) ?? [];
    if (noted !== undefined && outputs.has(noted)) continue;
    const part = /^\/~1~1\/pilot\/\w+\/\d+/.exec(difference.pointer)?.[0] ?? difference.pointer;
    const found = parts.get(part);
    if (found) found.push(difference);
    else parts.set(part, [difference]);
  }
  const inFile = [...parts].map(([part, all]): Change => {
    const [first, ...more] = all as [Difference, ...Difference[]];
    const below = first.pointer.slice(part.length);
    return {
      kind: "other",
      text: [
        ...(below === "" ? [] : [code(below), " "]),
        ...shown(first),
        ...(more.length === 0 ? [] : [`, and ${more.length} more of it`]),
      ],
      address: part
        .split("/")
        .slice(1)
        .map((each) => each.replaceAll("~1", "/"))
        .join("."),
      flags: [],
    };
  });
  return [...inResources, ...inFile];
}
