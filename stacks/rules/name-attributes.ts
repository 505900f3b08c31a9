/** The name attributes of all platforms: plain data, so that no provider is loaded for it. */
import { platforms } from "../platforms.js";
import type { NameAttributes } from "./rule.js";

export const nameAttributes: NameAttributes = Object.assign(
  {},
  ...Object.values(platforms).map((platform) => platform.nameAttributes),
);
