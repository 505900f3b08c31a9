/** Lays a page out for a terminal: wrapped to its width, tables in columns, what is grave in red. */
import { type Block, type Page, plain, type Text, visible } from "../document.js";

/** What is known of the terminal. */
export interface Terminal {
  readonly columns: number;
  readonly hasColour: boolean;
}

/** Narrower than this a column is not read any more; then each cell gets a line of its own. */
const leastColumn = 9;

/** Spaces between two columns. */
const gap = 2;

/** What a reviewer looks at first, as the first cell of a row begins. */
const grave = [
  ...["destroyed", "replaced", "public", "wildcard", "limit without", "store without", "no-go"],
  ...["permission gained", "way opened", "limit raised", "expiry dropped", "safeguard taken away", "left behind"],
  ...["state moved", "program run", "module changed", "provider changed", "credential made", "ledger untrue", "stale"],
  ...["other recipients", "gate lowered", "other owner", "other image", "other machine", "release changed"],
];

/** The lines of a text of at most so many characters; a word that is longer, such as an ARN, is broken. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = "";
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

const said = (text: Text): string => visible(plain(text));

/** How wide each column is: as it needs where all fit, else the widest give way. Undefined where none would be read. */
function widthsOf(cells: ReadonlyArray<readonly string[]>, columns: number): readonly number[] | undefined {
  const widths = (cells[0] ?? []).map((_, at) => Math.max(1, ...cells.map((row) => row[at]?.length ?? 0)));
  let room = columns - gap * (widths.length - 1);
  if (widths.reduce((sum, width) => sum + Math.min(width, leastColumn), 0) > room) return undefined;
  // narrow columns keep what they need; the wide ones share the rest
  const order = widths.map((_, at) => at).sort((a, b) => (widths[a] ?? 0) - (widths[b] ?? 0));
  const fitted = [...widths];
  order.forEach((at, index) => {
    const share = Math.floor(room / (order.length - index));
    fitted[at] = Math.min(widths[at] ?? 0, share);
    room -= fitted[at] ?? 0;
  });
  return fitted;
}

function tableLines(head: readonly string[], rows: ReadonlyArray<readonly Text[]>, terminal: Terminal): string[] {
  const { columns } = terminal;
  const titles = head.map(visible);
  const cells = rows.map((row) => row.map(said));
  const widths = widthsOf([titles, ...cells], columns);
  const marked = (lines: readonly string[], first = "") =>
    terminal.hasColour && grave.some((kind) => first.startsWith(kind)) ? lines.map(red) : lines;
  if (widths === undefined) {
    return cells.flatMap((row) => [
      ...marked(
        row.flatMap((cell, at) =>
          cell === "" ? [] : indented(`${titles[at]}: ${cell}`, columns, at === 0 ? "" : "  "),
        ),
        row[0],
      ),
      "",
    ]);
  }
  const line = (row: readonly string[]): readonly string[] => {
    const parts = row.map((cell, at) => wrapped(cell, widths[at] ?? 1));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, index) =>
      parts
        .map((part, at) => (part[index] ?? "").padEnd(widths[at] ?? 0))
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  };
  const rule = widths.map((width) => "─".repeat(width)).join(" ".repeat(gap));
  return [...line(titles), rule, ...cells.flatMap((row) => marked(line(row), row[0]))];
}

/** A text with its continuation under its first letter. */
function indented(text: string, columns: number, before: string): readonly string[] {
  const under = " ".repeat(before.length);
  return wrapped(text, Math.max(leastColumn, columns - before.length)).map(
    (line, at) => (at === 0 ? before : under) + line,
  );
}

function blockLines(block: Block, terminal: Terminal): readonly string[] {
  const { columns } = terminal;
  switch (block.kind) {
    case "text":
      return wrapped(said(block.text), columns);
    case "list":
      return block.items.flatMap((item) => indented(said(item), columns, "- "));
    case "table":
      return block.brief === undefined
        ? tableLines(block.head, block.rows, terminal)
        : wrapped(said(block.brief), columns);
    case "commands":
      // whole: they are pasted
      return block.lines.map((line) => `  ${visible(line)}`);
    case "figure":
      return [];
    case "details":
      return [
        ...wrapped(visible(block.summary), columns),
        ...block.blocks.flatMap((each) => ["", ...blockLines(each, terminal)]),
      ];
  }
}

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;

/** Whether a terminal shows colours, and nobody asked for none (no-color.org). */
export const showsColour = (isTerminal: boolean, env: NodeJS.ProcessEnv): boolean =>
  isTerminal && (env["NO_COLOR"] ?? "") === "" && env["FORCE_COLOR"] !== "0" && env["TERM"] !== "dumb";

/** The lines of a page. Commands alone may be longer than the terminal is wide. */
export function layout(page: Page, terminal: Terminal): readonly string[] {
  const title = (text: string) =>
    wrapped(visible(text), terminal.columns).map(terminal.hasColour ? bold : (line) => line);
  const blocks = (all: readonly Block[]) =>
    all
      .map((block) => blockLines(block, terminal))
      .filter((lines) => lines.length > 0)
      .flatMap((lines) => ["", ...lines]);
  return [
    ...title(page.title),
    ...blocks(page.head),
    ...page.sections.flatMap((section) => ["", ...title(section.title), ...blocks(section.blocks)]),
  ];
}
