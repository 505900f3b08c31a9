/** Writes the page of every construct: `docs/constructs/<vendor>/<construct>.md`. `npm run golden` runs it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pieces } from "../../cli/add/catalogue.js";
import { constructPage } from "./construct-page.js";

/** Every page: its path from the root, and its text. */
export function constructPages(): ReadonlyMap<string, string> {
  return new Map(pieces().map(({ name }) => [`docs/constructs/${name}.md`, constructPage(name)]));
}

if (require.main === module) {
  for (const [file, text] of constructPages()) {
    const path = join(__dirname, "../..", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
