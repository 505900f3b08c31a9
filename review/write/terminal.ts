/** Colour for Markdown on a terminal, and nowhere else (no-color.org). */

const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

/** What a reviewer looks at first. */
const grave = [
  ...["destroyed", "replaced", "public", "wildcard", "limit without", "store without", "no-go"],
  ...["permission gained", "way opened", "limit raised", "expiry dropped"],
];

/** The text with headings and grave rows marked, where it goes to a terminal and nobody asked for none. */
export function coloured(text: string, isTerminal: boolean, env: NodeJS.ProcessEnv): string {
  if (!isTerminal || (env.NO_COLOR ?? "") !== "" || env.FORCE_COLOR === "0" || env.TERM === "dumb") return text;
  return text
    .split("\n")
    .map((line) =>
      /^#{1,2} /.test(line) ? bold(line) : grave.some((kind) => line.startsWith(`| ${kind}`)) ? red(line) : line,
    )
    .join("\n");
}
