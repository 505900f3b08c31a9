import { Dashboard } from "../../../constructs/kubernetes/dashboard.js";
import { synthesizeScope } from "../../synth.js";

const stack = synthesizeScope((scope) => {
  new Dashboard(scope, "dashboard", {
    ...{ name: "penguins", namespace: "penguins", owner: "serving@example.com" },
    endpoint: { name: "penguins-endpoint", p95Milliseconds: 500, errorPercent: 2, idleHours: 24 },
    selectedBy: { release: "prometheus" },
  });
});

test("a monitor reads the pods' metrics, and says which release each pod is of", () => {
  const { metadata, spec } = stack.one("kubernetes_manifest", "monitor").manifest;
  expect(metadata.labels).toEqual({ release: "prometheus" });
  expect(spec).toMatchObject({
    selector: { matchLabels: { "ml-pilot/name": "penguins-endpoint" } },
    podMetricsEndpoints: [{ port: "http", path: "/metrics" }],
  });
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly threshold: string };
}
const rules = stack
  .all("kubernetes_manifest")
  .map(({ arguments: given }) => given["manifest"] as { kind: string; spec: { groups: Array<{ rules: Rule[] }> } })
  .filter(({ kind }) => kind === "PrometheusRule")
  .flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));

test("each alert compares with the number that its row shows", () => {
  const numbers = rules.map(({ alert, annotations }) => [alert, annotations.threshold]);
  expect(numbers).toEqual([
    ["PilotSlow", "500"],
    ["PilotFailing", "2"],
    ["PilotIdle", "24"],
    ["PilotRolloutFailed", "1"],
  ]);
  for (const { alert, expr, annotations } of rules) {
    expect([alert, expr]).toEqual([alert, expect.stringContaining(annotations.threshold)]);
  }
});

test("p95 is taken of the histogram over all replicas", () => {
  expect(rules[0]?.expr).toBe(
    "1000 * histogram_quantile(0.95, sum by (le) (rate(pilot_request_seconds_bucket{" +
      'namespace="penguins",pod=~"penguins-endpoint-.*"}[5m]))) > 500',
  );
  expect(rules[1]?.expr).toContain('pilot_requests_total{status=~"5..",namespace="penguins"');
});
