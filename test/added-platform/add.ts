/** Adds a platform of one box, which does not exist, to a copy of the sources. */
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the platform is called. */
export const id = "demo";

/** Copies its folders into a copy of the sources, and writes its line into the list, which it returns. */
export function addTo(scratch: string): string {
  for (const folder of ["constructs", "stacks", "examples"]) {
    if (existsSync(join(scratch, folder))) cpSync(join(__dirname, folder), join(scratch, folder), { recursive: true });
  }
  const list = join(scratch, "stacks/platforms.ts");
  const listed = readFileSync(list, "utf8")
    .replace(/^import /m, `import { ${id} } from "./${id}/platform.js";\nimport `)
    .replace(/(export const platforms = \{[^}]*?),? *\}/, `$1, ${id} }`);
  writeFileSync(list, listed);
  return listed;
}
