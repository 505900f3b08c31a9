/** Drawings for the HTML page, as SVG that follows the page's colours: the path with its network, and bars. */

import type { Analysis } from "../analysis/analysis.js";
import { type Money, money, sum } from "../analysis/money.js";
import type { Reach } from "../analysis/reach.js";
import { type Block, escapeHtml } from "../document.js";
import { short } from "../read/references.js";

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const text = (x: number, y: number, value: string, most: number, kind = "", anchor = "start") =>
  `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escapeHtml(cut(value, most))}</text>`;

/** A whole drawing that says in words what it shows. */
const drawn = (height: number, words: string, parts: readonly string[]) =>
  `<svg viewBox="0 0 1000 ${height}" role="img" aria-label="${escapeHtml(words)}">` +
  `<title>${escapeHtml(words)}</title>${parts.join("")}</svg>`;

const places = ["data bucket", "pipeline", "training job", "model registry", "endpoint"] as const;

/** A line that ends in an arrow head, from left to right. */
const arrow = (x1: number, x2: number, y: number, kind = "") =>
  `<path class="way ${kind}" d="M${x1} ${y}H${x2 - 6}"/><path class="head ${kind}" d="M${x2} ${y}l-8 -4v8z"/>`;

/** The open ways between different ends, those from or to the internet first; rules of one pair are one way. */
function openWays(
  reach: readonly Reach[],
): ReadonlyArray<readonly [from: string, to: string, by: string, isPublic: boolean]> {
  const seen = new Map<string, readonly [string, string, string, boolean]>();
  for (const row of reach.filter(({ isOpen }) => isOpen)) {
    const key = JSON.stringify([row.from, row.to]);
    if (!seen.has(key)) seen.set(key, [short(row.from), short(row.to), row.by, row.isPublic]);
  }
  return [...seen.values()].slice(0, 14);
}

/** The path from bucket to endpoint with who runs each box, and under it every way of the network that is open. */
export function pathDrawing({ stack, reach }: Analysis): Block {
  const { ledger } = stack;
  // without a ledger there is no path to draw, only the network
  const top = ledger === undefined ? 20 : 104;
  const boxes = (ledger === undefined ? [] : places).map((name, index) => {
    const box = ledger?.boxes.find((each) => each.box === name);
    const x = 8 + index * 198;
    const note =
      box === undefined
        ? "not in this stack yet"
        : `${box.limits.length} limits, idle: ${box.meter?.whileIdle ? "meters" : "nothing"}`;
    return [
      `<rect class="box" x="${x}" y="10" width="168" height="62" rx="8"${box ? "" : ' stroke-dasharray="5 4"'}/>`,
      text(x + 84, 32, name, 24, "", "middle"),
      text(x + 84, 48, box?.owner ?? "", 27, "soft", "middle"),
      text(x + 84, 63, note, 30, "soft", "middle"),
      index === 0 ? "" : arrow(x - 30, x, 41),
    ].join("");
  });
  const ways = openWays(reach);
  const lines = ways.map(([from, to, by, isPublic], index) => {
    const y = top + 24 + index * 26;
    const kind = isPublic ? "public" : "";
    const ends = text(8, y + 4, from, 46) + text(650, y + 4, to, 46);
    return ends + arrow(360, 640, y, kind) + text(500, y - 5, by, 44, "soft", "middle");
  });
  const none = text(8, top + 26, "This stack opens no way.", 60, "soft");
  const height = top + 24 + Math.max(1, ways.length) * 26;
  const title = `${ledger === undefined ? "" : "The path, and "}what reaches what in ${stack.name}`;
  const parts = [...boxes, text(8, top, "What can reach what", 60, "soft"), ...(lines.length > 0 ? lines : [none])];
  const svg = drawn(height, title, parts);
  return {
    kind: "figure",
    svg,
    caption: `${title}. Ways from or to the internet are red; all rows stand in the tables below.`,
  };
}

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
  readonly isSecond?: boolean;
}

/** Horizontal bars on one scale, with an optional mark such as the budget. */
export function bars(
  title: string,
  all: readonly Bar[],
  mark?: { readonly value: number; readonly label: string },
): Block {
  const most = Math.max(1e-9, ...all.map(({ value }) => value), mark?.value ?? 0);
  const scale = (value: number) => Math.round((value / most) * 560);
  const rows = all.map(({ label, value, shown, isSecond }, index) => {
    const y = 26 + index * 30;
    const kind = isSecond ? "bar2" : "bar";
    const length = Math.max(1, scale(value));
    const bar = `<rect class="${kind}" x="250" y="${y}" width="${length}" height="18" rx="3"/>`;
    return text(8, y + 14, label, 34) + bar + text(258 + scale(value), y + 14, shown, 24, "soft");
  });
  const height = 34 + all.length * 30;
  const at = mark === undefined ? 0 : 250 + scale(mark.value);
  const anchor = at > 700 ? "end" : "middle";
  const line =
    mark && `<path class="mark" d="M${at} 20V${height - 6}"/>${text(at, 14, mark.label, 40, "soft", anchor)}`;
  const words = `${title}: ${all.map(({ label, shown }) => `${label} ${shown}`).join(", ")}`;
  const svg = drawn(height, words, line === undefined ? rows : [...rows, line]);
  return { kind: "figure", svg, caption: title };
}

/** Idle against worst case, and one run, against the budget. */
export function moneyChart(costs: Money, name: string): Block {
  const bar = (label: string, value: number, isSecond = false): Bar => ({
    label,
    value,
    shown: money(value, costs.currency),
    isSecond,
  });
  const mark =
    costs.budget === undefined
      ? undefined
      : { value: costs.budget.monthly, label: `budget ${money(costs.budget.monthly, costs.budget.currency)}` };
  return bars(
    `${name}: money, as far as a price is given`,
    [
      bar("idle, a month", sum(costs.idle)),
      bar("worst case a month, without runs", sum(costs.worst), true),
      ...costs.runs.map(({ name: run, charges }, index) =>
        bar(index === 0 ? "one run at most" : `one run of ${run} at most`, sum(charges)),
      ),
    ],
    mark,
  );
}
