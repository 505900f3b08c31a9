/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/**
 * Tried: 6.50.0 planned and applied on a fake, 7.45.0 planned (`npm run test:plan`), and every argument is in the
 * schema of 8.7.0 (`test/stacks/newest`).
 */
export const providerVersions: ProviderVersions = {
  name: "google",
  bound: "6.50.0",
  tried: [{ from: "6.50.0", to: "8.7.0" }],
  planned: ["6.50.0", "7.45.0"],
};
