/** The code blocks of README and docs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** A fenced block. */
export interface Block {
  /** Where it stands: file and line of its fence. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

/** The blocks of a Markdown text. A fence may be longer than three marks; the same number closes it. */
export function blocksOf(file: string, markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^(`{3,})(\S+)[^\n]*\n([\s\S]*?)^\1$/gm)].map(
    ({ 2: language = "", 3: text = "", index }) => ({
      at: `${file}:${markdown.slice(0, index).split("\n").length}`,
      language,
      text,
    }),
  );
}

/** The README, CONTRIBUTING and everything under docs/ and constructs/. */
export function docFiles(): readonly string[] {
  const patterns = ["README.md", "CONTRIBUTING.md", "docs/**/*.md", "docs/*.md", "constructs/**/*.md"];
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: root,
  });
  return [...new Set(listed.toString().split("\n"))].filter((file) => file !== "").sort();
}

/** Their blocks. The reports of the public surface hold declarations, which nobody runs. */
export function docBlocks(): readonly Block[] {
  const written = docFiles().filter((file) => !file.startsWith("docs/api-report/"));
  return written.flatMap((file) => blocksOf(file, readFileSync(join(root, file), "utf8")));
}
