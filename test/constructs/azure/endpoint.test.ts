import type { TerraformStack } from "cdktf";
import { idleWindow } from "../../../constructs/azure/endpoint/alerts.js";
import { shares } from "../../../constructs/azure/endpoint/traffic.js";
import { Endpoint, type EndpointProps, endpointProblems } from "../../../constructs/azure/endpoint.js";
import { synthesizeScope } from "../../synth.js";
import { actionGroupId, logWorkspaceId, workspaceId } from "./ids.js";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const endpoint = (stack: TerraformStack, change: Partial<EndpointProps> = {}) =>
  new Endpoint(stack, "endpoint", {
    name: "penguins-0a1b2c3d",
    subscription: "22222222-3333-4444-8555-666666666666",
    location: "westeurope",
    resourceGroupName: "penguins",
    owner: "serving@example.com",
    releases: { r1: "1", r2: "2" },
    live: "r1",
    image: { digest },
    trainingJob: { workspaceId, logWorkspaceId, ready: [], imageUri: (of) => `registry.azurecr.io/pilot-image@${of}` },
    modelRegistry: { versionId: (version) => `/models/penguins/versions/${version}` },
    vmSize: "Standard_D2as_v4",
    minReplicas: 1,
    maxReplicas: 3,
    p95Milliseconds: 500,
    errorPercent: 1,
    canaryPercent: 10,
    idleHours: 72,
    invokeRoleId: "44444444-5555-5666-8777-888888888888",
    actionGroupId,
    ...change,
  });
const stackOf = (change: Partial<EndpointProps> = {}) => synthesizeScope((scope) => endpoint(scope, change));
const ofType = (change: Partial<EndpointProps>, type: string) =>
  stackOf(change)
    .all("azapi_resource")
    .filter(
      ({ arguments: given }) => given["type"] === `Microsoft.MachineLearningServices/workspaces/${type}@2025-06-01`,
    );

describe("the endpoint", () => {
  const [made] = ofType({}, "onlineEndpoints");

  test("takes Entra tokens only, has no public address, and leaves its traffic alone", () => {
    expect(made?.arguments).toMatchObject({
      body: { properties: { authMode: "AADToken", publicNetworkAccess: "Disabled", traffic: {} } },
      ignore_body_changes: ["properties.traffic"],
    });
  });

  test("is not there before a release is live, nor paused, and its limits say what they wait for", () => {
    for (const change of [{ live: null }, { paused: true }, { image: { digest: null } }]) {
      const stack = stackOf(change);
      expect(stack.all("azapi_resource")).toEqual([]);
      expect(stack.all("azurerm_monitor_metric_alert")).toEqual([]);
      expect(stack.all("azurerm_user_assigned_identity")).toHaveLength(1);
    }
  });
});

describe("deployments", () => {
  const made = ofType({}, "onlineEndpoints/deployments").map(({ arguments: given }) => given);

  test("one a release, made before another goes; autoscale moves the count", () => {
    expect(made.map(({ name }) => name)).toEqual(["rel-r1", "rel-r2"]);
    for (const given of made) {
      expect(given).toMatchObject({
        body: { sku: { name: "Default", capacity: 1 }, properties: { endpointComputeType: "Managed" } },
        lifecycle: { create_before_destroy: true, ignore_changes: ["body.sku.capacity"] },
      });
      // the workspace's managed network decides; this would be immutable
      expect(JSON.stringify(given)).not.toContain("egressPublicNetworkAccess");
    }
    const scaling = stackOf().all("azurerm_monitor_autoscale_setting");
    expect(scaling).toHaveLength(2);
    expect(scaling[0]?.arguments).toMatchObject({ profile: [{ capacity: { minimum: 1, maximum: 3, default: 1 } }] });
    const [profile] = stackOf().one("azurerm_monitor_autoscale_setting", "r1").profile;
    expect(profile.rule.map(({ scale_action }: { scale_action: object }) => scale_action)).toMatchObject([
      { direction: "Increase", value: 1 },
      { direction: "Decrease", value: 1 },
    ]);
    expect(stackOf({ maxReplicas: 1 }).all("azurerm_monitor_autoscale_setting")).toEqual([]);
  });

  test("without autoscale the count is the spec's: a changed one is sent", () => {
    const [fixed] = ofType({ minReplicas: 3, maxReplicas: 3 }, "onlineEndpoints/deployments").map(
      ({ arguments: given }) => given,
    );
    expect(fixed).toMatchObject({ body: { sku: { capacity: 3 } } });
    expect(fixed?.["lifecycle"]).toEqual({ create_before_destroy: true });
  });
});

