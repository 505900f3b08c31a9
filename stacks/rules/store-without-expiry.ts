/** Every store says what expires and when. */
import { storeTypes } from "../stores/index.js";
import { endlessStores } from "../stores/store.js";
import type { Rule } from "./rule.js";
import { resourcesOf } from "./synthesized.js";

/** Names every store in which nothing expires. */
export const storeWithoutExpiry: Rule = {
  id: "store-without-expiry",
  why: "what never expires is kept, and billed, for as long as nobody looks",
  fix: "say what expires and when",
  check: ({ json }) =>
    endlessStores(resourcesOf(json), storeTypes).map(({ address, type, fix }) => ({
      address,
      what: `nothing in this ${type} expires`,
      fix,
    })),
};
