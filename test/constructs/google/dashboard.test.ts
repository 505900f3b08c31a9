import { Dashboard, type DashboardProps } from "../../../constructs/google/dashboard.js";
import { synthesizeScope } from "../../synth.js";

const props: DashboardProps = { name: "penguins-dashboard", project: "penguins-pilot", bucket: { bucketName: "data" } };
const tilesOf = (more: Partial<DashboardProps>): Array<{ widget: { title: string; xyChart: object } }> => {
  const stack = synthesizeScope((scope) => {
    new Dashboard(scope, "dashboard", { ...props, ...more });
  });
  return JSON.parse(stack.one("google_monitoring_dashboard").dashboard_json).mosaicLayout.tiles;
};

test("titles are the names of the boxes, and what is not there is left out", () => {
  const all = { pipeline: { pipelineName: "w" }, endpoint: { endpointId: "4", p95Milliseconds: 500 } };
  expect(tilesOf(all).map(({ widget }) => widget.title)).toEqual([
    "data bucket",
    "pipeline",
    "training job",
    "model registry",
    "endpoint",
  ]);
  expect(tilesOf({}).map(({ widget }) => widget.title)).toEqual(["data bucket"]);
});

test("an endpoint is shown by p95, with the line above which a release is rolled back", () => {
  const chart = JSON.stringify(tilesOf({ endpoint: { endpointId: "4", p95Milliseconds: 500 } })[1]?.widget.xyChart);
  expect(chart).toContain('"perSeriesAligner":"ALIGN_PERCENTILE_95"');
  expect(chart).toContain('"thresholds":[{"label":"rolled back above","value":500}]');
});

test("no tile holds a zero, which Monitoring leaves out of its answers: the next plan would differ", () => {
  const all = { pipeline: { pipelineName: "w" }, endpoint: { endpointId: "4", p95Milliseconds: 500 } };
  const places = tilesOf(all).map((tile) => ({ xPos: 0, yPos: 0, ...(tile as { xPos?: number; yPos?: number }) }));
  expect(JSON.stringify(tilesOf(all))).not.toMatch(/:0[,}]/);
  expect(places.map(({ xPos, yPos }) => [xPos, yPos])).toEqual([
    ...[
      [0, 0],
      [4, 0],
      [8, 0],
    ],
    ...[
      [0, 4],
      [4, 4],
    ],
  ]);
});
