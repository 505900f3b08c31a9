/** The store types of all platforms. */
import { platforms } from "../platforms.js";
import type { StoreTypes } from "./store.js";

export const storeTypes: StoreTypes = Object.assign({}, ...Object.values(platforms).map(({ stores }) => stores));
