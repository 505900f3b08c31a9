/** Counts the words that `docs/words.md` gave up, over all text that somebody writes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** A word that must not be written any more. */
export interface OldWord {
  readonly old: string;
  /** A regular expression; the case of letters does not count. */
  readonly pattern: string;
  /** What is written instead. */
  readonly use: string;
  /** How often the word may still stand. It only falls. */
  readonly ceiling: number;
}

/** The list, `lint/words.json`. */
export const wordsFile = "lint/words.json";

/** Reads the list of old words. */
export const oldWords = (): readonly OldWord[] => JSON.parse(readFileSync(join(root, wordsFile), "utf8")) as OldWord[];

const folders = ["bench", "cli", "constructs", "docs", "examples", "review", "scripts", "stacks", "test", "trial"];

/** Generated files repeat what another file says, and a decision tells what was. */
const isCounted = (file: string) =>
  /\.(ts|md|py)$/.test(file) &&
  !/(^|\/)(node_modules|dist|__pycache__|\.venv|\.cache)\//.test(file) &&
  !/^(docs\/(spec|constructs)\.md|docs\/(constructs|adr|api-report)\/|examples\/penguins\/review\/|test\/words)/.test(
    file,
  );

/** All text that somebody writes, file by file. */
export function writtenFiles(): readonly (readonly [file: string, text: string])[] {
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  return [...inside, "README.md", "CONTRIBUTING.md"]
    .filter(isCounted)
    .map((file) => [file, readFileSync(join(root, file), "utf8")]);
}

/** How often a word stands in a text. */
export const occurrences = ({ pattern }: Pick<OldWord, "pattern">, text: string): number =>
  [...text.matchAll(new RegExp(pattern, "gi"))].length;

/** The list as JSON, with each ceiling lowered to what stands now; none is raised. */
export function loweredWords(): string {
  const files = writtenFiles();
  const words = oldWords().map((word) => {
    const count = files.reduce((sum, [, text]) => sum + occurrences(word, text), 0);
    return { ...word, ceiling: Math.min(word.ceiling, count) };
  });
  return `${JSON.stringify(words, null, 2)}\n`;
}
