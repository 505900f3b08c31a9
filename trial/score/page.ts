/** The scorecard as a page: what a decision needs first, then every number with where it comes from. */
import {
  type Block,
  code,
  codes,
  escapeHtml,
  type Page,
  type Section,
  type Text,
  tableOr,
} from "../../review/document.js";
import { bars } from "../../review/pages/drawing.js";
import type { PriceBook } from "../../review/read/prices.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { shortUnits, shown } from "../statistics.js";
import { costSection } from "./cost.js";
import { type Column, type Measure, proofNames, type Scorecard } from "./scorecard.js";

const day = (when: string): string => when.slice(0, 10);

/** Why a column is what it is. What measures each proof that is missing is said below the table of proofs. */
function reasonOf({ decision, because, signals, proofs: all }: Column): string {
  if (decision === "go") return "Every proof and every signal was measured.";
  if (decision === "no-go") return because.join("; ");
  const missing = [
    ...signals.filter(({ state }) => state === "not measured").map(({ words }) => `the signal ${words}`),
    ...all.filter(({ verdict }) => verdict === "not measured").map(({ name }) => name),
  ];
  return `Not measured: ${missing.join(", ")}. What measures each proof is said below.`;
}

const decided = (column: Column): Text => `${column.title}: ${column.decision}. ${reasonOf(column)}`;

function proofs({ columns }: Scorecard): Section {
  const rows = proofNames.map((name): readonly Text[] => [
    name,
    ...columns.map((column) => column.proofs.find((proof) => proof.name === name)?.verdict ?? "not measured"),
  ]);
  const why = columns.flatMap(({ title, proofs: all }) =>
    all.flatMap(({ name, verdict, why }) =>
      why.length === 0 ? [] : [`${title}, ${name}, ${verdict}: ${why.join(" ")}`],
    ),
  );
  return {
    title: "The five proofs",
    blocks: [
      { kind: "table", head: ["Proof", ...columns.map(({ title }) => title)], rows },
      ...(why.length === 0 ? [] : ([{ kind: "list", items: why }] as const)),
    ],
  };
}

function signals({ columns }: Scorecard): Section {
  const words = [...new Set(columns.flatMap(({ signals: all }) => all.map((each) => each.words)))];
  const rows = words.map((each): readonly Text[] => [
    code(each),
    ...columns.map(({ signals: all }): Text => {
      const signal = all.find((one) => one.words === each);
      if (signal === undefined) return "not asked";
      const value = typeof signal.measured === "number" ? shown(signal.measured) : String(signal.measured);
      return signal.measured === undefined ? signal.state : `${signal.state}: ${value}`;
    }),
  ]);
  const head = ["Signal that ends the trial", ...columns.map(({ title }) => title)];
  return { title: "No-go signals", blocks: [tableOr("The spec names no signal (trial.noGo).", head, rows)] };
}

/** Every number: a row for each measure and column. */
function numbers({ columns }: Scorecard, figures: readonly Block[]): Section {
  const rows = columns.flatMap(({ title, measures }) =>
    measures
      .filter(({ name }) => name !== "stepStart")
      .map(({ name, subject, unit, n, min, max, p50, p95, p99, from, to, files }): readonly Text[] => [
        subject === undefined ? name : `${name} of ${subject}`,
        title,
        String(n),
        ...[p50, p95, p99].map((each) => (each === undefined ? "too few" : shown(each))),
        min === max ? shown(min) : `${shown(min)}–${shown(max)}`,
        shortUnits[unit],
        day(from) === day(to) ? day(from) : `${day(from)} to ${day(to)}`,
        codes(files.slice(-3)),
      ]),
  );
  const head = ["Measure", "Column", "n", "p50", "p95", "p99", "min–max", "Unit", "Date", "Where"];
  return {
    title: "Numbers",
    blocks: [
      ...figures,
      {
        kind: "text",
        text: "Percentiles are values that were measured (nearest rank). p50 needs 2 values, p95 20 and p99 100.",
      },
      tableOr("Nothing was measured.", head, rows),
    ],
  };
}

const middle = ({ p50, max }: Measure): number => p50 ?? max;

