/** JSON Pointers into arguments, also into strings that hold JSON. */
import { parsedJson } from "./remembered.js";

/** Follows a JSON Pointer (RFC 6901); a string on the way is entered as the JSON that it holds. */
export function follow(value: unknown, pointer: string): unknown {
  let inner = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof inner === "string") {
      try {
        inner = parsedJson(inner);
      } catch {
        return undefined;
      }
    }
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    if (Array.isArray(inner) && !/^\d+$/.test(key)) return undefined;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
}
