/**
 * The ledger: what all constructs of a stack recorded, as data inside the synthesized stack (`"//".pilot`). Every value
 * is read back from the synthesized arguments of the resource that a row names, so that a row cannot say what the stack
 * does not say.
 */
import {
  DefaultTokenResolver,
  Lazy,
  StringConcat,
  TerraformDataSource,
  type TerraformElement,
  type TerraformStack,
  Tokenization,
} from "cdktf";
import {
  type Arrow,
  type At,
  type BoxName,
  type Entry,
  type FoundationName,
  type LimitKind,
  type Meter,
  type Place,
  RECORD,
  type Rollback,
  type SafeguardKind,
  type Survivor,
  type Unit,
} from "../constructs/pilot/record.js";
import { seconds } from "./duration.js";
import { limitKinds, limitWords } from "./limit-kinds.js";
import { boxOrder, foundationOrder } from "./parts.js";
import type { FitRow } from "./pilot-spec/fit.js";
import { follow } from "./pointer.js";
import { safeguardWords } from "./safeguard-kinds.js";

/** Where a value stands in the synthesized stack. */
export interface Where {
  readonly address: string;
  readonly pointer: string;
}

/** A value that was read back, or the phase that it waits for. */
export interface Reading {
  readonly value: number | null;
  readonly raw: unknown;
  readonly unit: Unit;
  readonly at: Where | null;
  readonly when?: string;
}

/** A limit in the ledger: for programs its kind and subject, for people its name. */
export interface LedgerLimit extends Reading {
  readonly kind: LimitKind;
  readonly subject?: string;
  /** Whether more or less of it lets more through. */
  readonly looser: "more" | "less";
  /** In words, the same on every platform. */
  readonly name: string;
  readonly owner: string;
  readonly enforcement: string;
  readonly appliedBy?: string;
}

/** An argument that must keep its value: for programs its kind and subject, for people its name. */
export interface LedgerSafeguard extends Where {
  readonly kind: SafeguardKind;
  readonly subject?: string;
  /** In words, the same on every platform. */
  readonly name: string;
  readonly raw: unknown;
}

/** How a bad rollout is taken back. */
export interface LedgerRollback extends Omit<Rollback, "at"> {
  /** Where the stack says so; empty where it is only done by hand. */
  readonly at: ReadonlyArray<Where & { raw: unknown }>;
}

/** One box or foundation in the ledger. */
export interface LedgerBox {
  readonly box: BoxName | FoundationName;
  /** One of the five places, or what they stand on. */
  readonly layer: "box" | "foundation";
  /** Construct paths of what recorded about it. */
  readonly path: string;
  readonly owner: string;
  readonly meter: Meter | null;
  readonly metric: { name: string; statistic: string; alarm: (Where & { raw: unknown }) | null } | null;
  readonly identity: ReadonlyArray<Where & { raw: unknown }>;
  readonly limits: readonly LedgerLimit[];
  readonly safeguards: readonly LedgerSafeguard[];
  readonly rollback: LedgerRollback | null;
  readonly expiry: ReadonlyArray<Reading & { what: string }>;
  readonly survives: readonly Survivor[];
  readonly debug: string | null;
  readonly lineage: string | null;
  readonly export: readonly string[];
}

/** An arrow in the ledger. */
export interface LedgerArrow {
  readonly from: BoxName;
  readonly to: BoxName;
  readonly what: string;
  readonly retriedBy: string;
  readonly attempts: Reading;
  readonly backoff: Reading | null;
}

/** What crosses from the platform that trains to the one that serves: in words, since no single stack holds it. */
export interface CrossingRow {
  readonly from: string;
  readonly to: string;
  readonly what: string;
  /** By which identity it is read. */
  readonly by: string;
  /** Over which way. */
  readonly way: string;
  /** Who pays for what leaves. */
  readonly pays: string;
}

