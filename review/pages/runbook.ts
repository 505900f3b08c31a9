/** The notes of good operation: runbook, cost, rollback, failure drills, and what degrades first. */
import type { Ledger, LedgerBox } from "../../stacks/ledger.js";
import { platforms } from "../../stacks/platforms.js";
import { outputCommands } from "../../stacks/readers/commands.js";
import { References } from "../../stacks/readers/references.js";
import { isMap, type Stack } from "../../stacks/readers/stack.js";
import {
  againstBudget,
  atLeast,
  type Charge,
  counted,
  leftOut,
  type Money,
  money,
  ofRuns,
  sum,
} from "../analysis/money.js";
import { reading } from "../analysis/quantity.js";
import { deployOf, rollbackOf } from "../analysis/rollback.js";
import { code, codes, type Section, type Text, tableOr } from "../document.js";
import { type Price, stale } from "../read/prices.js";
import { rollbackWords } from "./summary.js";

const boxOf = ({ ledger }: Stack, name: LedgerBox["box"]): LedgerBox | undefined =>
  (ledger?.boxes ?? []).find(({ box }) => box === name);

const present = (lines: ReadonlyArray<string | undefined>) =>
  lines.filter((line): line is string => line !== undefined);

function runbook(stack: Stack): Section {
  const references = new References(stack);
  const boxes = stack.ledger?.boxes ?? [];
  const rows = boxes.flatMap(
    ({ box, debug, lineage, owner }): ReadonlyArray<readonly Text[]> =>
      debug === null && lineage === null
        ? []
        : [[box, code(owner), ...[debug, lineage].map((each) => (each === null ? "" : code(references.text(each))))]],
  );
  const exports = boxes.flatMap(({ export: lines }) => lines.map((line) => references.text(line)));
  const left = (stack.ledger?.lookFirst ?? []).map((sentence) => `# left to whoever deploys: ${sentence}`);
  const leaving = exports.length === 0 ? [] : ["# leaving the platform", ...exports];
  const lines = [...left, ...outputCommands(stack), ...leaving];
  return {
    title: "Runbook: the next commands, and what to look with",
    blocks: [
      ...(lines.length === 0 ? [] : ([{ kind: "commands", lines }] as const)),
      tableOr("Nothing is recorded.", ["Fails", "Ask", "Look with", "Where it came from"], rows),
    ],
  };
}

/** The steps of a run that stand on the same machine, as one line. */
function byMachine(charges: readonly Charge[]): readonly Charge[] {
  const groups = new Map<string, Charge[]>();
  for (const charge of charges) {
    const key = JSON.stringify([charge.meter, charge.count]);
    const found = groups.get(key);
    if (found) found.push(charge);
    else groups.set(key, [charge]);
  }
  return [...groups.values()].map((same) => {
    const [first] = same as [Charge];
    const priced = same.every((charge) => charge.money !== undefined);
    return {
      ...first,
      what: same.map(({ what }) => what).join("; "),
      hours: same.reduce((total, { hours }) => total + hours, 0),
      ...(priced ? { money: sum(same) } : {}),
    };
  });
}

/** What a price is for: `an hour`, or `a GiB and month`. */
const per = ({ unit }: Charge, price: Price): string =>
  unit === undefined ? `${price.per === "hour" ? "an" : "a"} ${price.per}` : `a ${unit} and ${price.per}`;

const chargeRow = (charge: Charge, currency: string): readonly Text[] => [
  charge.what,
  code(charge.meter),
  `${counted(charge)} × ${charge.hours.toLocaleString("en-US", { maximumFractionDigits: 2 })} h`,
  charge.money === undefined ? "no price given" : money(charge.money, currency),
  charge.price === undefined ? "" : `${charge.price.value} ${per(charge, charge.price)}`,
];

/** What stands behind a sum: what it leaves out. */
const withoutPrice = (left: readonly string[]): Text => (left.length === 0 ? "" : ["without ", ...codes(left)]);

/** How the worst month stands to the budget, after it was named. */
function budgetWords(costs: Money): string {
  const words = {
    none: "not compared, because it is in another currency",
    below: `the worst case, ${ofRuns(costs)}, is below it${costs.apart === undefined ? "" : ", but for what no sum holds"}`,
    above: "the worst case is above it",
    open: "not compared, because some prices are missing",
  };
  return `: ${words[againstBudget(costs)]}`;
}

