import { Endpoint, type EndpointProps } from "../../../constructs/google/endpoint.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const props: EndpointProps = {
  name: "penguins-endpoint",
  endpointId: "4211407360",
  project: "penguins-pilot",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "serving@example.com",
  serviceAccountIds: { serving: "penguins-serving", release: "penguins-release" },
  releases: { r1: "1", r2: "2" },
  live: "r1",
  modelRegistry: { modelName: "penguins-model" },
  network: {
    networkId: "projects/penguins-pilot/global/networks/n",
    subnetworkId: "projects/penguins-pilot/regions/europe-west4/subnetworks/s",
  },
  bucket: { bucketName: "penguins-data-penguins-pilot" },
  trainingJob: { imageRepository: "penguins-image" },
  machineType: "e2-standard-4",
  minReplicas: 1,
  maxReplicas: 3,
  p95Milliseconds: 500,
  errorPercent: 7,
  canaryPercent: 10,
  idleHours: 72,
  captureDataset: "penguins_capture",
  captureRetentionDays: 14,
};
const made = (more: Partial<EndpointProps> = {}, then: (endpoint: Endpoint) => void = () => {}): SynthesizedStack =>
  synthesizeScope((stack) => then(new Endpoint(stack, "endpoint", { ...props, ...more })));
const settingsOf = (stack: SynthesizedStack): Record<string, unknown> =>
  Object.assign(
    {},
    ...JSON.parse(stack.one("google_workflows_workflow", "release").source_contents).main.steps[0].settings.assign,
  );

describe("makes", () => {
  const stack = made();

  test("an endpoint behind Private Service Connect, in one place, that captures requests for so many days", () => {
    expect(stack.one("google_vertex_ai_endpoint")).toMatchObject({
      name: "4211407360",
      location: "europe-west4",
      region: "europe-west4",
      private_service_connect_config: { enable_private_service_connect: true, project_allowlist: ["penguins-pilot"] },
      predict_request_response_logging_config: { enabled: true, sampling_rate: 1 },
    });
    expect(stack.one("google_bigquery_dataset")).toMatchObject({
      default_table_expiration_ms: 14 * 86_400_000,
      default_partition_expiration_ms: 14 * 86_400_000,
      delete_contents_on_destroy: false,
    });
  });

  test("a release workflow whose source says everything, without arguments", () => {
    const workflow = stack.one("google_workflows_workflow", "release");
    expect(JSON.parse(workflow.source_contents).main.params).toBeUndefined();
    expect(settingsOf(stack)).toMatchObject({
      releases: { r1: "1", r2: "2" },
      live: "r1",
      min_replicas: 1,
      max_replicas: 3,
      canary_percent: 10,
      p95_milliseconds: 500,
      error_percent: 7,
    });
  });

  test("guards that a destroy takes after the endpoint", () => {
    const { depends_on } = stack.one("google_vertex_ai_endpoint");
    const guards = [
      ...stack.all("google_workflows_workflow").filter(({ address }) => address.includes("undeploy")),
      ...stack.all("google_monitoring_alert_policy").filter(({ address }) => /alerts_(slow|failing)/.test(address)),
      ...stack.all("google_project_iam_member"),
    ];
    expect(guards).toHaveLength(5);
    for (const { address } of guards) expect(depends_on).toContain(address);
    // A query about cost that Monitoring refuses keeps no endpoint from being.
    expect(depends_on.filter((address: string) => address.includes("idle"))).toEqual([]);
  });

  test("alerts on p95, on errors, on idle replicas and on a release that failed", () => {
    const of = (part: string) => stack.one("google_monitoring_alert_policy", part).conditions[0];
    expect(of("slow").condition_threshold).toMatchObject({
      threshold_value: 500,
      aggregations: [{ per_series_aligner: "ALIGN_PERCENTILE_95" }],
    });
    expect(of("failing").condition_threshold).toMatchObject({ threshold_value: 0.07 });
    expect(of("failing").condition_threshold.denominator_filter).toContain("prediction_count");
    expect(of("idle").condition_prometheus_query_language).toMatchObject({
      query: expect.stringMatching(/unless sum\(increase\(.*\[72h\]\)\) > 0$/),
      duration: "300s",
      disable_metric_validation: true,
    });
    expect(stack.one("google_monitoring_alert_policy", "idle").user_labels).toEqual({ idle_after: "259200s" });
    expect(of("release-failed").condition_threshold.filter).toContain('status="FAILED"');
  });
});

describe("never", () => {
  test("what 7.x removed, a public door, or a split in Terraform's hands", () => {
    const endpoint = made().one("google_vertex_ai_endpoint");
    expect(Object.keys(endpoint)).not.toEqual(
      expect.arrayContaining(["traffic_split", "network", "dedicated_endpoint_enabled"]),
    );
    expect(Object.keys(endpoint.private_service_connect_config)).toEqual([
      "enable_private_service_connect",
      "project_allowlist",
    ]);
  });

  test("a right to predict: there is none behind Private Service Connect", () => {
    expect(JSON.stringify(made().json)).not.toContain("endpoints.predict");
  });
});

test("without a release there is an account and no endpoint", () => {
  const stack = made({ releases: {}, live: null });
  expect(stack.all("google_vertex_ai_endpoint")).toEqual([]);
  expect(stack.all("google_service_account")).toHaveLength(2);
});

test("live changes one leaf of the source", () => {
  const source = (live: string) => JSON.stringify(made({ live }).json);
  expect(source("r2")).toBe(source("r1").replace('\\"live\\":\\"r1\\"', '\\"live\\":\\"r2\\"'));
});

test("paused: nothing is live, and no address bills", () => {
  const serviceAttachment = "projects/x/regions/europe-west4/serviceAttachments/s";
  expect(settingsOf(made({ paused: true }))["live"]).toBe("");
  expect(made({ paused: true, serviceAttachment }).all("google_compute_forwarding_rule")).toEqual([]);
  expect(made({ serviceAttachment }).one("google_compute_forwarding_rule")).toMatchObject({
    target: serviceAttachment,
    load_balancing_scheme: "",
    recreate_closed_psc: true,
  });
});

test("allowClientsOf is about reach: the allowlist", () => {
  const stack = made({}, (endpoint) => endpoint.allowClientsOf("clients-project"));
  expect(stack.one("google_vertex_ai_endpoint").private_service_connect_config.project_allowlist).toEqual([
    "penguins-pilot",
    "clients-project",
  ]);
});

test.each([
  [{ endpointId: "0123" }, 'endpointId: must have 1 to 10 digits, the first not 0, got "0123"'],
  [{ endpointId: "my-endpoint" }, 'got "my-endpoint"'],
  [{ releases: { r1: "latest" } }, 'releases: r1: "latest"; allowed: the number of a version'],
])("%j is a problem", (wrong, message) => {
  expect(() => made(wrong)).toThrow(message);
});
