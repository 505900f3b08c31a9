/** What a listed release is served with: what it says itself, and the spec's image and hardware for the rest. */
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { machineOf } from "./hardware.js";

/** A release with everything that its deployment needs. */
export interface ServedRelease {
  /** The number of a registered version. */
  readonly version: string;
  readonly digest: string | null;
  readonly hardware: HardwareClass;
  readonly vmSize: string;
}

type Releases = NonNullable<PilotSpec["azure"]>["releases"];

/** The version of each release: the plain form of the list. */
export const versionsOf = (releases: Releases): Record<string, string> =>
  Object.fromEntries(
    Object.entries(releases).map(([name, release]) => [name, typeof release === "string" ? release : release.version]),
  );

/** Fills in what a release does not say itself. */
export function servedReleases({
  azure,
  endpoint,
  image,
}: Pick<PilotSpec, "azure" | "endpoint"> & { readonly image: Pick<PilotSpec["image"], "digest"> }): Record<
  string,
  ServedRelease
> {
  const served = Object.entries(azure?.releases ?? {}).map(([name, release]) => {
    const own = typeof release === "string" ? { version: release } : release;
    const hardware = own.hardware ?? endpoint.hardware;
    const vmSize = own.vmSize ?? machineOf(hardware, azure?.machines ?? {}).vmSize;
    return [name, { version: own.version, digest: own.image ?? image.digest, hardware, vmSize }] as const;
  });
  return Object.fromEntries(served);
}
