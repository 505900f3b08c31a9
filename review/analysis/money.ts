/**
 * Limits times prices: what a stack costs idle, in one run at most, and in the worst month. What has no price is said.
 */
import type { LedgerBox } from "../../stacks/ledger.js";
import type { Price, PriceBook } from "../read/prices.js";
import { isMap, list, type Resource, type Stack } from "../read/stack.js";
import type { Change } from "./changes.js";

/** Hours of an average month. */
const hoursOfMonth = 730;

/** One line of a sum. */
export interface Charge {
  readonly what: string;
  /** The machine or resource type that is priced. */
  readonly meter: string;
  /** How many of them, and for how many hours each. */
  readonly count: number;
  readonly hours: number;
  /** Undefined: no price given. */
  readonly money?: number;
  readonly price?: Price;
}

/** What a stack costs. Sums hold what has a price; `missing` says what has none. */
export interface Money {
  readonly currency: string;
  readonly idle: readonly Charge[];
  readonly run: readonly Charge[];
  /** All of a month: idle, replicas at their most, and runs on a schedule. */
  readonly worst: readonly Charge[];
  /** What no limit bounds. */
  readonly unbounded: readonly string[];
  readonly missing: readonly string[];
  readonly budget?: { readonly monthly: number; readonly currency: string };
}

export const sum = (charges: readonly Charge[]): number => charges.reduce((total, { money = 0 }) => total + money, 0);

/** Machine types of the three vendors, as they stand in arguments. */
const machines = [
  /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/,
  /^([acefghmntz]\d[a-z]*|ct\w+)-(standard|high(mem|cpu|gpu|tpu)|megagpu|ultragpu|custom)[\w-]*$/,
  /^Standard_[A-Z]+\w+$/,
];

