/**
 * What the review did not read. Each type of resource is read, known to be harmless, or counted here; what only an
 * apply makes, and what runs programs, is named.
 */
import { References } from "../../stacks/readers/references.js";
import { blocks, isMap, list, type Resource, type Stack } from "../../stacks/readers/stack.js";
import { isThing } from "./access.js";
import { hasExpiry } from "./expiry.js";
import { isHarmless, typeName } from "./harmless.js";
import { isGrantRead } from "./permissions.js";
import { isReachRead } from "./reach.js";
import { readers } from "./readers.js";

/** One line of what was not read. */
export interface Unread {
  /**
   * `type`: a type of resources. `module`: it is opened only by a plan. `count`: how many there are is not known.
   * `program`: it runs something. `backend`, `provider`: where state and calls go.
   */
  readonly kind: "type" | "module" | "count" | "program" | "backend" | "provider";
  /** The type, or what it is called. */
  readonly what: string;
  /** How many resources. */
  readonly count: number;
  /** Why it is here, as a sentence part. */
  readonly why: string;
  readonly addresses: readonly string[];
}

/** Whether anything here looks into a type. */
export function isRead(resource: Resource, references: References, stack: Stack): boolean {
  return (
    isReachRead(resource.type) ||
    isThing(resource.type) ||
    hasExpiry(resource) ||
    isHarmless(resource) ||
    isGrantRead(resource, references, stack)
  );
}

/** Data sources that run a program or call something when Terraform plans. */
const callsOfNoPlatform: ReadonlySet<string> = new Set(["external", "http", "shell_script"]);

const isCall = (type: string): boolean =>
  callsOfNoPlatform.has(type) || readers().some(({ callsAtPlan = [] }) => callsAtPlan.includes(type));

/** Where a module's code comes from, when it is none of this repository's. */
const isElsewhere = (source: string): boolean => !/^\.{0,2}\//.test(source);

function modules({ json }: Stack, hasPlan: boolean): readonly Unread[] {
  const all = isMap(json["module"]) ? Object.entries(json["module"]) : [];
  return all.flatMap(([name, given]): readonly Unread[] => {
    const source = String((isMap(given) ? given : (blocks(given)[0] ?? {}))["source"] ?? "");
    // with a plan its resources are read like any other, and its code is a part of this repository
    if (hasPlan && !isElsewhere(source)) return [];
    const from = isElsewhere(source) ? `, whose code is fetched from ${source}` : "";
    const why = hasPlan
      ? `its resources are those of the plan${from}`
      : `its resources are not known without a plan${from}`;
    return [{ kind: "module", what: `module.${name}`, count: 1, why, addresses: [`module.${name}`] }];
  });
}

function programs(resources: readonly Resource[]): readonly Unread[] {
  return resources.flatMap(({ type, isData, address, arguments: given }): readonly Unread[] => {
    const made: Unread[] = [];
    const add = (what: string, why: string) =>
      made.push({ kind: "program", what, count: 1, why, addresses: [address] });
    for (const each of list(given["provisioner"]).filter(isMap)) {
      const kind = typeof each["type"] === "string" ? each["type"] : Object.keys(each)[0];
      add(`provisioner ${String(kind)}`, "it runs a program at each create or destroy");
    }
    if (isData && isCall(type)) add(`data ${type}`, "it runs or calls something whenever Terraform plans");
    return made;
  });
}

function repeated(resources: readonly Resource[], isPlanned: (address: string) => boolean): readonly Unread[] {
  return resources.flatMap(({ address, arguments: given }): readonly Unread[] => {
    const key = ["count", "for_each", "dynamic"].find((each) => each in given);
    if (key === undefined || isPlanned(address)) return [];
    const why =
      key === "dynamic"
        ? "its blocks are made at the apply"
        : `how many there are stands in ${key}, and this page counts one`;
    return [{ kind: "count", what: `${key} of ${address}`, count: 1, why, addresses: [address] }];
  });
}

/** Backends that keep the state where it was before, and say nothing that a reviewer must ask about. */
const isPlainBackend = (name: string): boolean =>
  /^(local|s3|gcs|azurerm|remote|cloud|consul|pg|kubernetes|oss|cos)$/.test(name);

function backends({ json }: Stack): readonly Unread[] {
  const found = blocks(json["terraform"]).flatMap((each) => blocks(each["backend"]));
  return found.flatMap((each) =>
    Object.keys(each)
      .filter((name) => !isPlainBackend(name))
      .map((name) => ({
        kind: "backend" as const,
        what: `backend ${name}`,
        count: 1,
        why: "the state, with what is secret in it, goes there",
        addresses: [`terraform.backend.${name}`],
      })),
  );
}

function providers({ json }: Stack): readonly Unread[] {
  const all = isMap(json["provider"]) ? Object.entries(json["provider"]) : [];
  return all.flatMap(([name, given]) =>
    blocks(given).flatMap((each): readonly Unread[] => {
      const keys = Object.keys(each).filter((key) => /endpoint|metadata_host/i.test(key) && isSet(each[key]));
      if (keys.length === 0) return [];
      const why = `its calls, with the credentials, go where ${keys.join(", ")} says`;
      return [{ kind: "provider", what: `provider ${name}`, count: 1, why, addresses: [`provider.${name}`] }];
    }),
  );
}

const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  value !== false &&
  JSON.stringify(value) !== "[]" &&
  JSON.stringify(value) !== "{}";

/** Everything that was not read; empty where all of the stack was. */
export function notRead(stack: Stack, planned: ReadonlySet<string> | undefined): readonly Unread[] {
  const references = new References(stack);
  const types = new Map<string, string[]>();
  for (const resource of stack.resources) {
    if (isRead(resource, references, stack)) continue;
    const name = `${resource.isData ? "data " : ""}${typeName(resource)}`;
    types.set(name, [...(types.get(name) ?? []), resource.address]);
  }
  const unreadTypes = [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, addresses]) => ({
      kind: "type" as const,
      what,
      count: addresses.length,
      why: "no reader knows this type",
      addresses,
    }));
  const isPlanned = (address: string) => planned?.has(address) === true;
  return [
    ...programs(stack.resources),
    ...modules(stack, planned !== undefined),
    ...backends(stack),
    ...providers(stack),
    ...repeated(stack.resources, isPlanned),
    ...unreadTypes,
  ];
}

/** `3 resources of 2 types`, and what else; for a first screen. */
export function notReadInShort(unread: readonly Unread[]): string {
  const types = unread.filter(({ kind }) => kind === "type");
  const resources = types.reduce((total, { count }) => total + count, 0);
  const others = unread.filter(({ kind }) => kind !== "type").length;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return [
    ...(types.length > 0 ? [`${plural(resources, "resource")} of ${plural(types.length, "type")}`] : []),
    ...(others > 0 ? [`${plural(others, "thing")} that only an apply or a plan shows`] : []),
  ].join(", and ");
}
