/**
 * Writes the pages that are made: `docs/constructs/<vendor>/<construct>.md`, `docs/checks.md`, and the section of each
 * platform's page about changes. `npm run golden` runs it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pieces } from "../../cli/add/catalogue.js";
import { specChanges } from "../../stacks/changes/index.js";
import { withChanges } from "./changes-section.js";
import { checksPage } from "./checks-page.js";
import { constructPage } from "./construct-page.js";

/** Every page: its path from the root, and its text. */
export async function madePages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([["docs/checks.md", checksPage()]]);
  for (const { name } of pieces()) pages.set(`docs/constructs/${name}.md`, await constructPage(name));
  for (const [platform, changes] of Object.entries(specChanges)) {
    const file = `docs/${platform}.md`;
    pages.set(file, withChanges(file, readFileSync(join(__dirname, "../..", file), "utf8"), changes));
  }
  return pages;
}

if (require.main === module) {
  madePages().then((pages) => {
    for (const [file, text] of pages) {
      const path = join(__dirname, "../..", file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      console.log(`wrote ${file}`);
    }
  });
}
