/**
 * Writes a page as one self-contained HTML file: no script, no request, light and dark, printable, readable by keyboard
 * and ear.
 */
import { type Block, escapeHtml, type Page, type Text } from "../document.js";

/** The page may load nothing and send nothing; its own style and its empty icon are all that it has. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const style = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#59636e;--page:#fff;--panel:#f6f8fa;--line:#d1d9e0;--link:#0550ae;
--bad:#a40e26;--good:#1a6b34;--bar:#0550ae;--bar2:#9a6700}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b3;--page:#0d1117;--panel:#161b22;--line:#3d444d;
--link:#79c0ff;--bad:#ff8f8f;--good:#7ee787;--bar:#79c0ff;--bar2:#e3b341}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--page)}
a{color:var(--link)} a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{
outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px} .skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem}
.frame{display:grid;grid-template-columns:15rem minmax(0,1fr);max-width:110rem;margin:auto}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:1.5rem 1rem;font-size:.875rem}
nav ol{list-style:none;margin:0;padding:0} nav a{display:block;padding:.2rem .4rem;text-decoration:none}
main{padding:1.5rem;min-width:0} h1{font-size:1.6rem;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2rem 0 .6rem;padding-top:.5rem;border-top:1px solid var(--line)}
.table{overflow-x:auto;margin:.6rem 0} table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{border:1px solid var(--line);padding:.35rem .55rem;text-align:left;vertical-align:top;
overflow-wrap:break-word;min-width:5rem}
th{background:var(--panel);white-space:nowrap} code,pre{font:.8125rem/1.45 ui-monospace,monospace}
code{overflow-wrap:anywhere} td code.short{white-space:nowrap}
pre{background:var(--panel);border:1px solid var(--line);padding:.7rem;overflow-x:auto}
summary{cursor:pointer;padding:.3rem 0} figure{margin:1rem 0} figcaption{color:var(--soft);font-size:.875em}
svg{max-width:100%;height:auto;display:block} .narrow{display:none} svg text{font:13px system-ui,sans-serif;fill:var(--text)}
svg .soft{fill:var(--soft);font-size:11px}
svg .box{fill:var(--panel);stroke:var(--line)}
svg .way{fill:none;stroke:var(--soft);stroke-width:1.5} svg .head{fill:var(--soft)}
svg .way.public{stroke:var(--bad)} svg .head.public{fill:var(--bad)}
svg .way.closed{stroke-dasharray:2 4} svg .way.asks{stroke-dasharray:1 6;stroke-linecap:round}
svg .cross{stroke:var(--good);stroke-width:2.5} svg .halo{paint-order:stroke;stroke:var(--page);stroke-width:4px}
svg .bar{fill:var(--bar)} svg .bar2{fill:var(--bar2)} svg .mark{stroke:var(--bad);stroke-width:2}
.contents{display:none} td summary{padding:0;color:var(--link)} td details[open] summary{margin-bottom:.3rem}
@media (max-width:60rem){.frame{display:flex;flex-direction:column} nav{position:static;max-height:none;order:2}
.contents{display:inline-block;margin-bottom:.4rem} main{padding:1rem;overflow-wrap:anywhere}}
@media (max-width:40rem){body{font-size:15px} .wide{display:none} .narrow{display:block}
h1{font-size:1.35rem;overflow-wrap:anywhere} pre{white-space:pre-wrap;overflow-wrap:anywhere}
.table{overflow-x:auto} table,tbody,tr,td{display:block;width:100%} thead{position:absolute;left:-9999px}
tr{border:1px solid var(--line);border-radius:6px;margin:0 0 .6rem;padding:.3rem .6rem}
td{border:0;padding:.2rem 0;min-width:0;overflow-wrap:anywhere} td:empty{display:none}
td[data-label]:not(:first-child)::before{content:attr(data-label);display:block;color:var(--soft);font-size:.75rem}
td:first-child{font-weight:600} td code.short{white-space:normal}}
@media print{nav,.skip,.contents{display:none} details::details-content{content-visibility:visible} .frame{display:block} body{font-size:11px}
table{font-size:9px} code,pre{font-size:8px}
h2{break-after:avoid} tr,figure{break-inside:avoid} th{white-space:normal} .table{overflow:visible} a{color:inherit}}
`;

function inline(text: Text): string {
  const parts = Array.isArray(text) ? text : [text];
  return (parts as ReadonlyArray<string | { code: string }>)
    .map((part) =>
      typeof part === "string"
        ? escapeHtml(part)
        : `<code${part.code.length <= 28 ? ' class="short"' : ""}>${escapeHtml(part.code)}</code>`,
    )
    .join("");
}

/** Columns of places and of platforms' words: they take more room than the answers, so they open by a click. */
const folding: Readonly<Record<string, readonly [one: string, more: string]>> = {
  Where: ["place", "places"],
  "Where, why": ["place", "places"],
  Addresses: ["address", "addresses"],
  "Used by": ["address", "addresses"],
  "In the platform's words": ["action", "actions"],
};

