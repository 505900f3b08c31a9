/** Every page is reached from the index, and every link inside the repository leads somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { docFiles } from "./blocks.js";

const root = join(__dirname, "../..");

const withoutCode = (text: string) => text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "").replace(/`[^`\n]*`(?!\])/g, "");

/** Targets of the links in a page that are paths. */
const linksOf = (file: string): readonly string[] =>
  [...withoutCode(readFileSync(join(root, file), "utf8")).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

test.each(docFiles())("%s links to what is there", (file) => {
  expect(linksOf(file).filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
});

test("the index links every page that stands beside it, and the README the index", () => {
  const pages = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md") && file !== "README.md");
  expect(pages.filter((page) => !linksOf("docs/README.md").includes(page))).toEqual([]);
  expect(linksOf("README.md")).toContain("docs/README.md");
});
