/** What a spec can break on Azure, at the spec's own places; what pauses; what asks for quota. */

import { azureNames } from "../../../stacks/azure/names.js";
import { specProblems } from "../../../stacks/azure/rules.js";
import { checkSpec } from "../../../stacks/pilot-spec/check.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { exampleInput, synthesizePilot, synthesizeQuotas, variants } from "../../synth.js";

const digest = `sha256:${"a1".repeat(32)}`;
const hub =
  "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks";
const azure = (change: object) => (input: PilotSpecInput) => {
  input.image = { digest };
  Object.assign(input.azure ?? {}, change);
};

test.each<[string, (input: PilotSpecInput) => void, string, string]>([
  [
    "days of logs",
    (input) => Object.assign(input.data?.retentionDays ?? {}, { accessLogs: 7 }),
    "data.retentionDays",
    "from 30 to 730",
  ],
  [
    "a small network",
    (input) => Object.assign(input.network ?? {}, { cidr: "10.0.0.0/24" }),
    "network.cidr",
    "/16 to /22",
  ],
  [
    "long low-priority jobs",
    (input) => Object.assign(input.training ?? {}, { maxRuntimeSeconds: 432_000, nodes: 64 }),
    "",
    "",
  ],
  [
    "a version that is none",
    azure({ releases: { r1: "s3://x" }, live: "r1" }),
    "azure.releases",
    "the number of a registered version",
  ],
  [
    "a canary of nothing",
    azure({ releases: { r1: "1" }, live: "r1", canary: "r2" }),
    "azure.canary",
    'one of the releases \\(r1\\), got "r2"',
  ],
  [
    "a canary that is live",
    azure({ releases: { r1: "1" }, live: "r1", canary: "r1" }),
    "azure.canary",
    'another release than the live one, got "r1"',
  ],
  [
    "a schedule with a date",
    (input) => Object.assign(input.endpoint ?? {}, { mode: "batch", schedule: "0 3 1 * *" }),
    "endpoint.schedule",
    "Azure ML ignores dates",
  ],
  [
    "five percents and a forecast",
    (input) => Object.assign(input.budget, { alertPercents: [10, 20, 30, 50, 100] }),
    "budget.alertPercents",
    "take four percents",
  ],
  ...["login-risk", "microsoft-ml", "windows-ml", "xbox-churn", "azure"].map(
    (name): [string, (input: PilotSpecInput) => void, string, string] => [
      `a name that Azure keeps to itself: ${name}`,
      (input) => Object.assign(input, { name }),
      "name",
      `must not hold the word ".*", which Azure keeps to itself, got "${name}"`,
    ],
  ),
  [
    "a budget before there were budgets",
    (input) => Object.assign(input.budget, { start: "1999-01-01" }),
    "budget.start",
    '2017-06-01 or later, got "1999-01-01"',
  ],
  [
    "a budget that starts years ahead",
    (input) => Object.assign(input.budget, { start: "2099-01-01" }),
    "budget.start",
    'at most twelve months ahead, .* got "2099-01-01"',
  ],
  [
    "the watcher of another location",
    azure({
      networkWatcherId:
        "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_northeurope",
    }),
    "azure.networkWatcherId",
    "a watcher of westeurope, got one of northeurope",
  ],
  ["half a coin", (input) => Object.assign(input.budget, { monthly: 0.5 }), "budget.monthly", "from 1 to .*, got 0.5"],
  [
    "clients within clients",
    (input) => Object.assign(input.network ?? {}, { allowedClients: ["10.100.0.0/16", "10.100.4.0/24"] }),
    "network.allowedClients",
    '"10.100.4.0/24" overlaps "10.100.0.0/16"',
  ],
  [
    "15 labels",
    (input) => {
      input.labels = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`l${index}`, "x"]));
    },
    "labels",
    "at most 15 tags, got 16; .*one more tag is the pilot's name",
  ],
  [
    "21 releases",
    azure({
      releases: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`r${index}`, `${index + 1}`])),
      live: "r1",
    }),
    "azure.releases",
    "at most 20, the deployments of one endpoint, got 21",
  ],
  [
    "a subnet of another network",
    azure({ existingNetwork: { virtualNetworkId: `${hub}/a`, privateEndpointSubnetId: `${hub}/b/subnets/s` } }),
    "azure.existingNetwork",
    "must be a subnet of virtualNetworkId, got .*/b/subnets/s",
  ],
  ...["image_digest", "contract", "prepared", "model"].map(
    (name): [string, (input: PilotSpecInput) => void, string, string] => [
      `a hyperparameter of the step's own or the image's own name: ${name}`,
      (input) => {
        input.training = { ...input.training, hyperparameters: { [name]: "x" } };
      },
      "training.hyperparameters",
      `own name, got "${name.replace("_", "-")}"`,
    ],
  ),
])("%s", (_, change, path, message) => {
  const { sections } = checkSpec(exampleInput(change));
  const problems = specProblems(sections).map((problem) => `${problem.path.join(".")}: ${problem.message}`);
  expect(problems).toEqual(path === "" ? [] : [expect.stringMatching(new RegExp(`^${path}: .*${message}`))]);
});

