/**
 * Every limit names somebody who may change it. Reads what the constructs recorded; a stack without records has no
 * limit.
 */
import { type Entry, RECORD } from "../../constructs/pilot/record.js";
import { addressOf } from "../ledger.js";
import { limitWords } from "../limit-kinds.js";
import type { Rule, RuleProblem } from "./rule.js";

const isOwner = (owner: unknown): boolean => typeof owner === "string" && owner.trim() !== "";

/** Names every recorded limit, box and foundation without an owner. */
export const unownedLimit: Rule = {
  id: "unowned-limit",
  why: "a limit that nobody owns is raised by whoever runs into it, or by nobody",
  fix: "name an owner in the props of the construct",
  check: ({ stack }) => {
    const problems: RuleProblem[] = [];
    for (const construct of stack.node.findAll()) {
      for (const { type, data } of construct.node.metadata) {
        if (type !== RECORD) continue;
        const { box, owner, limits = [] } = data as Entry;
        if (!isOwner(owner)) problems.push({ address: construct.node.path, what: `${box}: has no owner` });
        for (const limit of limits) {
          if (isOwner(limit.owner)) continue;
          const at = limit.at ? { address: addressOf(limit.at[0]), pointer: limit.at[1] } : undefined;
          problems.push({
            address: construct.node.path,
            ...at,
            what: `limit "${limitWords(limit.kind, limit.subject)}" has no owner`,
          });
        }
      }
    }
    return problems;
  },
};
