/** A real Terraform plan (`terraform show -json`), beside the stack that it was made of. The file is untrusted. */

import { leaves } from "../../stacks/readers/references.js";
import { type Arguments, isMap, list, type Resource, type Stack } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";
import { readJson } from "./stack.js";

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
  /** The resources of modules, as they will be. */
  readonly modules: readonly Resource[];
  /** Each instance of what the stack repeats by `count` or `for_each`, as it will be. */
  readonly instances: readonly Resource[];
}

/** An address without the key of its instance: `aws_subnet.zone[0]` is one of `aws_subnet.zone`. */
export const bareAddress = (address: string): string => address.replace(/\[[^\]]*\]$/, "");

/** The addresses that a plan is about, without the keys of instances. */
export const plannedAddresses = ({ changes }: Plan): ReadonlySet<string> =>
  new Set(changes.map(({ address }) => bareAddress(address)));

/** The resources that stand in a module itself. */
const ownOf = (module: Arguments): readonly Resource[] =>
  list(module["resources"])
    .filter(isMap)
    .map((each): Resource => {
      const address = String(each["address"]);
      const values = isMap(each["values"]) ? each["values"] : {};
      return { address, type: String(each["type"]), isData: each["mode"] === "data", path: address, arguments: values };
    });

/** The resources of a module and of those inside it. */
const inModule = (module: Arguments): readonly Resource[] => [...ownOf(module), ...childrenOf(module)];

const childrenOf = (module: Arguments): readonly Resource[] =>
  list(module["child_modules"]).filter(isMap).flatMap(inModule);

/**
 * Refuses the plan of another stack: what it makes or keeps must stand in this one.
 * @throws UserError with one line
 */
export function checkPlanIsOf(stack: Stack, { changes }: Plan, file: string): void {
  const own = changes.filter(({ address }) => !address.startsWith("module.") && !address.startsWith("data."));
  const foreign = own.find(
    ({ address, action }) => action !== "delete" && action !== "forget" && !stack.byAddress.has(bareAddress(address)),
  );
  const managed = stack.resources.filter(({ isData }) => !isData);
  const planned = new Set(own.map(({ address }) => bareAddress(address)));
  const isDisjoint = managed.length > 0 && own.length > 0 && !managed.some(({ address }) => planned.has(address));
  if (foreign === undefined && !isDisjoint) return;
  const example = foreign?.address ?? own[0]?.address ?? "";
  throw new UserError([
    `--plan ${file}: must be a plan of the stack ${stack.name}, which has no ${example}; ` +
      "plan that stack in its folder below cdktf.out/stacks, and give that file",
  ]);
}

function actionOf(actions: readonly unknown[]): Action {
  const words = actions.map(String);
  if (words.includes("delete") && words.includes("create")) return "replace";
  return (["create", "update", "delete", "read", "forget"] as const).find((each) => words.includes(each)) ?? "no-op";
}

/** Reads a plan. Any 1.x of the format; keys that are not known are passed over. @throws UserError with one line */
export function readPlan(file: string): Plan {
  const json = readJson(file, "give what terraform show -json PLAN prints");
  if (!isMap(json) || !/^1\./.test(String(json["format_version"])) || !Array.isArray(json["resource_changes"])) {
    throw new UserError([`${file}: is no plan in JSON; write one by: terraform show -json PLAN > plan.json`]);
  }
  const planned = isMap(json["planned_values"]) ? json["planned_values"]["root_module"] : undefined;
  return {
    modules: isMap(planned) ? childrenOf(planned) : [],
    instances: isMap(planned) ? ownOf(planned).filter(({ address }) => address !== bareAddress(address)) : [],
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
