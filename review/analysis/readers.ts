/** The readers of every platform: they are asked about every stack, whatever platform its ledger names. */
import { platforms } from "../../stacks/platforms.js";
import type { Readers } from "../../stacks/readers/contract.js";

let loaded: readonly Readers[] | undefined;

/** Returns the readers in the order of the platforms; the first call loads them. */
export function readers(): readonly Readers[] {
  loaded ??= Object.values(platforms).map((platform) => platform.readers());
  return loaded;
}
