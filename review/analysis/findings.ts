/** What a reviewer must see first: one finding a line, each of a kind that `--fail-on` knows. */
import { code, type Text } from "../document.js";
import type { Plan } from "../read/plan.js";
import { short } from "../read/references.js";
import type { Stack } from "../read/stack.js";
import { endlessStores } from "./expiry.js";
import type { Grant } from "./permissions.js";
import type { Reach } from "./reach.js";

/** The kinds of findings, the gravest first. */
export const findingKinds = [
  "destroy",
  "replace",
  "public",
  "wildcard",
  "no-limit",
  "no-expiry",
  "no-go",
  "not-understood",
] as const;

/** One of them. */
export type FindingKind = (typeof findingKinds)[number];

/** One finding. */
export interface Finding {
  readonly kind: FindingKind;
  readonly text: Text;
  readonly address: string;
  /** The reason that the stack itself gives. */
  readonly reason?: string;
}

const wildcardOf = (grant: Grant): Text => [
  code(grant.who),
  ` may ${grant.verbs.slice(0, 4).join(", ")} on `,
  code(grant.on.slice(0, 2).map(short).join(", ")),
  `: wildcard ${grant.wildcards.join(" and ")}`,
  ...(grant.when.length > 0 ? [", only when ", code(grant.when.join("; "))] : []),
  ", no reason given",
];

/** All findings of one stack, without a plan or a base to compare it with. */
export function findings(
  stack: Stack,
  grants: readonly Grant[],
  reach: readonly Reach[],
  plan: Plan | undefined,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const { address, action, reason } of plan?.changes ?? []) {
    const why = reason === undefined ? "" : `: ${reason.replaceAll("_", " ")}`;
    if (action === "delete") found.push({ kind: "destroy", text: `the plan destroys it${why}`, address });
    if (action === "replace")
      found.push({ kind: "replace", text: `the plan destroys it and makes it again${why}`, address });
  }
  for (const grant of grants.filter(({ isPublic }) => isPublic)) {
    found.push({
      kind: "public",
      text: ["everybody may ", grant.verbs.join(", "), " on ", code(grant.on.join(", "))],
      address: grant.address,
    });
  }
  for (const row of reach.filter(({ isPublic }) => isPublic)) {
    found.push({ kind: "public", text: [code(row.from), " → ", code(row.to), ` (${row.by})`], address: row.address });
  }
  for (const grant of grants.filter(({ isPublic, wildcards }) => !isPublic && wildcards.length > 0)) {
    const reason = grant.reason === undefined ? {} : { reason: grant.reason };
    found.push({ kind: "wildcard", text: wildcardOf(grant), address: grant.address, ...reason });
  }
  for (const { box, limits } of [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])]) {
    for (const limit of limits.filter(({ enforcement }) => enforcement === "none")) {
      found.push({
        kind: "no-limit",
        text: [`${box}: `, code(limit.name), ": nothing enforces it"],
        address: limit.at?.address ?? "",
      });
    }
  }
  for (const { name, address } of endlessStores(stack)) {
    found.push({ kind: "no-expiry", text: [code(name), ": nothing in it expires"], address });
  }
  for (const row of stack.ledger?.fit ?? []) {
    if (row.verdict === "no") {
      found.push({
        kind: "no-go",
        text: [`${row.need}: asked `, code(row.asked), ", has ", code(row.answer)],
        address: "",
      });
    }
  }
  for (const grant of grants.filter(({ effect }) => effect === "unknown")) {
    found.push({
      kind: "not-understood",
      text: ["a permission that this review cannot read: ", code(grant.actions.join(", "))],
      address: grant.address,
    });
  }
  return found;
}
