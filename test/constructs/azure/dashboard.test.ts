import { Dashboard } from "../../../constructs/azure/dashboard.js";
import { synthesizePilot, synthesizeScope, variants } from "../../synth.js";
import { workspaceId } from "./ids.js";

// biome-ignore lint/suspicious/noExplicitAny: the portal's JSON
const chartsOf = (properties: string): any[] =>
  Object.values(JSON.parse(properties).lenses["0"].parts).map(
    // biome-ignore lint/suspicious/noExplicitAny: the portal's JSON
    (part: any) => part.metadata.settings.content.options.chart,
  );

test("a tile shows one metric of one resource", () => {
  const stack = synthesizeScope((scope) => {
    new Dashboard(scope, "dashboard", {
      name: "penguins-dashboard",
      location: "westeurope",
      resourceGroupName: "penguins",
      tiles: [
        {
          box: "endpoint",
          resourceId: `${workspaceId}/onlineEndpoints/e`,
          metricNamespace: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
          metricName: "RequestLatency_P95",
          aggregation: "average",
        },
      ],
    });
  });
  expect(chartsOf(stack.one("azurerm_portal_dashboard").dashboard_properties)).toMatchObject([
    {
      title: "endpoint",
      metrics: [
        {
          resourceMetadata: { id: `${workspaceId}/onlineEndpoints/e` },
          name: "RequestLatency_P95",
          aggregationType: 4,
        },
      ],
    },
  ]);
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
