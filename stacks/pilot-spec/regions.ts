/**
 * Where a region lies, for `needs.residency`: a region outside of it is a problem of the spec, before anything is
 * built.
 */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { quote } from "./messages.js";
import type { PilotSpec, PlatformId } from "./schema.js";

type Residency = NonNullable<PilotSpec["needs"]["residency"]>;

/** The residencies that a spec can ask for, each with the regions of a cloud that lie in it. */
export type Residencies = Readonly<Record<Residency, RegExp>>;

/** Where a platform's regions lie. `eu` is the European Union: London and Zurich lie outside of it. */
export interface RegionRule {
  /** The region that a block of the spec names. */
  readonly of: (sections: CheckedSections) => string | undefined;
  /** The key of the block that names it. */
  readonly key: string;
  /** Regions that were open on the day of the source. */
  readonly open: readonly string[];
  /**
   * Regions of clouds of their own, with other names of everything, each with the reason why a pilot is not made for
   * it.
   */
  readonly otherClouds: ReadonlyArray<readonly [region: RegExp, why: string]>;
  readonly residencies: Residencies;
}

/** The problem of a platform's region that lies outside of the residency that the spec needs. */
export function residencyProblem(
  residency: Residency | undefined,
  platform: PlatformId,
  spec: CheckedSections,
): Problem | undefined {
  const { key, of, residencies } = platforms[platform].region;
  const region = of(spec);
  if (residency === undefined || region === undefined || residencies[residency].test(region)) return undefined;
  const message = `${quote(region)} is not in ${residency}, where needs.residency keeps all data; take another ${key}`;
  return { path: [platform, key], message };
}
