/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/**
 * Tried: 5.100.0 planned and applied every phase on an emulator (`npm run test:apply`), 6.25.0 is what the bindings are
 * made for, and every argument is in the schema of 6.69.1 (`test/stacks/newest`).
 */
export const providerVersions: ProviderVersions = {
  name: "aws",
  bound: "6.25.0",
  tried: [{ from: "5.100.0", to: "6.69.1" }],
  planned: ["5.100.0"],
};
