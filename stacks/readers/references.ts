/** Reads Terraform references in a stack's strings: what a name resolves to, and what only an apply can tell. */
import { isMap, list, type Resource, type Stack } from "./stack.js";

/** `${type.id.attribute}`, the form in which cdktf writes a reference. */
const reference = /(?<!\$)\$\{((?:data\.)?[a-z][a-z0-9_]*\.[\w-]+)\.([\w.[\]"*-]+)\}/g;

/** Arguments that say what a resource is called, the most telling first. */
const nameArguments = [
  "bucket",
  "name",
  "account_id",
  "repository_id",
  "role_id",
  "dataset_id",
  "bucket_id",
  "display_name",
  "title",
  "description",
];

/** Attributes that stand for the resource as a whole: its name says more than they do. */
const wholeAttributes = new Set([
  "id",
  "arn",
  "name",
  "email",
  "member",
  "self_link",
  "principal_id",
  "unique_id",
  "prefix_list_id",
  "object_id",
  "bucket",
  "url",
]);

/** An Azure id without what says nothing here: subscription, resource group and provider. */
export const short = (text: string): string =>
  text.replace(/\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+\/providers\/[\w.]+\//gi, "");

/** The resources that a string refers to, with the attribute. */
export function referencesIn(text: string): ReadonlyArray<readonly [address: string, attribute: string]> {
  return [...text.matchAll(reference)].map(([, address = "", attribute = ""]) => [address, attribute]);
}

/** What an attribute such as `metadata[0].name` holds; one block may be written as a map or as a list of one. */
function literalAt(given: unknown, attribute: string): unknown {
  return attribute.split(/[.[\]]+/).reduce((value: unknown, key) => {
    if (key === "") return value;
    if (Array.isArray(value)) return value[Number(key)];
    return isMap(value) && key !== "0" ? value[key] : key === "0" ? value : undefined;
  }, given);
}

/** Resolves the strings of one stack. */
export class References {
  private readonly known = new Map<string, string>();
  private readonly pointing = new Map<string, Map<Resource, Resource>>();

  constructor(private readonly stack: Stack) {}

  /** The resource that a string refers to, if it is one reference and nothing else. */
  target(value: unknown): Resource | undefined {
    const [, address] = typeof value === "string" ? (/^\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\./.exec(value) ?? []) : [];
    return address === undefined ? undefined : this.stack.byAddress.get(address);
  }

  /** The resource of a type whose argument refers to this one. */
  pointingAt(resource: Resource, type: string, argument: string): Resource | undefined {
    const key = `${type} ${argument}`;
    let found = this.pointing.get(key);
    if (found === undefined) {
      found = new Map();
      for (const other of this.stack.byType.get(type) ?? []) {
        const target = this.target(other.arguments[argument]);
        if (target !== undefined) found.set(target, other);
      }
      this.pointing.set(key, found);
    }
    return found.get(resource);
  }

  /** A string with its references replaced by names. What only an apply can tell stands in braces. */
  text(value: unknown, depth = 0): string {
    if (typeof value !== "string") return value === undefined ? "" : JSON.stringify(value);
    if (depth > 8) return value;
    return value.replace(reference, (whole, address: string, attribute: string) => {
      const resource = this.stack.byAddress.get(address);
      if (resource === undefined) return whole;
      const literal = literalAt(resource.arguments, attribute);
      if (typeof literal === "string" || typeof literal === "number") return this.text(String(literal), depth + 1);
      const name = this.name(resource, depth + 1);
      return wholeAttributes.has(attribute) ? `{${name}}` : `{${name}}.${attribute}`;
    });
  }

  /** All strings of a list, resolved. */
  texts(value: unknown): readonly string[] {
    return list(value).map((each) => this.text(each));
  }

  /** What a resource is called: its name argument, or where it stands in the construct tree. */
  name(resource: Resource, depth = 0): string {
    const cached = this.known.get(resource.address);
    if (cached !== undefined) return cached;
    const own = nameArguments.concat(Object.keys(resource.arguments).filter((key) => key.endsWith("_name")));
    const tags = resource.arguments["tags"];
    const tagged = isMap(tags) ? tags["Name"] : undefined;
    const given = [...own.map((key) => resource.arguments[key]), tagged].find(
      (each) => typeof each === "string" && each !== "",
    );
    const name =
      given === undefined || depth > 8 ? resource.path.replace(/\/Default$/, "") : this.text(given, depth + 1);
    this.known.set(resource.address, name);
    return name;
  }

  /** What a string refers to that no first plan can show: attributes that are not arguments. */
  unknown(text: string): ReadonlyArray<string> {
    return referencesIn(text).flatMap(([address, attribute]) => {
      const resource = this.stack.byAddress.get(address);
      const first = attribute.split(/[.[]/)[0] ?? attribute;
      return resource !== undefined && !(first in resource.arguments) ? [`${address}.${attribute}`] : [];
    });
  }
}

/** Every string in a value with the JSON Pointer to it; strings that hold JSON stay whole. */
export function* leaves(value: unknown, pointer = ""): Generator<readonly [pointer: string, value: unknown]> {
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) yield [pointer, Array.isArray(value) ? "[]" : "{}"];
    for (const [key, inner] of entries) {
      yield* leaves(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    }
  } else yield [pointer, value];
}

/** The resources of a type that a value names, in whatever form. */
export const namedIn = (value: unknown, type: string): readonly string[] =>
  referencesIn(JSON.stringify(value ?? "")).flatMap(([address]) => (address.startsWith(`${type}.`) ? [address] : []));
