/** The sections on the resources themselves: the plan, what is unknown until apply, outputs, addresses. */

import { outputCommands } from "../../../stacks/readers/commands.js";
import { leaves, References } from "../../../stacks/readers/references.js";
import type { Stack } from "../../../stacks/readers/stack.js";
import type { Analysis } from "../../analysis/analysis.js";
import { code, codes, type Section, type Text, tableOr } from "../../document.js";
import { counts } from "../../read/plan.js";
import { ofWhatIsRead } from "./access.js";

/** Attributes that only an apply can tell: by the plan where there is one, by the references otherwise. */
function unknownAttributes({ stack, plan }: Analysis): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  const add = (what: string, user: string) => seen.set(what, (seen.get(what) ?? new Set()).add(user));
  if (plan !== undefined) {
    for (const { address, unknown: pointers } of plan.changes) {
      for (const pointer of pointers) if (isArgument(stack, address, pointer)) add(`${address} ${pointer}`, address);
    }
    return seen;
  }
  const references = new References(stack);
  for (const resource of stack.resources) {
    for (const [pointer, value] of leaves(resource.arguments)) {
      if (typeof value !== "string" || !value.includes("${") || pointer.startsWith("/depends_on")) continue;
      for (const what of references.unknown(value)) add(what, resource.address);
    }
  }
  return seen;
}

/** What the platform computes anyway is no argument of the stack, and nobody expects it in a plan. */
function isArgument(stack: Stack, address: string, pointer: string): boolean {
  const [, first = ""] = pointer.split("/");
  return first in (stack.byAddress.get(address)?.arguments ?? {});
}

export function unknown(facts: Analysis): Section {
  const seen = unknownAttributes(facts);
  const rows = [...seen].map(([what, users]): readonly Text[] => [
    code(what),
    codes([...users].slice(0, 3)),
    String(users.size),
  ]);
  const by = facts.plan === undefined ? "by the references of the stack" : "by the plan";
  return {
    title: "Unknown until apply",
    blocks: [
      rows.length === 0
        ? {
            kind: "text",
            text:
              facts.unread.length === 0
                ? "Everything is known before the first apply."
                : `Nothing that was read waits for an apply.${ofWhatIsRead(facts)}`,
          }
        : {
            kind: "table",
            head: [`Attribute, ${by}`, "Used by", "Uses"],
            rows,
            brief: [
              `${rows.length} ${rows.length === 1 ? "attribute" : "attributes"}, ${by}: `,
              ...codes([...seen.keys()].slice(0, 60)),
            ],
          },
      ...(rows.length === 0
        ? []
        : [
            {
              kind: "text",
              text: [
                "A name in braces, such as ",
                code("{name}"),
                ", is the resource of that name, whose id comes later.",
              ],
            } as const,
          ]),
    ],
  };
}

export function planned({ plan }: Analysis): readonly Section[] {
  if (plan === undefined) return [];
  // what is made stands under "Resources by construct"
  const rows = plan.changes
    .filter(({ action }) => action !== "no-op" && action !== "create" && action !== "read")
    .map(({ action, address, reason }): readonly Text[] => [
      action,
      code(address),
      (reason ?? "").replaceAll("_", " "),
    ]);
  const words = counts(plan).map(([action, count]) => `${count} ${action}`);
  return [
    {
      title: "Plan",
      blocks: [
        { kind: "text", text: `${words.join(", ") || "nothing to do"}.` },
        ...(rows.length === 0 ? [] : ([{ kind: "table", head: ["Action", "Address", "Why"], rows }] as const)),
      ],
    },
  ];
}

/** The outputs are the next commands. */
export function nextCommands({ stack }: Analysis): readonly Section[] {
  const lines = outputCommands(stack);
  // beside a ledger they stand in the runbook
  return stack.ledger !== undefined || lines.length === 0
    ? []
    : [{ title: "Next commands", blocks: [{ kind: "commands", lines }] }];
}

export function resources({ stack }: Analysis): Section {
  const byConstruct = new Map<string, string[]>();
  for (const { path, address } of stack.resources) {
    const parts = path.split("/");
    // without a construct tree each resource stands alone, whatever others are called like it
    const alone = parts.length === 1 ? address : (parts[0] ?? path);
    const construct = parts.length > 2 ? parts.slice(0, 2).join("/") : alone;
    const found = byConstruct.get(construct);
    if (found) found.push(address);
    else byConstruct.set(construct, [address]);
  }
  const rows = [...byConstruct].map(([construct, addresses]): readonly Text[] => [
    code(construct),
    String(addresses.length),
    codes(addresses.sort()),
  ]);
  return {
    title: "Resources by construct",
    blocks: [tableOr("This stack makes nothing.", ["Construct", "Count", "Addresses"], rows)],
  };
}
