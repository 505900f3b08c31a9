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

/** Every string in a value, in order; `"//"` is a comment to Terraform and is passed over. */
export function* strings(value: unknown, pointer = ""): Generator<Leaf> {
  if (typeof value === "string") yield { pointer, text: value };
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key !== "//") yield* strings(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    }
  }
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
