import { Dashboard } from "../../../constructs/azure/dashboard.js";
import { synthesizePilot, synthesizeScope, variants } from "../../synth.js";
import { accountId, workspaceId } from "./ids.js";

// biome-ignore lint/suspicious/noExplicitAny: the portal's JSON
const chartsOf = (properties: string): any[] =>
  Object.values(JSON.parse(properties).lenses["0"].parts).map(
    // biome-ignore lint/suspicious/noExplicitAny: the portal's JSON
    (part: any) => part.metadata.settings.content.options.chart,
  );

test("each box that exists has a tile of one metric of one resource", () => {
  const shown = (more: object) => {
    const stack = synthesizeScope((scope) => {
      new Dashboard(scope, "dashboard", {
        ...{ name: "penguins-dashboard", location: "westeurope", resourceGroupName: "penguins", bucket: { accountId } },
        ...more,
      });
    });
    return chartsOf(stack.one("azurerm_portal_dashboard").dashboard_properties).map(({ title, metrics }) => [
      title,
      metrics[0].name,
      metrics[0].resourceMetadata.id,
      metrics[0].aggregationType,
    ]);
  };
  const size = ["data bucket", "UsedCapacity", accountId, 4];
  const ofWorkspace = [
    ["pipeline", "Failed Runs", workspaceId, 1],
    ["training job", "Active Nodes", workspaceId, 4],
    ["model registry", "Model Register Succeeded", workspaceId, 1],
  ];
  expect(shown({})).toEqual([size]);
  expect(shown({ trainingJob: { workspaceId } })).toEqual([size, ...ofWorkspace]);
  expect(shown({ trainingJob: { workspaceId }, endpoint: {} })).toEqual([size, ...ofWorkspace]);
  const latency = ["endpoint", "RequestLatency_P95", `${workspaceId}/onlineEndpoints/e-1`, 4];
  expect(shown({ trainingJob: { workspaceId }, endpoint: { endpointName: "e-1" } })).toEqual([
    ...[size, ...ofWorkspace, latency],
  ]);
  expect(() => shown({ endpoint: { endpointName: "e-1" } })).toThrow(
    "endpoint: is of a workspace; give trainingJob as well",
  );
});

test("a pilot's titles are the names of its boxes, in their order; paused there is none", async () => {
  const titles = async (variant: string) => {
    const azure = await synthesizePilot("azure", variants[variant]);
    return azure
      ?.all("azurerm_portal_dashboard")
      .flatMap(({ arguments: given }) => chartsOf(String(given["dashboard_properties"])).map(({ title }) => title));
  };
  const boxes = ["data bucket", "pipeline", "training job", "model registry"];
  expect(await titles("phase 2")).toEqual([...boxes, "endpoint"]);
  expect(await titles("phase 1")).toEqual(boxes);
  expect(await titles("phase 2, paused")).toEqual([]);
});