function costNote({ ledger }: Stack, costs: Money | undefined, today: Date): Section {
  const title = "Cost note";
  if (costs === undefined) {
    const meters = (ledger?.boxes ?? []).filter(({ meter }) => meter?.whileIdle);
    const idle = meters.map(({ box, meter }): Text => `${box}: ${meter?.what}`);
    return {
      title,
      blocks: [
        { kind: "text", text: "No price given: name a price book by --prices. What meters while idle:" },
        { kind: "list", items: idle.length > 0 ? idle : ["nothing"] },
      ],
    };
  }
  const { currency, budget } = costs;
  const charges = [...costs.idle, ...costs.worst, ...costs.runs.flatMap((run) => run.charges)];
  const used = [...new Set(charges.flatMap(({ price }) => price ?? []))];
  const old = stale(used, today);
  const total = (name: string, charges: readonly Charge[]): readonly Text[] => [
    name,
    "",
    "",
    atLeast(costs, charges),
    withoutPrice(leftOut(costs, charges)),
  ];
  const rows = [
    ...costs.idle.map((charge) => chargeRow(charge, currency)),
    total("Idle, a month", costs.idle),
    ...costs.runs.flatMap(({ name, charges }, index) => [
      ...byMachine(charges).map((charge) => chargeRow(charge, currency)),
      total(index === 0 ? "One run at most" : `One run of ${name} at most`, charges),
    ]),
    total(`Worst case a month, ${ofRuns(costs)}`, costs.worst),
  ];
  return {
    title,
    blocks: [
      { kind: "table", head: ["What", "Meter", "Amount", "Money", "Price"], rows },
      {
        kind: "list",
        items: [
          budget === undefined
            ? "No budget is recorded."
            : [`Budget: ${money(budget.monthly, budget.currency)} a month`, budgetWords(costs)],
          `Nothing bounds: ${costs.unbounded.join("; ")}.`,
          ...(costs.apart === undefined ? [] : [`In no sum: ${costs.apart.join("; ")}.`]),
          ...(costs.missing.length === 0
            ? []
            : [
                [
                  "No price given for ",
                  ...codes(costs.missing),
                  ", so each sum that would hold them is too low.",
                ] as Text,
              ]),
          ...(used.length === 0
            ? []
            : [
                used.flatMap(({ meter, region, asOf, source }, index) => [
                  index === 0 ? "Prices: " : "; ",
                  code(meter),
                  ` in ${region}, ${asOf}: ${source}`,
                ]),
              ]),
          ...(old.length === 0 ? [] : [`${old.length} prices are older than 90 days: read them again.`]),
        ],
      },
    ],
  };
}

function rollbackNote(stack: Stack): Section {
  const { live = null, automatic } = rollbackOf(stack) ?? {};
  const items: Text[] = [
    rollbackWords(stack),
    ...(live === null ? [] : ["The previous release stays listed until the next has proved itself."]),
    ...(live === null || automatic !== undefined
      ? []
      : ["An alarm of this stack alerts somebody, and sets nothing back."]),
  ];
  const { wayBack } = stack.ledger ?? {};
  if (wayBack !== undefined) items.push(wayBack);
  return { title: "Rollback note", blocks: [{ kind: "list", items }] };
}

function drills(stack: Stack, ledger: Ledger): Section {
  const platform = Object.entries(platforms).find(([id]) => id === ledger.platform)?.[1];
  const { stop, versions, restore, live } = platform?.readers().drills?.(stack) ?? {};
  const kept = boxOf(stack, "data bucket")?.expiry.find(({ what }) => what === "old versions");
  const deploy = (after: string) => `${deployOf(stack)}   # after ${after}`;
  const back = rollbackOf(stack);
  const [, ...afterIt] = back?.commands ?? [];
  const drill = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [`# ${title}`, ...lines]);
  return {
    title: "Failure drills",
    blocks: [
      {
        kind: "commands",
        lines: [
          ...drill("1. a release is bad: roll back, and see what serves", [
            ...(ledger.live === null ? [] : [deploy(`setting ${back?.key} back`), ...afterIt]),
            ...present([live]),
          ]),
          ...drill("2. a run costs too much, or the budget alert came: stop it, and pause the pilot", [
            ...present([stop]),
            deploy("setting paused: true"),
          ]),
          ...drill(
            `3. data was overwritten or deleted: bring a version back${kept ? `, kept for ${reading(kept)}` : ""}`,
            present([versions, restore]),
          ),
        ],
      },
    ],
  };
}

function degrades(ledger: Ledger): Section {
  const given = isMap(ledger.spec["incident"]) ? ledger.spec["incident"] : {};
  const said = (what: string, key: string): readonly Text[] =>
    typeof given[key] === "string" ? [[`${what}: `, code(given[key])]] : [];
  const items = [
    ...said("Gives way first", "degradesFirst"),
    ...said("Never gives way", "neverDegrades"),
    ...said("Falls back to", "fallback"),
  ];
  return {
    title: "What degrades first",
    blocks: [{ kind: "list", items: items.length > 0 ? items : ["The spec does not say."] }],
  };
}

/** The last sections of a page; without a ledger there is nothing that they could say. */
export function notes(stack: Stack, costs: Money | undefined, today: Date): readonly Section[] {
  if (stack.ledger === undefined) return [];
  return [
    runbook(stack),
    costNote(stack, costs, today),
    rollbackNote(stack),
    drills(stack, stack.ledger),
    degrades(stack.ledger),
  ];
}
