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
  return paths.some((each) => path.startsWith(each));
}

/** The quoted name of the first resource of a type in a box; undefined without one. */
export const nameInBox = (stack: Stack, box: LedgerBox["box"], type: string): string | undefined =>
  commandName(stack, (resource) => resource.type === type && isInBox(stack, box, resource));

/** The outputs of a stack: each a command, with the output's name behind it. */
export function outputCommands(stack: Stack): readonly string[] {
  const references = new References(stack);
  const outputs = stack.json["output"];
  return Object.entries(isMap(outputs) ? outputs : {}).flatMap(([name, output]) => {
    const value = isMap(output) ? output["value"] : undefined;
    return typeof value === "string" ? [`${references.text(value)}   # ${name}`] : [];
  });
}
