/** What a reviewer must see first: one finding per line, each of a kind that `--fail-on` knows. */

import type { Grant } from "../../stacks/readers/permissions.js";
import type { Reach } from "../../stacks/readers/reach.js";
import { short } from "../../stacks/readers/references.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { code, type Text } from "../document.js";
import type { Plan } from "../read/plan.js";
import { notReadInShort, type Unread } from "./closed-world.js";
import { endlessStores } from "./expiry.js";
import type { StaleRow } from "./ledger-rows.js";
import { isForeign } from "./permissions.js";

/** The kinds of findings, the gravest first. */
export const findingKinds = [
  "stale",
  "ledger",
  "destroy",
  "replace",
  "public",
  "foreign",
  "wildcard",
  "not-read",
  "not-understood",
  "no-limit",
  "no-expiry",
  "no-go",
] as const;

/** One of them. */
export type FindingKind = (typeof findingKinds)[number];

/** One finding. */
export interface Finding {
  readonly kind: FindingKind;
  readonly text: Text;
  readonly address: string;
  /** The reason that somebody wrote. */
  readonly reason?: string;
}

/** What findings are made of. */
export interface Found {
  readonly stack: Stack;
  readonly grants: readonly Grant[];
  readonly reach: readonly Reach[];
  readonly plan?: Plan | undefined;
  readonly unread: readonly Unread[];
  readonly staleRows: readonly StaleRow[];
  /** Why the stack is older than what it was made of. */
  readonly stale?: string | undefined;
}

/** Wildcards that say the same of several, as one finding. */
function wildcards(grants: readonly Grant[]): readonly Finding[] {
  const groups = new Map<string, Grant[]>();
  for (const grant of grants) {
    if (grant.isPublic || grant.wildcards.length === 0) continue;
    const key = JSON.stringify([grant.actions, grant.on, grant.when, grant.wildcards, grant.reason]);
    groups.set(key, [...(groups.get(key) ?? []), grant]);
  }
  return [...groups.values()].map((same) => {
    const [first] = same as [Grant];
    const who = [...new Set(same.map((each) => each.who))];
    const actions =
      first.actions.slice(0, 3).join(", ") + (first.actions.length > 3 ? ` and ${first.actions.length - 3} more` : "");
    return {
      kind: "wildcard",
      text: [
        code(who.slice(0, 3).join(", ") + (who.length > 3 ? ` and ${who.length - 3} more` : "")),
        ` may ${first.verbs.slice(0, 5).join(", ")} on `,
        code(first.on.slice(0, 2).map(short).join(", ")),
        " by ",
        code(actions),
        `: wildcard ${first.wildcards.join(" and ")}`,
        ...(first.when.length > 0 ? [", only when ", code(first.when.join("; "))] : []),
      ],
      address: [...new Set(same.map(({ address }) => address))].slice(0, 3).join(", "),
      ...(first.reason === undefined ? {} : { reason: first.reason }),
    };
  });
}

function ofPlan(plan: Plan | undefined): readonly Finding[] {
  return (plan?.changes ?? []).flatMap(({ address, action, reason }): readonly Finding[] => {
    const why = reason === undefined ? "" : `: ${reason.replaceAll("_", " ")}`;
    if (action === "delete") return [{ kind: "destroy", text: `the plan destroys it${why}`, address }];
    const text = `the plan destroys it and makes it again${why}`;
    return action === "replace" ? [{ kind: "replace", text, address }] : [];
  });
}

function ofLedger({ stack, staleRows }: Found): readonly Finding[] {
  const short = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value)).slice(0, 80);
  const rows = staleRows.map(
    ({ row, address, pointer, said, found, isGone }): Finding => ({
      kind: "ledger",
      text: isGone
        ? [`${row}: the ledger speaks of a resource that this stack does not have`]
        : [`${row}: the ledger says `, code(short(said)), ", and the stack says ", code(short(found))],
      address: `${address} ${pointer}`,
    }),
  );
  const boxes = stack.ledger?.boxes ?? [];
  const unlimited = boxes.flatMap(({ box, limits }) =>
    limits
      .filter(({ enforcement }) => enforcement === "none")
      .map(
        (limit): Finding => ({
          kind: "no-limit",
          text: [`${box}: `, code(limit.name), ": nothing enforces it"],
          address: limit.at?.address ?? "",
        }),
      ),
  );
  const noGos = (stack.ledger?.fit ?? [])
    .filter(({ verdict }) => verdict === "no")
    .map(
      (row): Finding => ({
        kind: "no-go",
        text: [`${row.need}: asked `, code(row.asked), ", has ", code(row.answer)],
        address: "",
      }),
    );
  return [...rows, ...unlimited, ...noGos];
}

/** All findings of one stack, without a base to compare it with. */
export function findings(given: Found): readonly Finding[] {
  const { stack, grants, reach, plan, unread, stale } = given;
  const isUnknown = ({ effect, verbs }: Grant) => effect === "unknown" || verbs.includes("not understood");
  const found: Finding[] = [
    ...(stale === undefined ? [] : [{ kind: "stale" as const, text: `${stale}: run cdktf synth again`, address: "" }]),
    ...ofLedger(given),
    ...ofPlan(plan),
    ...grants
      .filter(({ isPublic }) => isPublic)
      .map(
        (grant): Finding => ({
          kind: "public",
          text: ["everybody may ", grant.verbs.join(", "), " on ", code(grant.on.join(", "))],
          address: grant.address,
        }),
      ),
    ...reach
      .filter(({ isPublic }) => isPublic)
      .map(
        (row): Finding => ({
          kind: "public",
          text: [code(row.from), " → ", code(row.to), ` (${row.by})`],
          address: row.address,
        }),
      ),
    ...grants
      .filter(isForeign)
      .map(
        (grant): Finding => ({
          kind: "foreign",
          text: [code(grant.who), ` may ${grant.verbs.join(", ")} on `, code(grant.on.map(short).join(", "))],
          address: grant.address,
        }),
      ),
    ...wildcards(grants),
    ...(unread.length === 0
      ? []
      : [
          {
            kind: "not-read" as const,
            text: [
              `${notReadInShort(unread)}: `,
              code(
                unread
                  .map(({ what }) => what)
                  .slice(0, 8)
                  .join(", "),
              ),
            ],
            address: unread
              .flatMap(({ addresses }) => addresses)
              .slice(0, 3)
              .join(", "),
          },
        ]),
    ...grants
      .filter(isUnknown)
      .map(
        (grant): Finding => ({
          kind: "not-understood",
          text: ["a permission that this review cannot read: ", code(grant.actions.slice(0, 6).join(", "))],
          address: grant.address,
        }),
      ),
    ...endlessStores(stack).map(
      ({ name, address }): Finding => ({ kind: "no-expiry", text: [code(name), ": nothing in it expires"], address }),
    ),
  ];
  return findingKinds.flatMap((kind) => found.filter((each) => each.kind === kind));
}
