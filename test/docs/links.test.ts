/** Every page is reached from the index, and every link inside the repository leads somewhere. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { docFiles } from "./blocks.js";
import { linksOf } from "./page-links.js";

const root = join(__dirname, "../..");

test.each(docFiles())("%s links to what is there", (file) => {
  expect(linksOf(file).filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
});

test("the index links every page that stands beside it, and the README the index", () => {
  const pages = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md") && file !== "README.md");
  expect(pages.filter((page) => !linksOf("docs/README.md").includes(page))).toEqual([]);
  expect(linksOf("README.md")).toContain("docs/README.md");
});
