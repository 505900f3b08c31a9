/** Commands that a page shows, and the names in them. */
import type { LedgerBox } from "../ledger.js";
import { References } from "./references.js";
import { isMap, type Resource, type Stack } from "./stack.js";

/** A name in a command that somebody will paste: quoted where a shell would read more than a name. */
export const quoted = (name: string): string =>
  /^[\w./:@-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;

/** The quoted name of the first resource that fits; undefined without one. */
export function commandName(stack: Stack, fits: (resource: Resource) => boolean): string | undefined {
  const found = stack.resources.find((resource) => !resource.isData && fits(resource));
  return found === undefined ? undefined : quoted(new References(stack).name(found));
}

/** Whether a resource stands in a box of the ledger. */
export function isInBox({ ledger }: Stack, name: LedgerBox["box"], { path }: Resource): boolean {
  const paths = ledger?.boxes.find(({ box }) => box === name)?.path.split(", ") ?? [];
  return paths.some((each) => path === each || path.startsWith(`${each}/`));
}

/** How deep a resource stands among the parts of its box. */
const depth = ({ path }: Resource): number => path.split("/").length;

/**
 * The quoted name of the resource of a type that a box is about; undefined without one. It stands above those of the
 * box's parts, such as the bucket of its access logs, in whatever order the stack has them.
 */
export function nameInBox(stack: Stack, box: LedgerBox["box"], type: string): string | undefined {
  const all = (stack.byType.get(type) ?? []).filter((resource) => isInBox(stack, box, resource));
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  const main = others.reduce((found, each) => (depth(each) < depth(found) ? each : found), first);
  return quoted(new References(stack).name(main));
}

/** The outputs of a stack: each a command, with the output's name behind it. */
export function outputCommands(stack: Stack): readonly string[] {
  const references = new References(stack);
  const outputs = stack.json["output"];
  return Object.entries(isMap(outputs) ? outputs : {}).flatMap(([name, output]) => {
    const value = isMap(output) ? output["value"] : undefined;
    return typeof value === "string" ? [`${references.text(value)}   # ${name}`] : [];
  });
}