/** The whole ledger of one stack. */
export interface Ledger {
  readonly version: 3;
  readonly pilot: string;
  readonly platform: string;
  readonly phase: 0 | 1 | 2;
  readonly boxes: readonly LedgerBox[];
  readonly arrows: readonly LedgerArrow[];
  readonly fit: readonly FitRow[];
  readonly releases: Readonly<Record<string, string>>;
  readonly live: string | null;
  /** Whether the pilot is paused: what is live does not serve. @default false */
  readonly paused?: boolean;
  /** Until when a release that is listed can go live again, in full sentences. @default - not known */
  readonly wayBack?: string;
  /** What the stack leaves to whoever deploys it, in full sentences that name a key. @default - nothing */
  readonly lookFirst?: readonly string[];
  /** What crosses from one platform to another. @default - nothing: both halves stand on one platform */
  readonly crossing?: readonly CrossingRow[];
  /** Facts of the spec that no resource holds, for the review: incident, trial, operators' networks. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What the stack itself knows of its pilot. */
export type LedgerFacts = Omit<Ledger, "version" | "boxes" | "arrows">;

function number(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  return typeof raw === "string" && /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : undefined;
}

function daysOf(raw: unknown): number | undefined {
  const iso = typeof raw === "string" && raw.startsWith("P") ? seconds(raw) : undefined;
  if (iso !== undefined) return iso / 86_400;
  const inSeconds = typeof raw === "string" && /^\d+s$/.test(raw) ? seconds(raw) : undefined;
  return inSeconds === undefined ? number(raw) : inSeconds / 86_400;
}

/** A number of GiB, or a quantity in GiB or MiB as a cluster writes it. */
function gibibytes(raw: unknown): number | undefined {
  const [, amount, unit] = /^(\d+)([GM])i$/.exec(String(raw)) ?? [];
  if (amount === undefined) return number(raw);
  return unit === "G" ? Number(amount) : Number(amount) / 1024;
}

/**
 * One reader each: what a raw value of the synthesized stack means in the row's unit, or undefined where it means
 * nothing.
 */
const readers: Readonly<Record<Unit, (raw: unknown) => number | undefined>> = {
  seconds,
  milliseconds: (raw) => {
    if (typeof raw === "string" && /^\d+(\.\d+)?s$|^P/.test(raw)) {
      const inSeconds = seconds(raw);
      return inSeconds === undefined ? undefined : inSeconds * 1000;
    }
    return number(raw);
  },
  hours: number,
  days: daysOf,
  count: (raw) => {
    const read = number(raw);
    return read !== undefined && Number.isInteger(read) ? read : undefined;
  },
  score: number,
  percent: number,
  // 0.07 is 7 percent, and not 7.000000000000001
  share: (raw) => {
    const read = number(raw);
    return read === undefined ? undefined : Math.round(read * 1e8) / 1e6;
  },
  GiB: gibibytes,
  money: number,
};

/** The Terraform address of an element, as `terraform plan` prints it. */
export function addressOf(element: TerraformElement): string {
  const type = (element as TerraformElement & { terraformResourceType?: string }).terraformResourceType;
  const prefix = TerraformDataSource.isTerraformDataSource(element) ? "data." : "";
  return type === undefined ? element.friendlyUniqueId : `${prefix}${type}.${element.friendlyUniqueId}`;
}

/** An element's arguments as they are synthesized. */
export function argumentsOf(element: TerraformElement): unknown {
  const resolved: unknown = Tokenization.resolve(element.toTerraform(), {
    scope: element,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  let inner = resolved as Record<string, unknown> | undefined;
  // {resource: {type: {id: arguments}}}: three levels of exactly one key
  for (let depth = 0; depth < 3; depth += 1)
    inner = Object.values(inner ?? {})[0] as Record<string, unknown> | undefined;
  return inner;
}

class Gathering {
  readonly problems: string[] = [];
  private readonly read = new Map<TerraformElement, unknown>();

  where(path: string, what: string, place: Place): (Where & { raw: unknown }) | null {
    const [element, pointer] = place;
    if (!this.read.has(element)) this.read.set(element, argumentsOf(element));
    const raw = follow(this.read.get(element), pointer);
    const address = addressOf(element);
    if (raw === undefined) {
      this.problems.push(
        `${path}: ledger row "${what}": pointer ${pointer} does not exist in ${address}; correct the pointer`,
      );
      return null;
    }
    return { address, pointer, raw };
  }

  reading(path: string, what: string, at: At, given: Unit): Reading {
    const unit = given === "share" ? "percent" : given;
    if (at.at === null) return { value: null, raw: null, unit, at: null, when: at.when };
    const found = this.where(path, what, at.at);
    if (found === null) return { value: null, raw: null, unit, at: null };
    const value = readers[given](found.raw);
    if (value === undefined) {
      this.problems.push(
        `${path}: ledger row "${what}": ${JSON.stringify(found.raw)} at ${found.address} ${found.pointer} is not in ${given}; ` +
          "correct the unit or the pointer",
      );
    }
    return { value: value ?? null, raw: found.raw, unit, at: { address: found.address, pointer: found.pointer } };
  }

  box(
    layer: LedgerBox["layer"],
    name: BoxName | FoundationName,
    entries: ReadonlyArray<readonly [path: string, entry: Entry]>,
  ): LedgerBox {
    const first = <K extends keyof Entry>(key: K): Entry[K] | undefined =>
      entries.find(([, entry]) => entry[key] !== undefined)?.[1][key];
    const metric = first("metric");
    return {
      box: name,
      layer,
      path: [...new Set(entries.map(([path]) => path))].join(", "),
      owner: entries[0]?.[1].owner ?? "",
      meter: first("meter") ?? null,
      metric:
        metric === undefined
          ? null
          : {
              name: metric.name,
              statistic: metric.statistic,
              alarm: metric.alarm ? this.where(entries[0]?.[0] ?? "", `metric ${metric.name}`, metric.alarm) : null,
            },
      identity: entries.flatMap(([path, { identity }]) => {
        const found = identity === undefined ? null : this.where(path, "identity", identity);
        return found === null ? [] : [found];
      }),
      limits: entries.flatMap(([path, { limits = [] }]) =>
        limits.map((row) => {
          const limit = limitWords(row.kind, row.subject);
          return {
            kind: row.kind,
            ...(row.subject === undefined ? {} : { subject: row.subject }),
            looser: limitKinds[row.kind].looser,
            name: limit,
            ...this.reading(path, limit, row, row.unit),
            owner: row.owner,
            enforcement: row.enforcement,
            ...(row.appliedBy === undefined ? {} : { appliedBy: row.appliedBy }),
          };
        }),
      ),
      safeguards: entries.flatMap(([path, { safeguards = [] }]) =>
        safeguards.flatMap(({ kind, subject, at }) => {
          const safeguard = safeguardWords(kind, subject);
          const found = this.where(path, safeguard, at);
          const row = { kind, ...(subject === undefined ? {} : { subject }), name: safeguard };
          return found === null ? [] : [{ ...row, ...found }];
        }),
      ),
      rollback: this.rollback(entries),
      expiry: entries.flatMap(([path, { expiry = {} }]) =>
        Object.entries(expiry).map(([what, row]) => ({ what, ...this.reading(path, what, row, row.unit) })),
      ),
      survives: entries.flatMap(([, { survives = [] }]) => survives),
      debug: first("debug") ?? null,
      lineage: first("lineage") ?? null,
      export: entries.flatMap(([, entry]) => entry.export ?? []),
    };
  }

  private rollback(entries: ReadonlyArray<readonly [path: string, entry: Entry]>): LedgerRollback | null {
    for (const [path, { rollback }] of entries) {
      if (rollback === undefined) continue;
      const { at = [], ...rest } = rollback;
      return { ...rest, at: at.flatMap((place) => this.where(path, "rollback", place) ?? []) };
    }
    return null;
  }

  arrow(path: string, arrow: Arrow): LedgerArrow {
    const what = `${arrow.from} → ${arrow.to}`;
    return {
      from: arrow.from,
      to: arrow.to,
      what: arrow.what,
      retriedBy: arrow.retriedBy,
      attempts:
        arrow.attempts === undefined
          ? { value: 1, raw: null, unit: "count", at: null }
          : this.reading(path, what, arrow.attempts, "count"),
      backoff: arrow.backoff === undefined ? null : this.reading(path, what, arrow.backoff, arrow.backoff.unit),
    };
  }
}

function gather(stack: TerraformStack, facts: LedgerFacts): { ledger: Ledger; problems: readonly string[] } {
  const recorded = stack.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === RECORD)
        .map(({ data }) => [construct.node.path, data as Entry] as const),
    );
  const gathering = new Gathering();
  const named = (layer: LedgerBox["layer"], order: readonly string[]) =>
    order.flatMap((name) => {
      const entries = recorded.filter(([, { box }]) => box === name);
      return entries.length === 0 ? [] : [gathering.box(layer, name as BoxName | FoundationName, entries)];
    });
  const ledger: Ledger = {
    version: 3,
    ...facts,
    boxes: [...named("box", boxOrder), ...named("foundation", foundationOrder)],
    arrows: recorded.flatMap(([path, { arrows = [] }]) => arrows.map((arrow) => gathering.arrow(path, arrow))),
  };
  return { ledger, problems: gathering.problems };
}

/**
 * Puts the ledger into a stack, and a validation that fails on every row whose place does not exist. Call it last in
 * the stack's constructor: what is recorded until synth is in it. A stack of one's own, of constructs that were copied
 * or imported, says its platform, such as `aws`; a pilot says the rest too. @default - the ledger is called like the
 * stack; no image, no release, no fit and no fact of a spec
 */
export function addLedger(stack: TerraformStack, facts: Pick<LedgerFacts, "platform"> & Partial<LedgerFacts>): void {
  const all = { pilot: stack.node.id, phase: 0, fit: [], releases: {}, live: null, spec: {}, ...facts } as const;
  let problems: readonly string[] | undefined;
  const produce = (): Ledger => {
    const gathered = gather(stack, all);
    problems = gathered.problems;
    return gathered.ledger;
  };
  stack.addOverride("//.pilot", Lazy.anyValue({ produce }));
  const validate = (): string[] => {
    // resolving the stack gathers the ledger, unless an override stands in its place; whoever resolves a stack once for
    // the rules and for what is written gathers it once, too
    stack.toTerraform();
    return [...(problems ?? gather(stack, all).problems)];
  };
  stack.node.addValidation({ validate });
}
