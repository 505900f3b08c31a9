/** Bars for the HTML page, as SVG that follows the page's colours. */

import { againstBudget, type Money, money, ofRuns, sum } from "../analysis/money.js";
import { type Block, escapeHtml } from "../document.js";

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const text = (x: number, y: number, value: string, most: number, kind = "", anchor = "start") =>
  `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escapeHtml(cut(value, most))}</text>`;

/** A whole drawing that says in words what it shows. */
const drawn = (width: number, height: number, words: string, parts: readonly string[]) =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(words)}">` +
  `<title>${escapeHtml(words)}</title>${parts.join("")}</svg>`;

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
  readonly isSecond?: boolean;
}

/** Where bars stand: beside their label in a wide window, under it on a phone. */
interface Place {
  readonly width: number;
  readonly step: number;
  readonly left: number;
  readonly room: number;
  readonly top: number;
}
const wide: Place = { width: 1000, step: 30, left: 250, room: 560, top: 0 };
const narrow: Place = { width: 360, step: 44, left: 4, room: 240, top: 16 };

/** Horizontal bars on one scale, with an optional mark such as the budget. */
export function bars(
  title: string,
  all: readonly Bar[],
  mark?: { readonly value: number; readonly label: string },
): Block {
  const most = Math.max(1e-9, ...all.map(({ value }) => value), mark?.value ?? 0);
  const words = `${title}: ${all.map(({ label, shown }) => `${label} ${shown}`).join(", ")}`;
  const draw = ({ width, step, left, room, top }: Place): string => {
    const scale = (value: number) => Math.round((value / most) * room);
    const rows = all.map(({ label, value, shown, isSecond }, index) => {
      const y = 26 + index * step;
      const kind = isSecond ? "bar2" : "bar";
      const bar = `<rect class="${kind}" x="${left}" y="${y + top}" width="${Math.max(1, scale(value))}" height="18" rx="3"/>`;
      const name = text(top === 0 ? 8 : left, y + (top === 0 ? 14 : 11), label, 44);
      return name + bar + text(left + 8 + scale(value), y + top + 14, shown, 24, "soft");
    });
    const height = 34 + all.length * step;
    const at = mark === undefined ? 0 : left + scale(mark.value);
    const anchor = at > width * 0.7 ? "end" : "middle";
    const line =
      mark && `<path class="mark" d="M${at} 20V${height - 6}"/>${text(at, 14, mark.label, 40, "soft", anchor)}`;
    return drawn(width, height, words, line === undefined ? rows : [...rows, line]);
  };
  return { kind: "figure", svg: draw(wide), narrow: draw(narrow), caption: title };
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
    // a bar that is too short is not held against a line
    costs.budget === undefined || ["none", "open"].includes(againstBudget(costs))
      ? undefined
      : { value: costs.budget.monthly, label: `budget ${money(costs.budget.monthly, costs.budget.currency)}` };
  return bars(
    `${name}: money, as far as a price is given`,
    [
      bar("idle, a month", sum(costs.idle)),
      bar(`worst case a month, ${ofRuns(costs)}`, sum(costs.worst), true),
      ...costs.runs.map(({ name: run, charges }, index) =>
        bar(index === 0 ? "one run at most" : `one run of ${run} at most`, sum(charges)),
      ),
    ],
    mark,
  );
}
