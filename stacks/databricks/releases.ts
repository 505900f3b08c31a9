/** Releases of a spec as the registry and the bucket know them. */

/** A version of the registered model. */
export interface Version {
  readonly version: number;
  /** The folder of its files below `models/`; undefined where the spec does not name its run. */
  readonly folder?: string;
}

/** Returns what `3@123` is: version 3, whose files the run 123 has written. */
export function releaseOf(written: string): Version {
  const [version, run] = written.split("@");
  return { version: Number(version), ...(run === undefined ? {} : { folder: `${run}/approved` }) };
}

/** All of them, as the endpoint takes them. */
export const versionsOf = (releases: Readonly<Record<string, string>>): Record<string, { readonly version: number }> =>
  Object.fromEntries(
    Object.entries(releases).map(([release, written]) => [release, { version: releaseOf(written).version }]),
  );
