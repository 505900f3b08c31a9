/** A version of a model, as a release names it: by its number in the pilot's own group, or by the version's ARN. */
import { Token } from "cdktf";

// docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackage.html (2026-10)
const versionPattern =
  /^(?:arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):(\d{12}):model-package\/([a-zA-Z0-9-]+)\/)?([1-9]\d{0,8})$/;

/** The number of a version, from the number or an ARN. */
export const versionOf = (version: string): string | undefined => versionPattern.exec(version)?.[4];

/** Whose versions a pilot serves. */
export interface VersionPlace {
  readonly account?: string;
  readonly region?: string;
  readonly modelRegistry?: { readonly modelPackageGroup: string; readonly groupName?: string };
}

/**
 * What is wrong with a release's version: an ARN of another account, region or group would serve the own group's
 * version of that number, which nobody approved for it.
 */
export function versionMessage(version: string, { account, region, modelRegistry }: VersionPlace): string | undefined {
  const found = versionPattern.exec(version);
  const group = modelRegistry?.groupName ?? modelRegistry?.modelPackageGroup;
  if (found === null) {
    const allowed = 'a version\'s number, such as "3", or its ARN, arn:aws:sagemaker:…:model-package/<group>/3';
    return `${JSON.stringify(version)}; allowed: ${allowed}`;
  }
  const [, ...named] = found;
  const places = [
    ["region", named[0], region],
    ["account", named[1], account],
    ["model package group", named[2], group],
  ] as const;
  for (const [what, given, own] of places) {
    if (given === undefined || own === undefined || Token.isUnresolved(own) || given === own) continue;
    return (
      `must be a version of the pilot's own ${what} ${JSON.stringify(own)}, got ${JSON.stringify(version)}; ` +
      `register the model in the pilot's group and name its number`
    );
  }
  return undefined;
}
