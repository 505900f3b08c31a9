/** A real Terraform plan (`terraform show -json`), beside the stack that it was made of. The file is untrusted. */
import { UserError } from "../../stacks/user-error.js";
import { leaves } from "./references.js";
import { isMap, list, readJson } from "./stack.js";

/** What Terraform will do with one resource. */
export type Action = "create" | "update" | "replace" | "delete" | "read" | "no-op" | "forget";

/** One resource of a plan. */
export interface PlannedChange {
  readonly address: string;
  readonly action: Action;
  /** Why it is replaced, in Terraform's words. */
  readonly reason?: string;
  /** Arguments that are not known before the apply. */
  readonly unknown: readonly string[];
}

/** A plan. */
export interface Plan {
  readonly changes: readonly PlannedChange[];
}

function actionOf(actions: readonly unknown[]): Action {
  const words = actions.map(String);
  if (words.includes("delete") && words.includes("create")) return "replace";
  return (["create", "update", "delete", "read", "forget"] as const).find((each) => words.includes(each)) ?? "no-op";
}

/** Reads a plan. Any 1.x of the format; keys that are not known are passed over. @throws UserError with one line */
export function readPlan(file: string): Plan {
  const json = readJson(file);
  if (!isMap(json) || !/^1\./.test(String(json["format_version"])) || !Array.isArray(json["resource_changes"])) {
    throw new UserError([`${file}: is no plan in JSON; write one by: terraform show -json PLAN > plan.json`]);
  }
  return {
    changes: json["resource_changes"].filter(isMap).map((each) => {
      const change = isMap(each["change"]) ? each["change"] : {};
      const reason = each["action_reason"];
      return {
        address: String(each["address"]),
        action: actionOf(list(change["actions"])),
        ...(typeof reason === "string" ? { reason } : {}),
        unknown: [...leaves(change["after_unknown"])].filter(([, value]) => value === true).map(([pointer]) => pointer),
      };
    }),
  };
}

/** How many resources there are of each action. */
export function counts({ changes }: Plan): ReadonlyArray<readonly [Action, number]> {
  const order: readonly Action[] = ["delete", "replace", "update", "create", "read", "forget", "no-op"];
  return order
    .map((action) => [action, changes.filter((each) => each.action === action).length] as const)
    .filter(([, count]) => count > 0);
}
