/** Draws a graph twice: from left to right for a wide window, from top to bottom for a phone. */
import type { Analysis } from "../analysis/analysis.js";
import { type Block, escapeHtml } from "../document.js";
import { type Edge, type Graph, graphOf, type Node } from "./graph.js";

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Where a node stands. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A way of drawing: how wide, where nodes stand, and how a line goes from one to the other. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly letters: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly titles: ReadonlyArray<readonly [x: number, y: number, text: string]>;
  /** A line, and where its words stand: nearer to where it starts, so that lines to one end keep theirs apart. */
  readonly line: (from: Box, to: Box) => readonly [path: string, x: number, y: number];
  /** A line that is closed, and where it ends: at a corner of its own. */
  readonly closed: (from: Box, to: Box) => readonly [path: string, x: number, y: number];
}

/** A curve between two points, level at both ends along one axis. */
const level = (x1: number, y1: number, x2: number, y2: number): string =>
  `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
const upright = (x1: number, y1: number, x2: number, y2: number): string =>
  `M${x1} ${y1}C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`;

/** A quarter of the way along such a curve. */
const early = (from: number, to: number): number => Math.round(from * 0.77 + to * 0.23);

const layers = ["Outside", "Ways in", "What runs", "Stores"] as const;

const inLayer = ({ nodes }: Graph, layer: number): readonly Node[] => nodes.filter((node) => node.layer === layer);

/** How wide a box is: between two columns there is room for the longest list of verbs. */
const wideBox = 178;

/** Columns, one for each layer. */
function wide(graph: Graph): Layout {
  const used = layers.flatMap((title, layer) => (inLayer(graph, layer).length === 0 ? [] : [[layer, title] as const]));
  const step = used.length === 1 ? 1000 : (1000 - wideBox) / (used.length - 1);
  const most = Math.max(1, ...used.map(([layer]) => inLayer(graph, layer).length));
  const height = 40 + most * 76;
  const boxes = new Map<string, Box>();
  for (const [index, [layer]] of used.entries()) {
    const own = inLayer(graph, layer);
    const gap = (height - 40) / own.length;
    for (const [row, { id }] of own.entries())
      boxes.set(id, {
        x: Math.round(index * step),
        y: Math.round(34 + gap * row + gap / 2 - 25),
        width: wideBox,
        height: 50,
      });
  }
  const line: Layout["line"] = (from, to) => {
    const isBack = from.x > to.x;
    const [x1, x2] = isBack ? [from.x, to.x + to.width] : [from.x + from.width, to.x];
    const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
    return [level(x1, y1, x2 + (isBack ? 7 : -7), y2), Math.round((x1 + x2) / 2), early(y1, y2)];
  };
  const closed: Layout["closed"] = (from, to) => {
    const [x, y] = [to.x - 8, to.y + to.height - 8];
    return [level(from.x + from.width, from.y + from.height - 8, x, y), x, y];
  };
  const titles = used.map(([, title], index) => [Math.round(index * step) + 2, 18, title] as const);
  return { width: 1000, height: height + 8, letters: 22, boxes, titles, line, closed };
}

/** Rows of at most two nodes, a layer under the other. */
function narrow(graph: Graph): Layout {
  const boxes = new Map<string, Box>();
  const titles: Array<readonly [number, number, string]> = [];
  let y = 16;
  for (const [layer, title] of layers.entries()) {
    const own = inLayer(graph, layer);
    if (own.length === 0) continue;
    titles.push([2, y, title]);
    for (const [index, { id }] of own.entries()) {
      const isAlone = index % 2 === 0 && index === own.length - 1;
      const x = isAlone ? 85 : (index % 2) * 185 + 2;
      boxes.set(id, { x, y: y + 10 + Math.floor(index / 2) * 60, width: 171, height: 46 });
    }
    y += 10 + Math.ceil(own.length / 2) * 60 + 44;
  }
  const line: Layout["line"] = (from, to) => {
    const isUp = from.y > to.y;
    const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
    const [y1, y2] = isUp ? [from.y, to.y + to.height] : [from.y + from.height, to.y];
    return [upright(x1, y1, x2, y2 + (isUp ? 7 : -7)), early(x1, x2), early(y1, y2)];
  };
  const closed: Layout["closed"] = (from, to) => {
    const [x, y] = [to.x + 14, to.y - 8];
    return [upright(from.x + 14, from.y + from.height, x, y), x, y];
  };
  return { width: 360, height: y - 28, letters: 23, boxes, titles, line, closed };
}

const kinds: Readonly<Record<Exclude<Edge["kind"], "closed">, string>> = {
  open: "",
  identity: "asks",
  public: "public",
};

/** Edges with their words beside them, closed ones with a cross; words only where there is room. */
function drawEdge({ from, to, label, kind }: Edge, layout: Layout, hasWords: boolean): readonly [string, string] {
  const [a, b] = [layout.boxes.get(from), layout.boxes.get(to)];
  if (a === undefined || b === undefined) return ["", ""];
  const words = (x: number, y: number, text: string, anchor: string) =>
    `<text x="${x}" y="${y}" class="soft halo" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
  if (kind === "closed") {
    const [path, x, y] = layout.closed(a, b);
    const cross = `<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
    const why = words(b.x + b.width / 2, b.y + b.height + 12, cut(label, layout.letters + 5), "middle");
    return [`<path class="way closed" d="${path}"/>`, cross + why];
  }
  const [path, x, y] = layout.line(a, b);
  const marker = `url(#head${kind === "public" ? "-public" : ""})`;
  const isSaid = hasWords && label !== "" && kind !== "identity";
  const said = isSaid ? words(x, y - 6, cut(label, layout.letters), "middle") : "";
  return [`<path class="way ${kinds[kind]}" d="${path}" marker-end="${marker}"/>`, said];
}

function draw(graph: Graph, layout: Layout, words: string, hasWords: boolean): string {
  const { boxes, letters, titles, width, height } = layout;
  const edges = graph.edges.map((edge) => drawEdge(edge, layout, hasWords));
  const nodes = graph.nodes.flatMap(({ id, label, note }) => {
    const box = boxes.get(id);
    if (box === undefined) return [];
    const middle = box.x + box.width / 2;
    const text = (value: string, y: number, kind: string) =>
      `<text x="${middle}" y="${y}" class="${kind}" text-anchor="middle">${escapeHtml(cut(value, letters))}</text>`;
    const rect = `<rect class="box" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>`;
    return [
      rect + text(label, box.y + (note === "" ? 29 : 21), "") + (note === "" ? "" : text(note, box.y + 37, "soft")),
    ];
  });
  const heads = ["", "-public"].map(
    (kind) =>
      `<marker id="head${kind}" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
      `<path class="head ${kind === "" ? "" : "public"}" d="M0 0l8 4l-8 4z"/></marker>`,
  );
  const named = titles.map(([x, y, text]) => `<text x="${x}" y="${y}" class="soft">${escapeHtml(text)}</text>`);
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(words)}"><title>${escapeHtml(words)}</title>` +
    `<defs>${heads.join("")}</defs>${edges.map(([path]) => path).join("")}${nodes.join("")}${named.join("")}` +
    `${edges.map(([, over]) => over).join("")}</svg>`
  );
}

/** The graph of a stack as a figure. */
export function graphDrawing(facts: Analysis): Block {
  const graph = graphOf(facts);
  const label = (id: string) => graph.nodes.find((node) => node.id === id)?.label ?? id;
  const sentence = ({ from, to, kind }: Edge) => `${label(from)} ${kind === "closed" ? "not to" : "to"} ${label(to)}`;
  const title = `Who reaches what in ${facts.stack.name}`;
  const words = `${title}: ${graph.edges.map(sentence).join("; ") || "no way was read"}`;
  const hasWords = graph.edges.length <= 14;
  // the heads of arrows have ids, and one page has both drawings
  const small = draw(graph, narrow(graph), words, false)
    .replaceAll("head-public", "small-public")
    .replaceAll("#head", "#small");
  return {
    kind: "figure",
    svg: draw(graph, wide(graph), words, hasWords),
    narrow: small.replaceAll('id="head"', 'id="small"'),
    caption: `${title}. Red is open to everybody, a cross is closed, and dots ask who it is. All ways stand in the tables below.`,
  };
}
