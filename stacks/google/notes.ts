/** What a reader of a spec without a problem should know on Google. */
import type { CheckedSections } from "../pilot-spec/check.js";

/** The image that starts each step where the spec names none: docs/adr/google-identities.md says why by a tag. */
export const defaultLauncherImage = "gcr.io/ml-pipeline/google-cloud-pipeline-components:2.22.0";

/** One sentence each. */
export function googleNotes({ google }: CheckedSections): readonly string[] {
  if (google === undefined || google.launcherImage !== undefined) return [];
  return [
    `google.launcherImage: is not set, so each step is started by ${defaultLauncherImage}, which acts as the account ` +
      "of the pipeline and is named by a tag that Google can move. Pin it by the digest that " +
      `docker buildx imagetools inspect ${defaultLauncherImage} prints`,
  ];
}
