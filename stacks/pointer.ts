/** JSON Pointers into arguments, also into strings that hold JSON. */

/** The string that was entered last: rows follow each other into the same policy or definition. */
let entered: { readonly text: string; readonly value: unknown } | undefined;

function parsed(text: string): unknown {
  if (entered?.text !== text) entered = { text, value: JSON.parse(text) };
  return entered.value;
}

/** Follows a JSON Pointer (RFC 6901); a string on the way is entered as the JSON that it holds. */
export function follow(value: unknown, pointer: string): unknown {
  let inner = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof inner === "string") {
      try {
        inner = parsed(inner);
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
