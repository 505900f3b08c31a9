/**
 * Two versions of a stack: only what changed, each change once and by its gravest name. What is of no known kind is an
 * "other change", so that no change is ever left out.
 */

import { code } from "../document.js";
import type { Analysis } from "./analysis.js";
import { permissionChanges, reachChanges } from "./changes/access.js";
import { addressChanges, renames, renaming } from "./changes/addresses.js";
import { type Change, type Compared, changeKinds } from "./changes/change.js";
import { expiryChanges, limitChanges, releaseChanges } from "./changes/ledger.js";
import { otherChanges } from "./changes/other.js";
import { forcedReplacements, placeChanges } from "./changes/place.js";

export { type Change, type ChangeKind, changeKinds } from "./changes/change.js";
export { leftBehind } from "./changes/place.js";

/** Everything that changed between two versions of a stack. */
export function changes(base: Analysis, head: Analysis): readonly Change[] {
  const { changes: addresses, pairs } = addressChanges({ base, head, renamed: (text) => text });
  const renamedResources = renames(pairs);
  const compared: Compared = {
    base,
    head,
    renamed: renaming(renamedResources.map(({ before, after }) => [before, after])),
  };
  const replaced = renamedResources.map(
    ({ resource, argument, before, after }): Change => ({
      kind: "replace",
      text: [`its ${argument} `, code(before), " becomes ", code(after), ": it is destroyed and made again"],
      address: resource.address,
      flags: [],
    }),
  );
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
    ...addresses,
    ...replaced,
    ...forcedReplacements(pairs),
    ...placeChanges(compared),
    ...permissionChanges(compared),
    ...reachChanges(compared),
    ...expiry,
    ...limitChanges(compared, expired),
    ...releaseChanges(compared),
  ];
  const all = [...known, ...otherChanges(compared, pairs, known)];
  return changeKinds.flatMap((kind) => all.filter((change) => change.kind === kind));
}
