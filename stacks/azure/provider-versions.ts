/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/**
 * Tried: 4.55.0 planned and applied on a fake, and every argument is in the schemas of 4.81.0, 5.0.1 and 5.10.0
 * (`test/stacks/newest`). What 5 renamed, `renamed-in-5.ts` writes.
 */
export const providerVersions: ProviderVersions = {
  name: "azurerm",
  bound: "4.55.0",
  tried: [
    { from: "4.55.0", to: "4.81.0" },
    { from: "5.0.1", to: "5.10.0" },
  ],
  planned: ["4.55.0"],
};
