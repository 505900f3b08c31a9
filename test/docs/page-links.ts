/** The links of a page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

const withoutCode = (text: string) => text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "").replace(/`[^`\n]*`(?!\])/g, "");

/** Targets of the links in a page that are paths. */
export const linksOf = (file: string): readonly string[] =>
  [...withoutCode(readFileSync(join(root, file), "utf8")).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