/** The steps of each column on one time axis: where each began and how long it took, in the middle of its runs. */
function stepBars(columns: readonly Column[]): Block | undefined {
  const rows = columns.flatMap(({ title, measures }) =>
    measures
      .filter(({ name }) => name === "stepSeconds")
      .map((step) => {
        const start = measures.find(({ name, subject }) => name === "stepStart" && subject === step.subject);
        const label = `${title}: ${step.subject ?? ""}`;
        return { label, start: start === undefined ? 0 : middle(start), seconds: middle(step) };
      }),
  );
  if (rows.length === 0) return undefined;
  const most = Math.max(...rows.map(({ start, seconds }) => start + seconds), 1e-9);
  const words = `Steps on one time axis: ${rows.map(({ label, start, seconds }) => `${label} from ${shown(start)} s for ${shown(seconds)} s`).join(", ")}`;
  const draw = (width: number, left: number, step: number, top: number) => {
    const room = width - left - 90;
    const parts = rows.map(({ label, start, seconds }, index) => {
      const y = 8 + index * step;
      const x = left + (start / most) * room;
      const length = Math.max(1, (seconds / most) * room);
      const name = `<text x="4" y="${y + 13}">${escapeHtml(label.slice(0, 44))}</text>`;
      const bar = `<rect class="bar" x="${x.toFixed(1)}" y="${y + top}" width="${length.toFixed(1)}" height="16" rx="3"/>`;
      return `${name}${bar}<text class="soft" x="${(x + length + 6).toFixed(1)}" y="${y + top + 12}">${escapeHtml(`${shown(seconds)} s`)}</text>`;
    });
    const height = 16 + rows.length * step;
    const open = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(words)}">`;
    return `${open}<title>${escapeHtml(words)}</title>${parts.join("")}</svg>`;
  };
  return {
    kind: "figure",
    svg: draw(1000, 270, 26, 0),
    narrow: draw(360, 4, 42, 18),
    caption: "Steps on one time axis",
  };
}

/** Latency: p50 and p95 of each column on one scale. */
function latencyBars(columns: readonly Column[]): Block | undefined {
  const rows = columns.flatMap(({ title, measures }) => {
    const found = measures.find(({ name }) => name === "latencyMilliseconds");
    return (["p50", "p95"] as const).flatMap((p) => {
      const value = found?.[p];
      return value === undefined
        ? []
        : [{ label: `${title}, ${p}`, value, shown: `${shown(value)} ms`, isSecond: p === "p95" }];
    });
  });
  return rows.length === 0 ? undefined : bars("Latency of one request", rows);
}

/** What stacks declare: their fit and their limit of latency, none of it measured. */
function declared(stacks: readonly Stack[]): Section {
  const rows = stacks.flatMap(({ name, ledger }) => [
    ...(ledger?.fit ?? []).map(({ need, verdict, answer }): readonly Text[] => [
      code(name),
      need,
      `${verdict}: ${answer}`,
    ]),
    ...(ledger?.boxes ?? []).flatMap(({ limits }) =>
      limits
        .filter(({ kind, value }) => (kind === "p95" || kind === "budget") && value !== null)
        .map((limit): readonly Text[] => [code(name), limit.name, `${String(limit.value)} ${limit.unit}`]),
    ),
  ]);
  return {
    title: "Declared, not measured",
    blocks: [
      {
        kind: "details",
        summary: `${rows.length} answers of the stacks`,
        blocks: [tableOr("Nothing.", ["Stack", "What", "Declared"], rows)],
      },
    ],
  };
}

function places({ columns }: Scorecard): Section {
  const rows = columns.map(({ title, hardware, region, image, notComparable }): readonly Text[] => [
    title,
    hardware ?? "not measured",
    region ?? "none",
    image === undefined ? "not measured" : code(image.slice(0, 19)),
    notComparable === undefined ? "yes" : `not comparable: ${notComparable}`,
  ]);
  return {
    title: "What was measured on",
    blocks: [{ kind: "table", head: ["Column", "Hardware", "Region", "Image", "Comparable"], rows }],
  };
}

/** The page. */
export function scorePage(card: Scorecard, stacks: readonly Stack[], prices?: PriceBook): Page {
  const { columns, setAside, noGos } = card;
  const figures = [stepBars(columns), latencyBars(columns)].filter((each) => each !== undefined);
  const platforms = columns.flatMap((column) => {
    const stack = stacks.find(({ name }) => name === column.stack);
    return column.isHere || stack === undefined ? [] : [{ ...column, stack }];
  });
  const aside = setAside.map(({ file, reason }): readonly Text[] => [code(file), reason]);
  return {
    title: "Scorecard",
    head: [
      ...(noGos.length === 0 ? [] : ([{ kind: "list", items: noGos.map((line) => code(line)) }] as const)),
      { kind: "list", items: columns.filter(({ isHere }) => !isHere).map(decided) },
      {
        kind: "text",
        text: "What was measured on this machine proves nothing of a platform: it is what to compare one with.",
      },
    ],
    sections: [
      proofs(card),
      signals(card),
      numbers(card, figures),
      costSection(platforms, prices),
      places(card),
      declared(stacks),
      { title: "Evidence that is not used", blocks: [tableOr("All of it is used.", ["File", "Why"], aside)] },
    ],
  };
}
