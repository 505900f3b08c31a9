/** What is held is let go by the words that its message says. */
import { synthesizePilot, variants } from "../../synth.js";
import { namedByText } from "../plain-names.js";

async function held(variant: string): Promise<readonly string[]> {
  const resources = (await synthesizePilot("azure", variants[variant]))?.resources ?? [];
  return resources.map(({ address }) => address).filter((address) => address.startsWith("terraform_data.held-"));
}

test("a pause lets the network go: a value that stayed in the state would refuse the deploy that follows", async () => {
  expect(await held("phase 2")).toContain("terraform_data.held-network");
  expect(await held("phase 2, paused")).not.toContain("terraform_data.held-network");
});

test("a pause lets nothing go that data hangs on", async () => {
  const stays = ["terraform_data.held-place", "terraform_data.held-copies", "terraform_data.held-range"];
  expect(await held("phase 2, paused")).toEqual(expect.arrayContaining(stays));
});

test("the watcher that an earlier version made, in the pilot's own group, is taken", async () => {
  const group = "/subscriptions/11111111-2222-4333-8444-666666666666/resourceGroups/penguins";
  const networkWatcherId = `${group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;
  const stack = await synthesizePilot("azure", (input) => {
    Object.assign(input.azure ?? {}, { networkWatcherId });
  });
  expect(namedByText(stack)).toEqual(["azapi_resource.private-network_flow-logs_flow-log_6DF42DB0 /parent_id"]);
  expect(stack?.problems).toEqual([]);
});
