/** The graph of a stack: from networks outside, through the ways in, to what runs, to the stores; closed ways too. */
import type { Thing } from "../../stacks/readers/access.js";
import type { Reach } from "../../stacks/readers/reach.js";
import { References, short } from "../../stacks/readers/references.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { holdsData } from "../analysis/access.js";
import type { Analysis } from "../analysis/analysis.js";
import { rulesBeforeEndpoints } from "../analysis/reach.js";

/** Something in the drawing; layers go from outside to the stores. */
export interface Node {
  readonly id: string;
  readonly layer: 0 | 1 | 2 | 3;
  readonly label: string;
  readonly note: string;
}

/** A way between two of them. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly kind: "open" | "identity" | "closed" | "public";
}

/** A graph. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const outside = "the internet";
const isLog = (name: string): boolean => /log/i.test(name);

class Building {
  readonly nodes = new Map<string, Node>();
  readonly edges = new Map<string, Edge>();

  node(layer: Node["layer"], id: string, label: string, note = ""): string {
    if (!this.nodes.has(id)) this.nodes.set(id, { id, layer, label: short(label), note });
    return id;
  }

  edge(from: string, to: string, label: string, kind: Edge["kind"]): void {
    const key = JSON.stringify([from, to]);
    const order = ["public", "open", "closed", "identity"];
    const found = this.edges.get(key);
    // what is graver takes the place of the other
    if (found === undefined || order.indexOf(kind) < order.indexOf(found.kind))
      this.edges.set(key, { from, to, label, kind });
  }
}

const kindOf = ({ isPublic, isOpen, isApi }: Reach): Edge["kind"] =>
  isPublic ? "public" : !isOpen ? "closed" : isApi === true ? "identity" : "open";

/** Who runs what: boxes of the ledger with the names that they run as. */
function runners({ stack }: Analysis): ReadonlyArray<readonly [box: string, names: readonly string[]]> {
  const references = new References(stack);
  return (["training job", "pipeline", "endpoint"] as const).flatMap((name) => {
    const box = stack.ledger?.boxes.find((each) => each.box === name);
    const names = [...new Set((box?.identity ?? []).map(({ raw }) => references.text(raw)))];
    return names.length === 0 ? [] : [[name, names] as const];
  });
}

/** What an identity may do with a store, in one word or two. */
function verbsOf({ access }: Analysis, store: Thing, names: readonly string[]): readonly string[] {
  const rows = access.byThing.get(store.address) ?? [];
  const may = (verb: string) => rows.some((row) => row.verb === verb && names.includes(row.who) && !row.through);
  return ["read", "write", "delete"].filter(may);
}

/** What a person calls a thing: some platforms take only numbers as a name. */
function calledIn({ byAddress }: Stack, address: string, name: string): string {
  const shown = byAddress.get(address)?.arguments["display_name"];
  return /^\d+$/.test(name) && typeof shown === "string" ? shown : name;
}

/** The graph of what matters: callers, the endpoint, what trains, the stores; and every way that is public. */
export function graphOf(facts: Analysis): Graph {
  const { access, reach, stack } = facts;
  const made = new Building();
  const endpoints = access.things.filter(({ kind }) => kind === "endpoint");
  const stores = access.things.filter((thing) => holdsData(thing) && !isLog(`${thing.address} ${thing.name}`));
  made.node(0, outside, outside);
  for (const { address, name } of endpoints) made.node(2, address, calledIn(stack, address, name), "endpoint");
  for (const { address, name } of stores.slice(0, 5)) made.node(3, address, name, "store");
  // callers, through the private way in
  const before = rulesBeforeEndpoints(stack);
  const clients = reach.filter(({ address, isOpen, from }) => isOpen && before.has(address) && from !== outside);
  for (const way of reach.filter(({ isToEndpoint }) => isToEndpoint === true)) {
    const entrance = made.node(1, `way ${way.to}`, way.by.replace(/,.*/, ""), short(way.from));
    for (const { address } of endpoints) made.edge(entrance, address, "", "open");
    for (const { from, by } of clients) made.edge(made.node(0, from, from, "network"), entrance, by, "open");
    if (clients.length === 0) made.edge(made.node(0, way.from, way.from, "network"), entrance, "", "open");
  }
  // what runs, and what it may do with the stores
  for (const [box, names] of runners(facts)) {
    const own =
      box === "endpoint" ? endpoints.map(({ address }) => address) : [made.node(2, box, box, names.join(", "))];
    for (const store of stores.slice(0, 5)) {
      const verbs = verbsOf(facts, store, names);
      if (verbs.length > 0) for (const id of own) made.edge(id, store.address, verbs.join(", "), "open");
    }
  }
  // from and to the internet: what is open, what is closed, and every public way wherever it leads
  for (const row of reach) {
    const isKnown = made.nodes.has(row.address);
    if (row.from !== outside && row.to !== outside) continue;
    if (!isKnown && !(row.isPublic && made.nodes.size < 16)) continue;
    const id = isKnown ? row.address : made.node(3, row.address, row.from === outside ? row.to : row.from, "");
    const [from, to] = row.from === outside ? [outside, id] : [id, outside];
    made.edge(from, to, row.by, kindOf(row));
  }
  const used = new Set([...made.edges.values()].flatMap(({ from, to }) => [from, to]));
  const nodes = [...made.nodes.values()].filter(({ id, layer }) => used.has(id) || (layer > 1 && id !== outside));
  return { nodes, edges: [...made.edges.values()] };
}
