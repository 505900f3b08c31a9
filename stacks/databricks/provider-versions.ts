/** Which versions of the provider a stack of this platform may ask for. */
import type { ProviderVersions } from "../pilot-spec/provider-version.js";

/** The bindings are those of 1.99.0, and no other version was tried with a whole pilot. */
export const providerVersions: ProviderVersions = {
  name: "databricks",
  bound: "1.99.0",
  tried: [{ from: "1.99.0", to: "1.99.0" }],
  planned: ["1.99.0"],
};
