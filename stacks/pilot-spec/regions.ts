/**
 * The regions that a spec can name, and where they lie. A typing error in one passes every other check and fails at the
 * deploy. What opened later is let through by `regionCheck: false`. Regions of other partitions are refused with the
 * reason, and so is a region outside of `needs.residency`.
 */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { nearest, quote } from "./messages.js";
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

/** Returns the problem of a platform's region that does not exist, or that lies in another cloud of the platform. */
export function regionProblem(platform: PlatformId, spec: CheckedSections): Problem | undefined {
  const { key, of, open, otherClouds } = platforms[platform].region;
  const region = of(spec);
  if (region === undefined || open.includes(region)) return undefined;
  const path = [platform, key];
  const foreign = otherClouds.find(([pattern]) => pattern.test(region))?.[1];
  if (foreign !== undefined) return { path, message: `${quote(region)} ${foreign}; take another ${key}` };
  const block = spec[platform];
  if (block !== undefined && "regionCheck" in block && !block.regionCheck) return undefined;
  const near = nearest(region, open);
  const message =
    `${quote(region)} was not a ${key} of ${platform} in November 2026; ` +
    `${near === undefined ? "take one that was." : `did you mean "${near}"?`} Where it opened later, set ${platform}.regionCheck: false`;
  return { path, message };
}

/** Returns the problem of a platform's region that lies outside of the residency that the spec needs. */
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
