/** What Terraform makes of a synthesized string: references become values, `$${` and `%%{` become plain text. */
import type { Synthesized } from "../rules/synthesized.js";

/**
 * Replaces every reference of a text: by the argument that the stack sets, or, where only the platform knows it (an id,
 * an ARN), by a sample made of the address.
 * @throws Error where a reference names no resource of the stack
 */
export function resolveReferences(json: Synthesized, text: string): string {
  const resolved = text.replace(/(?<![$])\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\.([\w.]+)\}/g, (_, address, attribute) => {
    const isData = String(address).startsWith("data.");
    const [type = "", id = ""] = String(address)
      .replace(/^data\./, "")
      .split(".");
    const given = (isData ? json.data : json.resource)?.[type]?.[id];
    if (given === undefined) throw new Error(`\${${address}.${attribute}} names no resource of the stack`);
    const value = given[attribute];
    if (typeof value === "string") return resolveReferences(json, value);
    return `${id}-${attribute}`;
  });
  return resolved.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}

/** The arguments of the only resource of a type. @throws Error where there is another number of them */
export function onlyOne(json: Synthesized, type: string): Readonly<Record<string, unknown>> {
  const found = Object.values(json.resource?.[type] ?? {});
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`the stack must have one ${type}, got ${found.length}`);
  return first;
}
