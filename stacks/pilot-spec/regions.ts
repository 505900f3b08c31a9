/**
 * The regions that a spec can name, and where they lie. A typing error in one passes every other check and fails at the
 * deploy. What opened later is let through by `regionCheck: false`. Regions of other partitions are refused with the
 * reason, and so is a region outside of `needs.residency`.
 */
import { platforms } from "../platforms.js";
import type { CheckedSections, Problem } from "./check.js";
import { nearest, quote } from "./messages.js";
import { type PilotSpec, type PlatformId, platformIds } from "./schema.js";

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

/** Whether a block of the spec says that its region is newer than this version of the package. */
const isUnchecked = (platform: PlatformId, spec: CheckedSections): boolean => {
  const block = spec[platform];
  return block !== undefined && "regionCheck" in block && !block.regionCheck;
};

/** What is wrong with a region that a platform's cloud does not have, and where the spec switches the check off. */
function absent(platform: PlatformId, region: string, isLater: boolean, unchecked: string): string | undefined {
  const { key, open, otherClouds } = platforms[platform].region;
  if (open.includes(region)) return undefined;
  const foreign = otherClouds.find(([pattern]) => pattern.test(region))?.[1];
  if (foreign !== undefined) return `${quote(region)} ${foreign}; take another ${key}`;
  if (isLater) return undefined;
  const near = nearest(region, open);
  return (
    `${quote(region)} was not a ${key} of ${platform} in November 2026; ` +
    `${near === undefined ? "take one that was." : `did you mean "${near}"?`} Where it opened later, set ${unchecked}`
  );
}

/** Returns the problem of a platform's region that does not exist, or that lies in another cloud of the platform. */
export function regionProblem(platform: PlatformId, spec: CheckedSections): Problem | undefined {
  const { key, of } = platforms[platform].region;
  const region = of(spec);
  if (region === undefined) return undefined;
  const message = absent(platform, region, isUnchecked(platform, spec), `${platform}.regionCheck: false`);
  return message === undefined ? undefined : { path: [platform, key], message };
}

/**
 * Returns what is wrong with the region of a bucket that the spec names, on the cloud that has the bucket; undefined
 * where the region was open, and where a block of the spec says that its own is newer.
 */
export function bucketRegionProblem(cloud: PlatformId, region: string, spec: CheckedSections): string | undefined {
  const isLater = platformIds.some((platform) => isUnchecked(platform, spec));
  return absent(cloud, region, isLater, "regionCheck: false in a platform's block");
}

/** Returns the problem of the region of the bucket that holds the state. */
export function stateRegionProblem(spec: CheckedSections): Problem | undefined {
  const { state } = spec;
  const cloud = platformIds.find((platform) => platforms[platform].stateBackend === state?.backend);
  if (cloud === undefined || state === undefined || !("region" in state)) return undefined;
  const message = bucketRegionProblem(cloud, state.region, spec);
  return message === undefined ? undefined : { path: ["state", "region"], message };
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
