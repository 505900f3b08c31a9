/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/**
 * Tried: 2.38.0 planned and applied on an API server, and every argument is in the schema of 3.4.0
 * (`test/stacks/newest`).
 */
export const providerVersions: ProviderVersions = {
  name: "kubernetes",
  bound: "2.38.0",
  tried: [{ from: "2.38.0", to: "3.4.0" }],
  planned: ["2.38.0"],
};
