/** What a platform can be in a mixed pilot. */

/**
 * One half: whose bucket holds the models, its own or that of the other half, or why the platform cannot be this half,
 * as a clause that follows "because".
 */
export type MixedHalf = { readonly bucket: "own" | "other" } | { readonly cannot: string };

/** Both halves. */
export interface MixedHalves {
  readonly trains: MixedHalf;
  readonly serves: MixedHalf;
}
