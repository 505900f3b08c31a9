/**
 * Two versions of a stack: only what changed, each change once and by its gravest name. What is of no known kind is an
 * "other change", so that no change is ever left out.
 */

import { References } from "../../stacks/readers/references.js";
import { code } from "../document.js";
import type { Analysis } from "./analysis.js";
import { permissionChanges, reachChanges } from "./changes/access.js";
import { addressChanges, isOwnName, renames, renaming } from "./changes/addresses.js";
import { type Change, type Compared, changeKinds } from "./changes/change.js";
import {
  endlessChanges,
  expiryChanges,
  limitChanges,
  ownerChanges,
  releaseChanges,
  versionChanges,
} from "./changes/ledger.js";
import { changedPairs, otherChanges } from "./changes/other.js";
import { forcedReplacements, placeChanges } from "./changes/place.js";
import { underNewNames } from "./changes/renamed.js";
import { ledgerChanges, unreadChanges } from "./changes/world.js";

export { type Change, type ChangeKind, changeFlags, changeKinds, graveKinds } from "./changes/change.js";
export { leftBehind } from "./changes/place.js";

/** Each address and name of the base as the head has it, and references to what is gone as they were. */
function between(base: Analysis, head: Analysis) {
  const { changes: addresses, pairs: all, moves } = addressChanges({ base, head });
  const pairs = changedPairs(base.stack, head.stack, all);
  const renamedResources = renames(pairs);
  const before = new References(base.stack);
  const gone = /(?<!\$)\$\{((?:data\.)?[a-z][a-z0-9_]*\.[\w-]+)\.[\w.[\]"*-]+\}/g;
  const renamed = renaming(renamedResources.map(({ before: was, after }) => [was, after]));
  const movedTo = (address: string) => moves.get(address) ?? address;
  const compared: Compared = {
    base,
    head,
    underNewNames: underNewNames(base.stack, renamedResources.filter(isOwnName)),
    renamed,
    movedTo,
    rewritten: (text) =>
      renamed(moves.size === 0 ? text : text.replace(gone, (whole, at: string) => whole.replace(at, movedTo(at)))),
    resolved: (text) =>
      text.replace(gone, (whole, address: string) => (head.stack.byAddress.has(address) ? whole : before.text(whole))),
  };
  return { addresses, pairs, renamedResources, compared };
}

/** Everything that changed between two versions of a stack. */
export function changes(base: Analysis, head: Analysis): readonly Change[] {
  const { addresses, pairs, renamedResources, compared } = between(base, head);
  const replaced = renamedResources.map(
    ({ resource, argument, before, after }): Change => ({
      kind: "replace",
      text: [`its ${argument} `, code(before), " becomes ", code(after), ": it is destroyed and made again"],
      address: resource.address,
      flags: [],
    }),
  );
  const renamedAt = new Set(renamedResources.map(({ resource, argument }) => `${resource.address} ${argument}`));
  const expiry = expiryChanges(compared);
  const expired = new Set(
    [base.stack, head.stack].flatMap((stack) =>
      (stack.ledger?.boxes ?? []).flatMap(({ expiry: rows }) =>
        rows.flatMap(({ at }) =>
          at !== null && expiry.some(({ address }) => address === at.address) ? [`${at.address} ${at.pointer}`] : [],
        ),
      ),
    ),
  );
  const known = [
    ...ledgerChanges(compared),
    ...addresses,
    ...replaced,
    ...forcedReplacements(pairs, compared.rewritten, renamedAt),
    ...placeChanges(compared),
    ...unreadChanges(compared),
    ...permissionChanges(compared),
    ...reachChanges(compared),
    ...expiry,
    ...limitChanges(compared, expired),
    ...ownerChanges(compared),
    ...versionChanges(compared),
    ...releaseChanges(compared),
  ];
  const said = [...known, ...endlessChanges(compared, known)];
  return gravestFirst([...said, ...otherChanges(compared, pairs, said)]);
}

/** By kind, the gravest first; a secret that lasts and what nobody reads are not said to be made as well. */
export function gravestFirst(all: readonly Change[]): readonly Change[] {
  const graver = new Map<string, ReadonlySet<Change["kind"]>>();
  for (const { kind, address } of all) graver.set(address, new Set([...(graver.get(address) ?? []), kind]));
  const isSaid = ({ kind, address }: Change): boolean => {
    const others = graver.get(address);
    const has = (...those: readonly Change["kind"][]) => those.some((each) => others?.has(each) === true);
    if (kind === "make" || (kind === "other" && address.startsWith("data."))) return has("not-read", "program");
    if (kind === "not-read") return has("credential", "program");
    return kind === "permission-gained" && has("credential");
  };
  const shown = all.filter((change) => !isSaid(change));
  return changeKinds.flatMap((kind) => shown.filter((change) => change.kind === kind));
}