test("the environment says where Azure asks, and variables bring the server there", () => {
  const serving = { port: 8080, livenessRoute: "/ping", readinessRoute: "/ping", scoringRoute: "/invocations" };
  const [environment] = ofType({ serving }, "environments/versions");
  expect(environment?.arguments["body"]).toMatchObject({
    properties: {
      inferenceConfig: {
        livenessRoute: { path: "/ping", port: 8080 },
        readinessRoute: { path: "/ping", port: 8080 },
        scoringRoute: { path: "/invocations", port: 8080 },
      },
    },
  });
  for (const { arguments: given } of ofType({ serving }, "onlineEndpoints/deployments")) {
    expect(given["body"]).toMatchObject({
      properties: {
        environmentVariables: {
          PILOT_PORT: "8080",
          PILOT_LIVENESS_ROUTE: "/ping",
          PILOT_READINESS_ROUTE: "/ping",
          PILOT_SCORING_ROUTE: "/invocations",
        },
      },
    });
  }
  expect(environment?.arguments["name"]).not.toBe(ofType({}, "environments/versions")[0]?.arguments["name"]);
});

test("routes that are written alike are versions of different names, and a long one is a name that Azure takes", () => {
  const names = ["/v1/ping", "/v1-ping", "/v1.ping", `/${"a/".repeat(150)}a`, "/ping"].map((livenessRoute) => {
    const serving = { port: 8080, livenessRoute, readinessRoute: "/ping", scoringRoute: "/invocations" };
    return String(ofType({ serving }, "environments/versions")[0]?.arguments["name"]);
  });
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  // the name pattern of an environment's version in ARM's types, 2025-06-01
  expect(names.filter((name) => !/^[a-zA-Z0-9][\w.-]{0,254}$/.test(name))).toEqual([]);
  expect(names.at(-1)).toMatch(/-8080-ping-ping-invocations$/);
});

describe("traffic", () => {
  const trafficOf = (change: Partial<EndpointProps>) => stackOf(change).one("azapi_update_resource");

  test.each([
    ["live", { live: "r1" }, { "rel-r1": 100, "rel-r2": 0 }],
    ["canary", { live: "r1", canary: "r2" }, { "rel-r1": 90, "rel-r2": 10 }],
    ["gone live", { live: "r2" }, { "rel-r1": 0, "rel-r2": 100 }],
    ["alone", { live: "r2", releases: { r2: "2" } }, { "rel-r2": 100 }],
  ])("%s: every deployment is named, and the sum is 100", (_, change, traffic) => {
    const given = trafficOf(change);
    expect(given.body).toEqual({ properties: { traffic } });
    expect(given.ignore_missing_property).toBe(false);
    expect(Object.values(traffic).reduce((sum, share) => sum + share, 0)).toBe(100);
  });

  test("going live and back changes the traffic and nothing else that serves", () => {
    const before = stackOf({ live: "r1" }).resources;
    const after = stackOf({ live: "r2" }).resources;
    const changed = after.filter((resource, at) => JSON.stringify(resource) !== JSON.stringify(before[at]));
    expect(changed.map(({ type }) => type)).toEqual(["azapi_update_resource"]);
  });

  test("a release that serves and is no longer listed stops the plan with the reason", () => {
    const { precondition } = trafficOf({}).lifecycle;
    expect(precondition[0].condition).toMatch(
      /^\$\{alltrue\(\[for name, share in try\(data\.azapi_resource\.endpoint_traffic_serving_\w+\.output\.traffic, \{\}\) : share == 0 \|\| contains\(\[azapi_resource\.endpoint_rel-r1_\w+\.name, azapi_resource\.endpoint_rel-r2_\w+\.name\], name\)\]\)\}$/,
    );
    // read at each plan, from the endpoint and not from what was sent to it
    expect(stackOf().one("data.azapi_resource")).toMatchObject({
      resource_id: `${workspaceId}/onlineEndpoints/\${azapi_resource.endpoint.name}`,
      response_export_values: { traffic: "properties.traffic" },
      depends_on: ["azapi_resource.endpoint"],
    });
    expect(precondition[0].error_message).toContain("Switching and dropping are two deploys");
  });

  test("drains before deployments go, and deployments go before the endpoint", () => {
    const stack = stackOf();
    const drain = stack.one("azapi_resource_action", "drain");
    expect(drain).toMatchObject({ when: "destroy", method: "PUT", body: { properties: { traffic: {} } } });
    expect(drain.lifecycle).toEqual({ ignore_changes: "all" });
    expect(drain.depends_on).toContain(stack.all("azapi_update_resource")[0]?.address);
    const deployments = ofType({}, "onlineEndpoints/deployments");
    expect(trafficOf({}).depends_on).toEqual(deployments.map(({ address }) => address));
    for (const { arguments: given } of deployments) {
      expect(given["parent_id"]).toBe(`${workspaceId}/onlineEndpoints/\${azapi_resource.endpoint.name}`);
    }
  });

  test("shares", () => {
    expect(shares(["a", "b", "c"], "b", "c", 25)).toEqual({ a: 0, b: 75, c: 25 });
  });
});

