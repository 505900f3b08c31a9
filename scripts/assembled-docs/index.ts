/**
 * The pages that are assembled: `docs/constructs/<platform>/<construct>.md`, `docs/checks.md`, and the section of each
 * platform's page about changes. `npm run golden` writes them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
