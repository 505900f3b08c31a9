/**
 * Writes a page as Markdown that renders on GitHub: every string is escaped, and the whole stays below GitHub's limit.
 */
import { type Block, escapeHtml, type Page, type Text, visible } from "../document.js";

/** One comment on GitHub takes 65,536 characters (github.com/orgs/community/discussions/27190). */
export const characterLimit = 65_000;

/** Text that is not code: no markup, no HTML, no mention, no link. */
function escapeText(value: string): string {
  return visible(value)
    .replace(/[\\`*{}[\]<|~$]/g, "\\$&")
    .replace(/(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\_")
    .replace(/&/g, "&amp;")
    .replace(/(^|[^\w])([@#])(?=\w)/g, "$1$2<!-- -->")
    .replace(/(\w):\/\//g, "$1:<!-- -->//")
    .replace(/\bwww\./gi, "www<!-- -->.");
}

/** Code with a fence that is longer than any run of backticks in it; a pipe would end a table's cell. */
function codeSpan(value: string): string {
  const text = visible(value);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || text === "" || /^ .* $/.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`.replace(/\|/g, "\\|");
}

interface Limits {
  readonly rows: number;
  readonly cell: number;
}

const cut = (value: string, most: number) => (value.length > most ? `${value.slice(0, most)}…` : value);

function inline(text: Text, { cell }: Limits): string {
  const parts = Array.isArray(text) ? text : [text];
  const written: string[] = [];
  let room = cell;
  for (const part of parts as ReadonlyArray<string | { code: string }>) {
    if (room <= 0) {
      written.push(" …");
      break;
    }
    const value = typeof part === "string" ? part : part.code;
    written.push(typeof part === "string" ? escapeText(cut(value, room)) : codeSpan(cut(value, room)));
    room -= value.length;
  }
  return written.join("");
}

/** At the start of a line some signs would begin a list, a heading or a quotation. */
const atStart = (text: string): string =>
  text.replace(/^(\s*\d+)([.)])/, "$1\\$2").replace(/^(\s*)([-+#=>])/, "$1\\$2");

function lines(block: Block, limits: Limits): string[] {
  switch (block.kind) {
    case "text":
      return [atStart(inline(block.text, limits))];
    case "list":
      return block.items.map((item) => `- ${atStart(inline(item, limits))}`);
    case "table": {
      if (block.brief !== undefined) return lines({ kind: "text", text: block.brief }, limits);
      const kept = block.kept ?? 0;
      const shown = block.rows.slice(0, Math.max(limits.rows, kept));
      const roomy = { ...limits, cell: Math.max(limits.cell, 300) };
      const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
      return [
        row(block.head.map((head) => escapeText(head))),
        row(block.head.map(() => "---")),
        ...shown.map((cells, index) => row(cells.map((cell) => inline(cell, index < kept ? roomy : limits) || " "))),
        ...(shown.length < block.rows.length ? ["", `…and ${block.rows.length - shown.length} more rows.`] : []),
      ];
    }
    case "commands": {
      const shown = block.lines.slice(0, limits.rows).map((line) => visible(cut(line, limits.cell)));
      const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
      const fence = "`".repeat(longest + 1);
      return [`${fence}sh`, ...shown, fence];
    }
    case "figure":
      return [];
    case "details":
      return [
        // inside of an HTML block Markdown's own escapes mean nothing
        `<details><summary>${escapeHtml(block.summary)}</summary>`,
        "",
        ...block.blocks.flatMap((inner) => [...lines(inner, limits), ""]),
        "</details>",
      ];
  }
}

function write(page: Page, limits: Limits): string {
  const blocks = (all: readonly Block[]) =>
    all.flatMap((block) => (block.kind === "figure" ? [] : [...lines(block, limits), ""]));
  return [
    `# ${escapeText(page.title)}`,
    "",
    ...blocks(page.head),
    ...page.sections.flatMap((section) => [`## ${escapeText(section.title)}`, ...blocks(section.blocks)]),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

/** The sections with nothing but the rows that are never left out. */
function keptOnly({ sections }: Page): Page["sections"] {
  return sections.flatMap(({ title, blocks }) => {
    const tables = blocks.flatMap((block) =>
      block.kind === "table" && (block.kept ?? 0) > 0 ? [{ ...block, rows: block.rows.slice(0, block.kept) }] : [],
    );
    return tables.length === 0 ? [] : [{ title, blocks: tables }];
  });
}

/**
 * The page as Markdown. Where it would be too long, tables and cells are cut until it fits, and say so. Rows that are
 * never left out may make it longer than a comment holds.
 */
export function markdown(page: Page): string {
  for (const rows of [Number.POSITIVE_INFINITY, 200, 80, 30, 10]) {
    const text = write(page, { rows, cell: 2000 });
    if (text.length < characterLimit) return text;
  }
  for (const cell of [300, 80, 20]) {
    const text = write(page, { rows: 10, cell });
    if (text.length < characterLimit) return text;
  }
  const kept = keptOnly(page);
  if (kept.length > 0) {
    const note =
      "The page is too long for a comment: only what opens something is here, and the HTML page has all of it.";
    return write(
      { ...page, head: [...page.head, { kind: "text", text: note }], sections: kept },
      { rows: 0, cell: 300 },
    );
  }
  const shortened = { ...page, sections: page.sections.slice(0, 12) };
  return write(shortened, { rows: 5, cell: 20 }).slice(0, characterLimit - 1);
}
