/** A synthesized stack as plain JSON, and a walk over its strings. */

/** The parts of `cdk.tf.json` that the rules read. */
export interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A resource or data source: its address, its type, its arguments. */
export interface SynthesizedResource {
  readonly address: string;
  readonly type: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** All resources and data sources. */
export function resourcesOf(json: Synthesized): readonly SynthesizedResource[] {
  return (["resource", "data"] as const).flatMap((kind) =>
    Object.entries(json[kind] ?? {}).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, given]) => ({
        address: `${kind === "data" ? "data." : ""}${type}.${id}`,
        type: kind === "data" ? `data.${type}` : type,
        arguments: given,
      })),
    ),
  );
}

/** A string and the JSON Pointer to it. */
export interface Leaf {
  readonly pointer: string;
  readonly text: string;
}

/** A key as a part of a JSON Pointer. */
const partOf = (key: string): string => (/[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key);

/** Every string in a value, in order; `"//"` is a comment to Terraform and is passed over. */
export function strings(value: unknown, pointer = ""): readonly Leaf[] {
  const found: Leaf[] = [];
  const walk = (inner: unknown, at: string): void => {
    if (typeof inner === "string") found.push({ pointer: at, text: inner });
    else if (Array.isArray(inner)) for (const [index, each] of inner.entries()) walk(each, `${at}/${index}`);
    else if (typeof inner === "object" && inner !== null) {
      for (const [key, each] of Object.entries(inner)) if (key !== "//") walk(each, `${at}/${partOf(key)}`);
    }
  };
  walk(value, pointer);
  return found;
}

/** The address that a pointer into the whole stack leads to, and the pointer below it. */
export function placeOf(pointer: string): { readonly address: string; readonly pointer?: string } {
  const [kind = "", ...parts] = pointer.split("/").slice(1);
  const deep = kind === "resource" || kind === "data" ? 2 : 1;
  const prefix = kind === "resource" ? [] : [kind];
  const rest = parts.slice(deep);
  const address = [...prefix, ...parts.slice(0, deep)].join(".");
  return rest.length === 0 ? { address } : { address, pointer: `/${rest.join("/")}` };
}
