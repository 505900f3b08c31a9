/** Reads a plan as data. Source: developer.hashicorp.com/terraform/internals/json-format, format 1.2 (2026-10). */

/** One resource in a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: unknown;
  };
}

interface Configured {
  readonly address: string;
  readonly expressions?: unknown;
}

/** What `terraform show -json` says about a plan, as far as it is read here. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
  readonly configuration: { readonly root_module: { readonly resources?: readonly Configured[] } };
}

type Path = readonly (string | number)[];

/** The paths of all leaves that are unknown. */
function unknownPaths(unknown: unknown, path: Path = []): Path[] {
  if (unknown === true) return [path];
  if (Array.isArray(unknown)) return unknown.flatMap((value, index) => unknownPaths(value, [...path, index]));
  if (typeof unknown !== "object" || unknown === null) return [];
  return Object.entries(unknown).flatMap(([key, value]) => unknownPaths(value, [...path, key]));
}

/** Whether the stack sets what a path leads to, or the expression around it. The rest is the platform's business. */
function isSet(expressions: unknown, path: Path): boolean {
  let at = expressions;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return false;
    if ("references" in at || "constant_value" in at) return true;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at !== undefined;
}

/** What a reviewer of this plan cannot see although the stack sets it: `address attribute`, sorted, no positions. */
export function unknownAttributes(plan: Plan): readonly string[] {
  const configured = new Map(plan.configuration.root_module.resources?.map((r) => [r.address, r.expressions]));
  const lines = (plan.resource_changes ?? [])
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ address, change }) =>
      unknownPaths(change.after_unknown)
        .filter((path) => isSet(configured.get(address.replace(/\[[^\]]*\]$/, "")), path))
        .map((path) => `${address} ${path.filter((key) => typeof key === "string").join(".")}`),
    );
  return [...new Set(lines)].sort();
}

/** What a plan changes: `address: action`, or `address: update: attribute, …`; empty where nothing is to do. */
export function changesOf(plan: Plan): readonly string[] {
  const resources = (plan.resource_changes ?? [])
    .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
    .map(({ address, change: { actions, before, after } }) => {
      const keys = before === null || after === null ? [] : Object.keys({ ...before, ...after });
      const changed = keys.filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]));
      return [address, actions.join(" and "), ...(changed.length > 0 ? [changed.join(", ")] : [])].join(": ");
    });
  const outputs = Object.entries(plan.output_changes ?? {})
    .filter(([, { actions }]) => actions.join() !== "no-op")
    .map(([name, { actions }]) => `output ${name}: ${actions.join(" and ")}`);
  return [...resources, ...outputs];
}

/** What the symbols before a resource mean. Source: `terraform plan` of Terraform 1.7 to 1.11. */
const symbols: Readonly<Record<string, string>> = {
  "+": "create",
  "-": "delete",
  "~": "update",
  "+/-": "create and delete",
  "-/+": "delete and create",
};

/** The names of the arguments and blocks that a printed resource changes, each once, without what is inside of them. */
const changedKeys = (resource: string): readonly string[] => [
  ...new Set([...resource.matchAll(/^ {6}[-+~] "?([\w-]+)"? +[={]/gm)].map(([, key = ""]) => key)),
];

/**
 * The changes of a plan as `terraform plan` and `terraform apply` print them, in their order: as `changesOf`, but for
 * the outputs. A resource that is made or goes names no attribute.
 */
export function actionsOf(output: string): readonly string[] {
  const [, actions = ""] = output.split(/(?:Terraform|OpenTofu) will perform the following actions:/);
  return [...actions.matchAll(/^ *(\+\/-|-\/\+|[+~-]) resource "([^"]+)" "([^"]+)" \{\n([\s\S]*?)^ {4}\}/gm)].map(
    ([, symbol = "", type, id, resource = ""]) => {
      const changed = symbol === "+" || symbol === "-" ? [] : changedKeys(resource);
      return [`${type}.${id}`, symbols[symbol], ...(changed.length > 0 ? [changed.join(", ")] : [])].join(": ");
    },
  );
}
