/** Names that Azure holds back after a destroy, or knows once in a tenant; and what a destroyed group may leave. */
import { azureNames } from "../../../stacks/azure/names.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

const subscriptions = ["22222222-3333-4444-8555-666666666666", "33333333-3333-4444-8555-666666666666"];

async function stackOf(change: Parameters<typeof synthesizePilot>[1]): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("azure", change);
  if (stack === undefined) throw new Error("the example has no azure block");
  return stack;
}

test("roles of two pilots of one name, in two subscriptions of a tenant, have different names and ids", async () => {
  const [dev, prod] = await Promise.all(
    subscriptions.map(async (subscription) => {
      const stack = await stackOf((input) => {
        variants["phase 2"]?.(input);
        Object.assign(input.azure ?? {}, { subscription });
      });
      return stack.all("azurerm_role_definition").map(({ arguments: given }) => {
        const written = JSON.stringify([given["name"], given["role_definition_id"]]);
        // names are composed of references to names
        return written.replace(/\$\{([\w.-]+)\.name\}/g, (_, address: string) => {
          const named = stack.resources.find((one) => one.address === address)?.arguments["name"];
          return String(named);
        });
      });
    }),
  );
  expect(dev).toHaveLength(4);
  const names = (all: readonly string[] = []) => all.map((each) => (JSON.parse(each) as string[])[0]);
  expect(names(dev).filter((name) => names(prod).includes(name))).toEqual([]);
  expect((dev ?? []).filter((each) => (prod ?? []).includes(each))).toEqual([]);
});

test("another generation takes other names for what Azure holds back, and no other name for what holds the data", () => {
  const [first = ""] = subscriptions;
  const [before, after] = [azureNames("penguins", first), azureNames("penguins", first, 1)];
  const changed = Object.entries(before).filter(([key, name]) => after[key as keyof typeof after] !== name);
  expect(changed.map(([key]) => key).sort()).toEqual(
    ["accessLogWorkspace", "keyVault", "logWorkspace", "workspace", "workspaceVault"].sort(),
  );
  expect(azureNames("penguins", first, 0)).toEqual(before);
});

test.each([
  ["keep", true],
  ["delete", false],
] as const)("onDestroy: %s: the resource group goes with what Azure put into it: %s", async (onDestroy, prevents) => {
  const stack = await stackOf((input) => {
    input.onDestroy = onDestroy;
  });
  const provider = JSON.stringify((stack.json as unknown as { provider: { azurerm: unknown } }).provider.azurerm);
  expect(provider).toContain(`"prevent_deletion_if_contains_resources":${prevents}`);
});
