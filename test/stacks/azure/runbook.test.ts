/** Azure: who runs each command of the runbook, and that this identity may, from the seat and from nowhere else. */
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { resolveReferences } from "../../../stacks/rehearsal/references.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";
import { holdsForEveryCommand, type Right, type Row } from "../runbook.js";
import { type Place, provider, Tenant } from "./tenant.js";

const operator = "11111111-2222-4333-8444-555555555555";
const group = "/subscriptions/22222222-3333-4444-8555-666666666666/resourceGroups/penguins";
const workspace = provider("Microsoft.MachineLearningServices/workspaces/penguins");
const ml = "Microsoft.MachineLearningServices/workspaces";
const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const identity = (name: string) => provider(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`);

const tenants = new WeakMap<SynthesizedStack, Tenant>();
const tenantOf = (stack: SynthesizedStack): Tenant => {
  const tenant = tenants.get(stack) ?? new Tenant(stack);
  tenants.set(stack, tenant);
  return tenant;
};

function rows(stack: SynthesizedStack): ReadonlyArray<Row<Place>> {
  const tenant = tenantOf(stack);
  const account = tenant.idOf("azurerm_storage_account", "penguins", "Microsoft.Storage/storageAccounts");
  const data = account.replace(/penguins(net|ws)?([0-9a-f]{8})$/, "penguins$2");
  const store = data.replace(/penguins([0-9a-f]{8})$/, "penguinsws$1");
  const registry = tenant.idOf("azurerm_container_registry", "penguins", "Microsoft.ContainerRegistry/registries");
  const container = (name: string) => `${data}/blobServices/default/containers/${name}`;
  const logs = provider("Microsoft.OperationalInsights/workspaces/penguins-logs");
  const reachable = stack.all("azurerm_private_endpoint").length > 0;
  const seat: Right<Place>["onlyFrom"] = {
    allowed: reachable ? ["a client network"] : [],
    refused: reachable ? ["the internet"] : ["the internet", "a client network"],
  };
  const plain = (on: string, ...actions: readonly string[]): Array<Right<Place>> =>
    actions.map((action) => ({ action, on }));
  const inside = (on: string, ...actions: readonly string[]): Array<Right<Place>> =>
    actions.map((action) => ({ action, on, onlyFrom: seat }));
  const withPipeline = ["phase 1", "phase 2", "phase 2, paused", "phase 2, batch"];
  const start = [
    ...plain(
      workspace,
      `${ml}/schedules/read`,
      `${ml}/jobs/write`,
      `${ml}/jobs/read`,
      `${ml}/components/versions/read`,
    ),
    ...plain(identity("penguins-jobs"), "Microsoft.ManagedIdentity/userAssignedIdentities/penguins-jobs/assign/action"),
  ];
  const endpoint = /onlineEndpoints\/(penguins-[0-9a-f]{8})\/deployments|"name":"(penguins-[0-9a-f]{8})"/.exec(
    JSON.stringify(stack.json.resource),
  )?.[2];
  return [
    {
      command: "next_1_push_image",
      who: operator,
      rights: plain(
        registry,
        "Microsoft.ContainerRegistry/registries/read",
        "Microsoft.ContainerRegistry/registries/importImage/action",
      ),
    },
    {
      command: "next_2_upload_data",
      who: operator,
      rights: inside(container("data"), `${blobs}/write`, `${blobs}/add/action`),
    },
    { command: "next_3_run", who: operator, rights: start, onlyIn: withPipeline },
    {
      command: "next_4_approve",
      who: operator,
      rights: plain(workspace, `${ml}/read`, `${ml}/models/versions/read`, `${ml}/models/versions/write`),
      onlyIn: withPipeline,
    },
    {
      command: "next_5_invoke",
      who: operator,
      rights: inside(`${workspace}/onlineEndpoints/${endpoint}`, `${ml}/onlineEndpoints/score/action`),
      onlyIn: ["phase 2"],
    },
    { command: "next_5_invoke", who: operator, rights: start, onlyIn: ["phase 2, batch"] },
    { command: "next_6_export", who: operator, rights: inside(container("models"), `${blobs}/read`) },
    {
      command: "az storage blob download-batch, as the exporter on a host (docs/azure.md)",
      who: "exporter-principal_id",
      rights: ["models", "artifacts", "evaluation", "exports"].flatMap((name) =>
        inside(container(name), `${blobs}/read`),
      ),
    },
    {
      command: "az acr import --source … --registry …, as the exporter (docs/azure.md)",
      who: "exporter-principal_id",
      rights: plain(registry, "Microsoft.ContainerRegistry/registries/pull/read"),
    },
    {
      command: "stop_run",
      who: operator,
      rights: plain(workspace, `${ml}/jobs/read`, `${ml}/jobs/cancel/action`),
      onlyIn: withPipeline,
    },
    {
      command: "az ml job download, the logs of a run that failed (docs/azure.md)",
      who: operator,
      rights: [
        ...plain(workspace, `${ml}/jobs/read`),
        ...plain(store, "Microsoft.Storage/storageAccounts/blobServices/containers/read"),
        ...inside(store, `${blobs}/read`),
      ],
      onlyIn: withPipeline,
    },
    {
      command: "az monitor log-analytics query, of runs and of the endpoint (docs/azure.md)",
      who: operator,
      rights: plain(
        logs,
        "Microsoft.OperationalInsights/workspaces/query/read",
        "Microsoft.OperationalInsights/workspaces/analytics/query/action",
      ),
    },
    {
      command: "az ml online-deployment get-logs (docs/azure.md)",
      who: operator,
      rights: plain(`${workspace}/onlineEndpoints/${endpoint}`, `${ml}/onlineEndpoints/deployments/getLogs/action`),
      onlyIn: ["phase 2"],
    },
  ];
}

const chosen = ["phase 0", "phase 1", "phase 2", "phase 2, paused", "phase 2, batch"];
const stackOf = async (change: (input: PilotSpecInput) => void) => {
  const stack = await synthesizePilot("azure", change);
  if (stack === undefined) throw new Error("the example has no azure block");
  return stack;
};
/** The right's own kind: blobs are a data plane, all else is asked for through Resource Manager. */
const isData = (action: string) => action.startsWith(`${blobs}/`);

describe("the runbook", () => {
  holdsForEveryCommand<Place>({
    stackOf,
    variants: Object.fromEntries(chosen.map((name) => [name, variants[name] ?? (() => {})])),
    rows,
    refusal: (stack, who, { action, on = group }, from) =>
      tenantOf(stack).refusal(who, action, on, isData(action)) ??
      (from === undefined ? undefined : tenantOf(stack).unreachable(on, from)),
  });

  test("no command puts a token on a command line", async () => {
    const { json } = await stackOf(variants["phase 2"] ?? (() => {}));
    const texts = Object.values(json.output ?? {}).map((output) => String((output as { value: string }).value));
    expect(texts.filter((text) => /(curl|az rest)[^|]*(Bearer|--header "Authorization)/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes("curl"))).toEqual([
      expect.stringMatching(/^printf .* \| curl --config - /),
    ]);
  });
});

describe("what nobody of the pilot may do", () => {
  const jobs = "training-job_jobs_";
  test.each([
    ["an operator: delete images", operator, "registry", "Microsoft.ContainerRegistry/registries/artifacts/delete"],
    ["an operator: give rights", operator, "group", "Microsoft.Authorization/roleAssignments/write"],
    ["an operator: lift the lock", operator, "data", "Microsoft.Authorization/locks/delete"],
    ["an operator: delete the account", operator, "data", "Microsoft.Storage/storageAccounts/delete"],
    ["an operator: delete the workspace", operator, "workspace", `${ml}/delete`],
    ["an operator: write models by hand", operator, "models", `${blobs}/write`],
    ["an operator: write job logs", operator, "store", `${blobs}/write`],
    ["an operator: use the data's key", operator, "vault", "Microsoft.KeyVault/vaults/keys/unwrap/action"],
    ["an exporter: raw data", "exporter-principal_id", "data container", `${blobs}/read`],
    ["an exporter: write", "exporter-principal_id", "models", `${blobs}/write`],
    ["a job: what leaves the platform", jobs, "exports", `${blobs}/read`],
    ["a job: change raw data", jobs, "data container", `${blobs}/write`],
    ["a job: deploy", jobs, "workspace", `${ml}/onlineEndpoints/deployments/write`],
    ["an endpoint: raw data", "endpoint_identity_", "data container", `${blobs}/read`],
  ])("%s", async (_, who, what, action) => {
    const stack = await stackOf(variants["phase 2"] ?? (() => {}));
    const tenant = tenantOf(stack);
    const all = JSON.stringify(stack.json.resource);
    const account = provider(`Microsoft.Storage/storageAccounts/${/"name":"(penguins[0-9a-f]{8})"/.exec(all)?.[1]}`);
    const container = (name: string) => `${account}/blobServices/default/containers/${name}`;
    const places: Readonly<Record<string, string>> = {
      ...{ group, workspace, data: account, models: container("models"), exports: container("exports") },
      "data container": container("data"),
      store: account
        .replace("accounts/penguins", "accounts/penguinsws")
        .replace("Accounts/penguins", "Accounts/penguinsws"),
      registry: account.replace("Microsoft.Storage/storageAccounts", "Microsoft.ContainerRegistry/registries"),
      vault: account.replace("Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"),
    };
    const known = stack
      .all("azurerm_role_assignment")
      .map(({ arguments: given }) => resolveReferences(stack.json, String(given["principal_id"])));
    const principal = known.find((each) => each.startsWith(who)) ?? "nobody";
    expect(principal).toMatch(/-/);
    expect(tenant.refusal(principal, action, places[what] ?? "?", isData(action) || action.includes("/keys/"))).toMatch(
      /^has only /,
    );
  });
});
