/** A review in a terminal: nothing but a command is wider than it, no word is lost, and what is grave is red. */
import { analysisOf } from "../../review/analysis/analysis.js";
import type { Block, Page } from "../../review/document.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";
import { layout, showsColour } from "../../review/write/layout.js";
import { synthesizePilots, variants } from "../synth.js";

let pages: readonly Page[];
beforeAll(async () => {
  const stacks = Object.entries(await synthesizePilots(variants["phase 2"]));
  pages = stacks.map(([platform, { json }]) =>
    page(analysisOf(stackOf(platform, platform, json), { today: new Date("2026-11-30") })),
  );
});

const blocksOf = (blocks: readonly Block[]): readonly Block[] =>
  blocks.flatMap((block) => [block, ...(block.kind === "details" ? blocksOf(block.blocks) : [])]);
const all = ({ head, sections }: Page) => [head, ...sections.map(({ blocks }) => blocks)].flatMap(blocksOf);
const of = (...blocks: readonly Block[]): Page => ({ title: "A page", head: blocks, sections: [] });
const lines = (shown: Page, columns: number, hasColour = false) => layout(shown, { columns, hasColour });

test.each([60, 80, 100, 200])(
  "no line of the example's reviews is wider than %i columns, but for commands",
  (columns) => {
    for (const each of pages) {
      const commands = new Set(
        all(each)
          .flatMap((block) => (block.kind === "commands" ? block.lines : []))
          .map((line) => `  ${line}`),
      );
      const wide = lines(each, columns).filter((line) => line.length > columns && !commands.has(line));
      expect(wide).toEqual([]);
    }
  },
);

test("a row of a table keeps every character of its cells, in columns", () => {
  const arn = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/1";
  const shown = lines(
    of({
      kind: "table",
      head: ["Who", "What"],
      rows: [
        ["the operator", arn],
        ["x", "y"],
      ],
    }),
    40,
  );
  expect(shown).toEqual([
    "A page",
    "",
    "Who           What",
    "────────────  ──────────────────────────",
    "the operator  arn:aws:sagemaker:eu-west-",
    "              1:123456789012:model-packa",
    "              ge/penguins-models/1",
    "x             y",
  ]);
});

test("a table with more columns than the terminal holds gives each cell a line", () => {
  const head = ["One", "Two", "Three", "Four", "Five"];
  const shown = lines(
    of({ kind: "table", head, rows: [head.map((word) => `${word.toLowerCase()} is a long text`)] }),
    30,
  );
  expect(shown.slice(2, 5)).toEqual([
    "One: one is a long text",
    "  Two: two is a long text",
    "  Three: three is a long text",
  ]);
});

test("what is grave is red and a title bold, where there are colours", () => {
  const shown = of({
    kind: "table",
    head: ["Kind", "What"],
    rows: [
      ["destroyed", "a"],
      ["made", "b"],
    ],
  });
  const coloured = lines(shown, 80, true);
  expect(coloured[0]).toBe("\u001b[1mA page\u001b[22m");
  expect(coloured.filter((line) => line.includes("\u001b[31m"))).toEqual(["\u001b[31mdestroyed  a\u001b[39m"]);
  expect(lines(shown, 80).join()).not.toContain("\u001b");
});

test("no text of a stack moves the cursor", () => {
  expect(lines(of({ kind: "text", text: "a\u001b[2Jb" }), 80)).toContain("a\\u{1b}[2Jb");
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { TERM: "dumb" }, false],
])("a terminal %p with %j shows colours: %p", (isTerminal, env, expected) => {
  expect(showsColour(isTerminal, env)).toBe(expected);
});