/** The first machine type below a value; strings that hold JSON are entered. */
export function machineBelow(value: unknown, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  if (typeof value === "string") {
    if (machines.some((machine) => machine.test(value))) return value;
    if (!/^\s*[[{]/.test(value)) return undefined;
    try {
      return machineBelow(JSON.parse(value), depth + 1);
    } catch {
      return undefined;
    }
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = machineBelow(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values on the way of a pointer, the innermost first. */
function ancestors(resource: Resource, pointer: string): readonly unknown[] {
  const found: unknown[] = [resource.arguments];
  let inner: unknown = resource.arguments;
  for (const part of pointer.split("/").slice(1, -1)) {
    if (typeof inner === "string") {
      try {
        inner = JSON.parse(inner);
      } catch {
        break;
      }
    }
    if (typeof inner !== "object" || inner === null) break;
    inner = (inner as Record<string, unknown>)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    found.unshift(inner);
  }
  return found;
}

type Limit = LedgerBox["limits"][number];

/** The machine that a limit is about: the nearest one around it, or the only one in the resources of its box. */
function machineOf(stack: Stack, box: LedgerBox, limit: Limit): string | undefined {
  const resource = limit.at === null ? undefined : stack.byAddress.get(limit.at.address);
  if (resource !== undefined && limit.at !== null) {
    for (const around of ancestors(resource, limit.at.pointer)) {
      const found = machineBelow(around);
      if (found !== undefined) return found;
    }
  }
  const paths = box.path.split(", ");
  const own = stack.resources.filter(({ path }) => paths.some((each) => path === each || path.startsWith(`${each}/`)));
  return own.map((each) => machineBelow(each.arguments)).find((each) => each !== undefined);
}

class Book {
  readonly missing = new Set<string>();

  constructor(private readonly book: PriceBook) {}

  find(meter: string, serves: boolean): Price | undefined {
    const same = this.book.prices.filter((each) => each.meter === meter);
    return same.find((each) => (each.for === "endpoint") === serves) ?? same.find((each) => each.for === undefined);
  }

  charge(what: string, meter: string, count: number, hours: number, serves = false): Charge {
    const price = this.find(meter, serves);
    if (price === undefined) this.missing.add(`${meter} (${what})`);
    const units = price?.per === "month" ? hours / hoursOfMonth : hours;
    return { what, meter, count, hours, ...(price === undefined ? {} : { price, money: price.value * units * count }) };
  }

  /** Resources that bill by existing: all types of the book that the stack has. */
  standing(stack: Stack): readonly Charge[] {
    const types = new Set(this.book.prices.map(({ meter }) => meter).filter((meter) => stack.byType.has(meter)));
    return [...types].flatMap((type) => {
      const all = stack.byType.get(type) ?? [];
      // a gateway endpoint is free, an interface endpoint bills in each zone
      const count =
        type === "aws_vpc_endpoint"
          ? all
              .filter((each) => each.arguments["vpc_endpoint_type"] === "Interface")
              .reduce((total, each) => total + list(each.arguments["subnet_ids"]).length, 0)
          : all.length;
      return count === 0 ? [] : [this.charge(`${count} ${type}`, type, count, hoursOfMonth)];
    });
  }
}

const replicas = (box: LedgerBox | undefined, pattern: RegExp): Limit | undefined =>
  box?.limits.find(({ name, unit, value }) => unit === "count" && value !== null && pattern.test(name));

/** What a month of the endpoint costs at a number of replicas. */
function serving(stack: Stack, book: Book, pattern: RegExp): readonly Charge[] {
  const box = stack.ledger?.boxes.find(({ box: name }) => name === "endpoint");
  const limit = replicas(box, pattern);
  if (box === undefined || limit === undefined || stack.ledger?.live === null) return [];
  const meter = machineOf(stack, box, limit);
  return meter === undefined
    ? []
    : [book.charge(`endpoint, ${limit.name}`, meter, limit.value ?? 0, hoursOfMonth, true)];
}

/** What one run costs at most: each step to its time limit, in every attempt, on all its nodes. */
function oneRun(stack: Stack, book: Book): readonly Charge[] {
  const boxes = (stack.ledger?.boxes ?? []).filter(({ box }) => box === "pipeline" || box === "training job");
  return boxes.flatMap((box) =>
    box.limits.flatMap((limit) => {
      const step = /^(.+) stops after$/.exec(limit.name)?.[1];
      if (step === undefined || limit.value === null || limit.enforcement !== "hard" || limit.unit !== "seconds")
        return [];
      const own = (suffix: string) => box.limits.find(({ name }) => name === `${step} ${suffix}`)?.value ?? undefined;
      const attempts = (own("is retried") ?? 0) + 1;
      const nodes = own("nodes") ?? 1;
      const meter = machineOf(stack, box, limit);
      const what = attempts > 1 ? `${step}, ${attempts} attempts` : step;
      return meter === undefined ? [] : [book.charge(what, meter, nodes, (limit.value / 3600) * attempts)];
    }),
  );
}

/** What a stack costs by a price book; undefined where it carries no ledger. */
export function moneyOf(stack: Stack, prices: PriceBook): Money | undefined {
  const { ledger } = stack;
  if (ledger === undefined) return undefined;
  const book = new Book(prices);
  const standing = book.standing(stack);
  const idle = [...standing, ...serving(stack, book, /at least|fewest|^min/i)];
  const run = oneRun(stack, book);
  const worst = [...standing, ...serving(stack, book, /at most|^most|^max/i)];
  const budget = isMap(ledger.spec["budget"]) ? ledger.spec["budget"] : {};
  return {
    currency: prices.currency,
    idle,
    run,
    worst,
    unbounded: [
      ...(run.length > 0 ? ["how many runs somebody starts"] : []),
      "GiB stored, and GiB moved out of the region",
      ...(ledger.live === null ? [] : ["requests, where the platform bills them one by one"]),
    ],
    missing: [...book.missing],
    ...(typeof budget["monthly"] === "number"
      ? { budget: { monthly: budget["monthly"], currency: String(budget["currency"]) } }
      : {}),
  };
}

/** A sum of money, as a person reads it. */
export const money = (value: number, currency: string): string =>
  `${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;

/**
 * What a change costs: one line where the idle month, the worst month or one run differ. A sum with a gap is compared
 * with nothing: what has no price on either side is said instead.
 */
export function moneyChange(before: Money | undefined, after: Money | undefined): readonly Change[] {
  if (before === undefined || after === undefined) return [];
  const gaps = [...new Set([...before.missing, ...after.missing])];
  const names = { idle: "idle, a month", worst: "worst case a month, without runs", run: "one run at most" };
  const rows = (["idle", "worst", "run"] as const).flatMap((kind) => {
    const [was, is] = [sum(before[kind]), sum(after[kind])];
    const [old, now] = [money(was, before.currency), money(is, after.currency)];
    return Math.abs(was - is) < 0.005 ? [] : [`${names[kind]}: ${old} → ${now}`];
  });
  if (gaps.length === 0)
    return rows.length === 0 ? [] : [{ kind: "money", text: rows.join("; "), address: "", flags: [] }];
  const isSame = rows.length === 0 && before.missing.join() === after.missing.join();
  const text = `not compared: no price for ${gaps.join("; ")}`;
  return isSame ? [] : [{ kind: "money", text, address: "", flags: [] }];
}
