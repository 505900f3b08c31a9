/**
 * `npm run golden`: writes again what is made and committed, so that every pull request shows it as an ordinary diff.
 * Tests fail when a file is stale. One process: the bindings are loaded once.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reportingErrors } from "../stacks/user-error.js";
import { frozen } from "../test/frozen.js";
import { loweredWords, wordsFile } from "../test/words.js";
import { goldens } from "./assembled-docs/goldens.js";
import { madePages } from "./assembled-docs/index.js";

const root = join(__dirname, "..");

/** Folders of which every file is generated: one that nobody writes any more is removed. */
const generated = ["test/addresses", "test/resources"];

async function main(): Promise<void> {
  const files = new Map([...(await goldens()), ...(await madePages()), ...(await frozen())]);
  for (const folder of generated) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of readdirSync(join(root, folder))) {
      if (!files.has(`${folder}/${name}`)) rmSync(join(root, folder, name));
    }
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  // after all else: what is made may hold fewer of them, too
  writeFileSync(join(root, wordsFile), loweredWords());
  console.log(`wrote ${files.size + 1} files`);
}

reportingErrors(main);