test.each([
  ["subscription", "1234", "must be a subscription id"],
  ["tenant", "x", "must be a tenant id"],
  ["location", "West Europe", "must be a location, such as westeurope"],
  [
    "existingNetwork",
    { virtualNetworkId: "vnet", privateEndpointSubnetId: "s" },
    "must be the ARM id of a virtual network",
  ],
  ["networkWatcherId", "NetworkWatcher_westeurope", "must be the ARM id of a network watcher"],
  ["isolationMode", "Disabled", "AllowOnlyApprovedOutbound, AllowInternetOutbound"],
])("azure.%s: %j", (key, value, message) => {
  const { problems } = checkSpec(exampleInput((input) => Object.assign(input.azure ?? {}, { [key]: value })));
  expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
});

test("operators are read in lower case: one in two spellings would be two assignments of one role", () => {
  const { spec } = checkSpec(
    exampleInput((input) => {
      input.operators = { azure: ["11111111-BBBB-4333-8444-555555555555"] };
    }),
  );
  expect(spec?.operators.azure).toEqual(["11111111-bbbb-4333-8444-555555555555"]);
});

describe("copies of the data", () => {
  const account = async (more: object) => {
    const stack = await synthesizePilot("azure", (input) => {
      delete input.needs;
      azure(more)(input);
    });
    return stack?.one("azurerm_storage_account", "data-bucket").account_replication_type;
  };

  test.each([
    ["westeurope", {}, "ZRS"],
    ["westus", {}, "LRS"],
    ["northcentralus", {}, "LRS"],
    ["ukwest", {}, "LRS"],
    ["westeurope", { replication: "LRS" }, "LRS"],
    ["westus", { replication: "ZRS" }, "ZRS"],
  ])("in %s, with %j: %s", async (location, more, expected) => {
    expect(await account({ location, ...more })).toBe(expected);
  });
});

test("a subscription in capitals: Azure gives ids back in lower case, and names stay what they were", async () => {
  const spelled = "22222222-AAAA-4444-8555-666666666666";
  const stack = await synthesizePilot("azure", azure({ subscription: spelled }));
  expect(JSON.stringify(stack?.json.resource)).not.toContain(spelled);
  const account = stack?.one("azurerm_storage_account", "data-bucket").name;
  expect(account).toBe(azureNames("penguins", spelled).dataBucket);
  const quotas = await synthesizeQuotas("azure", azure({ subscription: spelled }));
  expect(quotas.resources.length).toBeGreaterThan(1);
  expect(JSON.stringify(quotas.json.resource)).not.toContain(spelled);
});

test("paused, nothing stands that bills by the hour but the registry and the stores", async () => {
  const paused = await synthesizePilot("azure", variants["phase 2, paused"]);
  const types = new Set(paused?.resources.map(({ type }) => type));
  for (const type of ["azurerm_private_endpoint", "azurerm_monitor_autoscale_setting", "azurerm_portal_dashboard"]) {
    expect([...types]).not.toContain(type);
  }
  const serving = paused
    ?.all("azapi_resource")
    .filter(({ arguments: { type } }) => /onlineEndpoints/.test(String(type)));
  expect(serving).toEqual([]);
});

test("a request for quota is a stack of its own", async () => {
  const made = await synthesizeQuotas("azure");
  expect(made.problems).toEqual([]);
  expect(made.all("azapi_update_resource")).toHaveLength(1);
});
