/** The roles that `deployer azure` prints, held against what a pilot's stack asks Azure for. */
import { deployerRights, roles } from "../../../stacks/azure/rights.js";
import { exampleSpec, type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

/**
 * Built-in roles, as they are at learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
 * (2026-11); what a pilot does not ask for is left out of Contributor's exceptions.
 */
const definitions: Readonly<Record<string, { readonly actions: string[]; readonly notActions: string[] }>> = {
  Contributor: {
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  },
  "User Access Administrator": {
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
    notActions: [],
  },
  "Role Based Access Control Administrator": {
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
      "Microsoft.Support/*",
    ],
    notActions: [],
  },
};

const covers = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\*/g, ".*")}$`, "i").test(action);
const allowedBy = (names: readonly string[], action: string): boolean =>
  names.some((name) => {
    const { actions = [], notActions = [] } = definitions[name] ?? {};
    return actions.some((each) => covers(each, action)) && !notActions.some((each) => covers(each, action));
  });

/** What azurerm's types of these are at Resource Manager; every other type is neither a role nor a lock. */
const authorization: Readonly<Record<string, string>> = {
  azurerm_role_assignment: "Microsoft.Authorization/roleAssignments",
  azurerm_role_definition: "Microsoft.Authorization/roleDefinitions",
};

/** The actions that a deploy and a destroy of a stack ask for, of what azapi makes and of roles. */
function asked({ resources }: SynthesizedStack): readonly string[] {
  const types = resources.flatMap(({ type, arguments: given }) => {
    if (type.startsWith("azapi_")) return [String(given["type"]).split("@")[0] ?? ""];
    const known = authorization[type];
    return known === undefined ? [] : [known];
  });
  return [...new Set(types)].sort().flatMap((type) => ["read", "write", "delete"].map((verb) => `${type}/${verb}`));
}

test("what a pilot asks for is allowed by the two roles together", async () => {
  const stack = await synthesizePilot("azure", variants["phase 2"]);
  const actions = stack === undefined ? [] : asked(stack);
  expect(actions).toEqual(
    expect.arrayContaining([
      "Microsoft.Authorization/locks/write",
      "Microsoft.Authorization/roleDefinitions/write",
      "Microsoft.MachineLearningServices/workspaces/delete",
    ]),
  );
  expect(actions.filter((action) => !allowedBy(roles, action))).toEqual([]);
});

test.each([
  [
    ["Contributor", "Role Based Access Control Administrator"],
    [
      "Microsoft.Authorization/locks/write",
      "Microsoft.Authorization/locks/delete",
      "Microsoft.Authorization/roleDefinitions/write",
      "Microsoft.Authorization/roleDefinitions/delete",
    ],
  ],
])("%j are not enough", async (names, missing) => {
  const stack = await synthesizePilot("azure", variants["phase 2"]);
  const actions = stack === undefined ? [] : asked(stack);
  expect(actions.filter((action) => !allowedBy(names, action))).toEqual(missing);
});

test("they are assigned on the subscription: the stack makes its group, and a deleted vault is seen there only", () => {
  const commands = deployerRights(exampleSpec()).filter((line) => !line.startsWith("#"));
  expect(commands.map((line) => / --scope (.*)$/.exec(line)?.[1])).toEqual([
    "/subscriptions/22222222-3333-4444-8555-666666666666",
    "/subscriptions/22222222-3333-4444-8555-666666666666",
  ]);
});