/** A cell, folded where its column is of those and it says more than a few words. */
function folded(text: Text, column: string): string {
  const words = Object.hasOwn(folding, column) ? folding[column] : undefined;
  const values = (Array.isArray(text) ? text : [text]) as ReadonlyArray<string | { code: string }>;
  const count = values.filter((part) => typeof part !== "string").length;
  const length = values.reduce((total, part) => total + (typeof part === "string" ? part : part.code).length, 0);
  if (words === undefined || count === 0 || (count === 1 && length <= 28)) return inline(text);
  return `<details><summary>${count} ${count === 1 ? words[0] : words[1]}</summary>${inline(text)}</details>`;
}

function write(block: Block, label: string): string {
  switch (block.kind) {
    case "text":
      return `<p>${inline(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`;
    case "table": {
      const head = block.head.map((cell) => `<th scope="col" role="columnheader">${escapeHtml(cell)}</th>`).join("");
      const isFirst = /first$/.test(block.head[0] ?? "");
      const cellOf = (cell: Text, index: number) => {
        const name = block.head[index] ?? "";
        // an answer needs no name below its question
        const label = name === "Answer" ? "" : ` data-label="${escapeHtml(name)}"`;
        return `<td role="cell"${label}>${isFirst ? inline(cell) : folded(cell, name)}</td>`;
      };
      const rows = block.rows.map((cells) => `<tr role="row">${cells.map(cellOf).join("")}</tr>`);
      const open = `<div class="table" role="group" aria-label="${escapeHtml(label)}" tabindex="0">`;
      const parts = ["thead", "tbody"].map((part) => `${part} role="rowgroup"`);
      return (
        `${open}<table role="table"><${parts[0]}><tr role="row">${head}</tr></thead>` +
        `<${parts[1]}>${rows.join("")}</tbody></table></div>`
      );
    }
    case "commands":
      return `<pre tabindex="0"><code>${block.lines.map(escapeHtml).join("\n")}</code></pre>`;
    case "details": {
      const inner = block.blocks.map((each) => write(each, block.summary)).join("");
      return `<details><summary>${escapeHtml(block.summary)}</summary>${inner}</details>`;
    }
    case "figure":
      return (
        `<figure><div class="${block.narrow === undefined ? "" : "wide"}">${block.svg}</div>` +
        `${block.narrow === undefined ? "" : `<div class="narrow">${block.narrow}</div>`}` +
        `<figcaption>${escapeHtml(block.caption)}</figcaption></figure>`
      );
  }
}

/** The page as one HTML file. */
export function html(page: Page): string {
  const anchors = page.sections.map(({ title }, index) => ({ id: `s${index + 1}`, title }));
  const links = anchors.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  const sections = page.sections.map(({ title, blocks }, index) => {
    const id = anchors[index]?.id ?? "";
    const body = blocks.map((block) => write(block, title)).join("\n");
    return `<section aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>\n${body}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>${escapeHtml(page.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the review</a>
<div class="frame">
<nav id="contents" aria-label="Sections"><ol>${links.join("")}</ol></nav>
<main id="main">
<a class="contents" href="#contents">Contents</a>
<h1>${escapeHtml(page.title)}</h1>
${page.head.map((block) => write(block, page.title)).join("\n")}
${sections.join("\n")}
</main>
</div>
</body>
</html>
`;
}
