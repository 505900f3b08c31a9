/** A release as one line of text: where the model's folder lies, and the hash of its manifest. */

/** What a release names. */
export interface Model {
  /** The model's folder. */
  readonly uri: string;
  /** SHA-256 of its `manifest.json`, in hex. */
  readonly sha256: string;
}

/** Returns the line, such as `s3://bucket/models/run/approved@sha256:…`. */
export const releaseText = ({ uri, sha256 }: Model): string => `${uri}@sha256:${sha256}`;
