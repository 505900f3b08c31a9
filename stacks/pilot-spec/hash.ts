/** Hashes that names are composed of. */
import { createHash } from "node:crypto";

/** The first 8 hex digits of a hash: stable, and short enough for every platform. */
export function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 8);
}
