/** The version of a platform's own Terraform provider, which a spec may say. */
import { satisfies } from "semver";
import { z } from "zod";

/** Which versions of a platform's own Terraform provider a spec may name. */
export interface ProviderVersions {
  /** How a stack calls the provider, such as `aws`. */
  readonly name: string;
  /** The version for which the bindings of this package are made. */
  readonly bound: string;
  /** What a spec may name: ranges of which this project tried the oldest and the newest version. */
  readonly tried: readonly [TriedVersions, ...TriedVersions[]];
  /** The versions with which the real provider planned a pilot. The others were only held against their schema. */
  readonly planned: readonly string[];
}

/** A range of versions, with both of its ends: one stack fits all of them. */
export interface TriedVersions {
  readonly from: string;
  readonly to: string;
}

/** Three numbers and no operator. */
const exactVersion = /^(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/;

/** The version of the platform's own Terraform provider that the stacks ask for: one that was tried. */
export const providerVersion = ({ name, bound, tried }: ProviderVersions) => {
  const ranges = tried.map(({ from, to }) => `${from} to ${to}`).join(", or ");
  const allowed = tried.map(({ from, to }) => `>=${from} <=${to}`).join(" || ");
  return z
    .string()
    .regex(exactVersion, `must be an exact version of ${name} in quotes, such as "${bound}"`)
    .refine(
      (version) => satisfies(version, allowed),
      `must be a version of ${name} that was tried, ${ranges}; leave it out for ${bound}`,
    )
    .default(bound)
    .describe(
      `version of Terraform's provider ${name} in the stacks: ${ranges}; docs/longevity.md says how each was tried`,
    );
};
