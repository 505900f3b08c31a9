/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/** There is one. */
export const providerVersions: ProviderVersions = {
  name: "demo",
  bound: "1.0.0",
  tried: [{ from: "1.0.0", to: "1.0.0" }],
  planned: ["1.0.0"],
};
