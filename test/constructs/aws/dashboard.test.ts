import { Dashboard, type DashboardProps } from "../../../constructs/aws/dashboard.js";
import { synthesizeScope } from "../../synth.js";

const widgetsOf = (change: Partial<DashboardProps>) => {
  const stack = synthesizeScope((scope) => {
    new Dashboard(scope, "dashboard", {
      name: "penguins-dashboard",
      region: "eu-west-1",
      bucket: { bucketName: "penguins-data" },
      ...change,
    });
  });
  // biome-ignore lint/suspicious/noExplicitAny: a dashboard body
  return JSON.parse(stack.one("aws_cloudwatch_dashboard").dashboard_body).widgets.map((each: any) => each.properties);
};

test("titles are the names of the boxes, in their order", () => {
  const widgets = widgetsOf({
    pipeline: { pipelineName: "penguins-pipeline" },
    endpoint: { endpointName: "penguins-endpoint", p95Milliseconds: 500 },
  });
  expect(widgets.map(({ title }: { title: string }) => title)).toEqual([
    "data bucket",
    "pipeline",
    "training job",
    "model registry",
    "endpoint",
  ]);
});

test("an endpoint shows p95 in milliseconds beside its limit, and never an average", () => {
  const [, shown] = widgetsOf({ endpoint: { endpointName: "penguins-endpoint", p95Milliseconds: 500 } });
  expect(shown.annotations.horizontal).toMatchObject([{ value: 500 }]);
  expect(shown.metrics[1].pop()).toMatchObject({ stat: "p95", visible: false });
  expect(JSON.stringify(shown)).not.toContain("Average");
});

test("what does not exist yet is left out", () => {
  const widgets = widgetsOf({ pipeline: {}, endpoint: { p95Milliseconds: 500 } });
  expect(widgets.map(({ title }: { title: string }) => title)).toEqual(["data bucket"]);
});