describe("alerts", () => {
  const stack = stackOf();

  test("p95, never an average; errors as a percent; a day without a request", () => {
    expect(stack.one("azurerm_monitor_metric_alert", "slow").criteria).toMatchObject([
      { metric_name: "RequestLatency_P95", threshold: 500, operator: "GreaterThan" },
    ]);
    const errors = stack.one("azurerm_monitor_scheduled_query_rules_alert_v2");
    expect(errors.criteria[0]).toMatchObject({ threshold: 1, metric_measure_column: "errorPercent" });
    expect(errors.criteria[0].query).toContain("100.0 * countif(toint(ResponseCode) >= 500) / count()");
    expect(errors.criteria[0].query).toContain('EndpointName == "${azapi_resource.endpoint.name}"');
    expect(stack.one("azurerm_monitor_metric_alert", "idle").window_size).toBe("P1D");
    for (const { arguments: given } of stack.all("azurerm_monitor_metric_alert")) {
      expect(given["action"]).toEqual([{ action_group_id: actionGroupId }]);
    }
  });

  test("no window is longer than the hours asked for", () => {
    expect([1, 5, 6, 23, 24, 720].map(idleWindow)).toEqual(["PT1H", "PT1H", "PT6H", "PT12H", "P1D", "P1D"]);
  });
});

describe("calling it", () => {
  const person = { name: "lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] };

  test("by the single scoring action, on this endpoint", () => {
    const stack = synthesizeScope((scope) => {
      endpoint(scope).grantInvoke(person);
    });
    expect(stack.one("azurerm_role_definition").permissions).toEqual([
      { actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"] },
    ]);
    expect(stack.one("azurerm_role_assignment").scope).toBe(
      `${workspaceId}/onlineEndpoints/\${azapi_resource.endpoint.name}`,
    );
  });

  test("not before a release is live", () => {
    expect(() => synthesizeScope((scope) => endpoint(scope, { live: null }).grantInvoke(person))).toThrow(
      "live: names no release that serves, so nobody can call it",
    );
  });
});

test.each([
  [{ name: "1penguins" }, "name", 'a letter first, got "1penguins"'],
  [{ name: "a".repeat(33) }, "name", "(33 characters)"],
  [{ releases: { r1: "s3://x" } }, "releases", 'the number of a registered version, got "s3://x"'],
  [{ releases: { R1: "1" }, live: null }, "releases", 'lower-case letters, digits and -, got "R1"'],
  [{ live: "r3" }, "live", 'one of the releases (r1, r2), got "r3"'],
  [{ canary: "r3" }, "canary", 'one of the releases (r1, r2), got "r3"'],
  [{ canary: "r1" }, "canary", 'another release than the live one, got "r1"'],
  [{ minReplicas: 4 }, "minReplicas", "at most maxReplicas (3), got 4"],
  [{ maxReplicas: 51 }, "maxReplicas", "1 to 50, got 51"],
])("problem %#", (change, prop, message) => {
  const sound = { name: "penguins", releases: { r1: "1", r2: "2" }, live: "r1", minReplicas: 1, maxReplicas: 3 };
  expect(endpointProblems({ ...sound, ...change })).toEqual([{ prop, message: expect.stringContaining(message) }]);
  expect(() => stackOf(change)).toThrow(message);
});

describe("a listed release", () => {
  const other = `sha256:${"fedcba9876543210".repeat(4)}`;
  const releases = { r1: { version: "1", digest: other, vmSize: "Standard_D16as_v4" }, r2: "2" };

  test("is served by its own image on its own machines, and by the endpoint's where it names none", () => {
    const made = ofType({ releases, live: "r2" }, "onlineEndpoints/deployments").map(
      ({ arguments: given }) => given["body"],
    );
    const images = ofType({ releases, live: "r2" }, "environments/versions");
    expect(images.map(({ arguments: given }) => given["body"])).toMatchObject([
      { properties: { description: other } },
      { properties: { description: digest } },
    ]);
    expect(made).toMatchObject([
      {
        properties: {
          instanceType: "Standard_D16as_v4",
          environmentId: expect.stringContaining(images[0]?.address ?? "?"),
        },
      },
      {
        properties: {
          instanceType: "Standard_D2as_v4",
          environmentId: expect.stringContaining(images[1]?.address ?? "?"),
        },
      },
    ]);
  });

  test("keeps what it was deployed with: another version, image, machine or route ends the plan", () => {
    const held = stackOf({ releases, live: "r2" }).one("terraform_data", "r2");
    expect(held.input).toEqual({
      version: "2",
      image: digest,
      vmSize: "Standard_D2as_v4",
      routes: "5001 /live /ready /score",
    });
    const { ignore_changes, postcondition } = held.lifecycle as {
      ignore_changes: string[];
      postcondition: Array<{ condition: string; error_message: string }>;
    };
    expect(ignore_changes).toEqual(["input"]);
    const [version, image] = postcondition;
    expect(version?.condition).toBe('${try(self.output["version"], "2") == "2"}');
    expect(image?.error_message).toContain(
      `got ${digest}: write the old one beside its version ({ version: "2", image: `,
    );
  });

  test("moves the one environment version of an earlier stack to the first image", () => {
    const [first] = ofType({}, "environments/versions");
    expect(stackOf().json["moved"]).toEqual([
      { from: "azapi_resource.endpoint_environment_version_6CB097C8", to: first?.address },
    ]);
  });
});
