/** The three deploys of a pilot, as changes to the example's spec. */
import type { Changes } from "./workspace.js";

/** Phase 0: stores, network and identities; no image yet. */
export const noImage: Changes = { image: { digest: null } };

/** Phase 1: the pipeline stands. */
export const withImage: Changes = { image: { digest: `sha256:${"1".repeat(64)}` } };

/** Model versions as each vendor names them, for releases that a spec lists. */
const versions = (release: string) => ({
  aws: `arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/${release.replace(/\D/g, "")}`,
  google: `${release.replace(/\D/g, "")}`,
  azure: `${release.replace(/\D/g, "")}`,
});

/** Phase 2: releases are listed and one of them is live. */
export function serving(vendor: "aws" | "google" | "azure", releases: readonly string[], live: string | null): Changes {
  const listed = Object.fromEntries(releases.map((release) => [release, versions(release)[vendor]]));
  return { ...withImage, [vendor]: { releases: listed, live } };
}
