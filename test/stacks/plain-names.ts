/** What the rule `dangling-name` would name in a stack whose constructs said nothing of their plain names. */
import { App, TerraformStack } from "cdktf";
import { danglingName } from "../../stacks/rules/dangling-name.js";
import { nameAttributes } from "../../stacks/rules/name-attributes.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import type { SynthesizedStack } from "../synth.js";

/** Returns the places, each once: an address and the first part of the pointer. */
export function namedByText(pilot: SynthesizedStack | undefined): readonly string[] {
  if (pilot === undefined) throw new Error("the stack is missing");
  const stack = new TerraformStack(new App(), "says-nothing");
  const json = pilot.json as Synthesized;
  const problems = danglingName.check({ stack, json, nameAttributes, plainNames: [], allTypesListed: false });
  const places = problems.map(({ address, pointer }) => `${address} /${pointer?.split("/")[1]}`);
  return [...new Set(places)].sort();
}
