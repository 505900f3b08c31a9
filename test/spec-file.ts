/** The example as the file of a spec. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { PilotSpecInput } from "../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "./scratch.js";
import { exampleInput } from "./synth.js";

/** Writes the example, changed. Returns the path. */
export function specFile(change: (input: PilotSpecInput) => void): string {
  const path = join(temporaryFolder("spec"), "pilot.yaml");
  // an undefined value is left out, and the same object twice is written twice
  writeFileSync(path, stringify(JSON.parse(JSON.stringify(exampleInput(change)))));
  return path;
}
