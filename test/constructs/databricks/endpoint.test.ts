import { Endpoint, type EndpointProps } from "../../../constructs/databricks/endpoint.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { endpointProps, operators } from "./candidates.js";

const { canary, capture, ...bare } = endpointProps;

const synthesized = (change: Partial<EndpointProps> = {}, use: (made: Endpoint) => void = () => {}) => {
  let made: Endpoint | undefined;
  const stack = synthesizeScope((scope) => {
    made = new Endpoint(scope, "endpoint", { ...bare, ...change });
    use(made);
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, made, entry };
};
const serving = (change: Partial<EndpointProps> = {}) => synthesized(change).stack.one("databricks_model_serving");

test("each listed release is a served entity, sorted, and the routes are of the live one", () => {
  const releases = { r2: { version: 4 }, r10: { version: 12 }, r1: { version: 3 } };
  const { config } = serving({ releases, live: "r10" });
  const names = config.served_entities.map(({ name }: { name: string }) => name);
  expect(names).toEqual(["r1", "r10", "r2"]);
  expect(config.traffic_config.routes).toEqual([
    { served_model_name: "r1", traffic_percentage: 0 },
    { served_model_name: "r10", traffic_percentage: 100 },
    { served_model_name: "r2", traffic_percentage: 0 },
  ]);
  expect(config.served_entities[1]).toEqual({
    name: "r10",
    entity_name: "penguins.pilot.penguins",
    entity_version: "12",
    workload_type: "CPU",
    workload_size: "Small",
    scale_to_zero_enabled: true,
  });
});

test("a canary takes its share from the live release, and a rollback changes routes alone", () => {
  const routes = (change: Partial<EndpointProps>) => serving(change).config.traffic_config.routes;
  expect(routes({ live: "r1", canary: { release: "r2", percent: 10 } })).toEqual([
    { served_model_name: "r1", traffic_percentage: 90 },
    { served_model_name: "r2", traffic_percentage: 10 },
  ]);
  const [one, two] = ["r1", "r2"].map((live) => {
    const { config, ...rest } = serving({ live });
    return { routes: config.traffic_config, rest: JSON.stringify([rest, config.served_entities]) };
  });
  expect(one?.rest).toBe(two?.rest);
  expect(one?.routes).not.toEqual(two?.routes);
});

test("a release without its alias fails the plan, with the command that approves it", () => {
  const { stack } = synthesized();
  const [first] = stack.one("databricks_model_serving").lifecycle.precondition;
  expect(first.condition).toBe(
    '${contains([for each in data.databricks_registered_model.endpoint_approvals_HASH.model_info[0].aliases[*] : each.alias_name if each.version_num == 3], "approved-3")}'.replace(
      "endpoint_approvals_HASH",
      /data\.databricks_registered_model\.([\w-]+)\./.exec(first.condition)?.[1] ?? "",
    ),
  );
  expect(first.error_message).toContain("databricks registered-models set-alias penguins.pilot.penguins approved-3 3");
  expect(stack.one("databricks_model_serving").lifecycle.precondition).toHaveLength(2);
  const read = Object.values(stack.json.data?.["databricks_registered_model"] ?? {});
  expect(read).toEqual([expect.objectContaining({ full_name: "penguins.pilot.penguins", include_aliases: true })]);
});

// what provider 1.99.0 takes and never sends on an update
const notUpdated = ["description", "budget_policy_id", "email_notifications", "route_optimized", "rate_limits"];

test("no prop sets what the provider cannot update, and the gateway and the configuration never go away", () => {
  const changes: Array<Partial<EndpointProps>> = [
    {},
    { capture: { catalogName: "penguins", schemaName: "pilot" } },
    { scaleToZero: false, workloadType: "GPU_SMALL", workloadSize: "Large", tags: {} },
    { canary: { release: "r1", percent: 5 }, isWatched: true },
  ];
  for (const change of changes) {
    const made = serving(change);
    expect(notUpdated.filter((key) => key in made)).toEqual([]);
    expect(made.ai_gateway.usage_tracking_config).toEqual({ enabled: true });
    expect(typeof made.ai_gateway.inference_table_config.enabled).toBe("boolean");
    expect(made.config.served_entities.length).toBeGreaterThan(0);
    // the older table's names would make a new endpoint
    expect(made.config).not.toHaveProperty("auto_capture_config");
  }
});

test("Terraform waits longer than the platform deploys: a create that is given up deletes the endpoint", () => {
  expect(serving().timeouts).toEqual({ create: "2700s", update: "2700s" });
  expect(serving({ workloadType: "GPU_SMALL" }).timeouts.create).toBe("4500s");
  expect(serving({ workloadType: "MULTIGPU_MEDIUM" }).timeouts.create).toBe("8100s");
});

test("tags are sorted, as the platform gives them back, and hold what was agreed", () => {
  const { tags } = serving({ tags: { zone: "a", Team: "ml" } });
  const keys = tags.map(({ key }: { key: string }) => key);
  expect(keys).toEqual([...keys].sort());
  expect(tags).toContainEqual({ key: "pilot-concurrency", value: "4" });
  expect(tags).toContainEqual({ key: "pilot-p95-milliseconds", value: "500" });
});

test("before the first release and while paused it makes no endpoint, and reads no alias", () => {
  for (const change of [{ live: null }, { releases: {}, live: null }, { paused: true }]) {
    const { stack, made, entry } = synthesized(change, (endpoint) =>
      expect(endpoint.grantInvoke(operators())).toBeUndefined(),
    );
    expect(stack.resources).toEqual([]);
    expect(stack.json.data).toBeUndefined();
    expect(made?.endpointName).toBeUndefined();
    expect(entry.limits?.[0]?.at).toBeNull();
  }
});

test("clients get CAN_QUERY and the deployer nothing more than it owns", () => {
  const { stack } = synthesized({}, (endpoint) => endpoint.grantInvoke(operators()));
  expect(stack.one("databricks_permissions")).toMatchObject({
    serving_endpoint_id: expect.stringMatching(/\.serving_endpoint_id\}$/),
    access_control: [{ group_name: "ml-operators", permission_level: "CAN_QUERY" }],
  });
  const deployer = { ...operators(), kind: "user" as const, principal: "deployer@example.com" };
  expect(() => synthesized({}, (endpoint) => endpoint.grantInvoke(deployer))).toThrow("is the deployer");
});

test("each row of the ledger points at a number", () => {
  const { stack, entry } = synthesized({ canary, capture });
  const given = stack.one("databricks_model_serving");
  const read = (pointer: string): unknown =>
    pointer
      .split("/")
      .slice(1)
      .reduce((value: unknown, key) => (value as Record<string, unknown>)[key], given);
  const rows = Object.fromEntries((entry.limits ?? []).map(({ kind, at }) => [kind, read(at?.[1] ?? "")]));
  expect(rows).toEqual({
    ...{ concurrency: "4", watch: "2700s", "live-share": 90, canary: 10 },
    ...{ p95: "500", errors: "1", idle: "24" },
  });
  expect(entry.survives?.[0]?.remove).toBe("databricks tables delete penguins.pilot.penguins_endpoint_payload");
  expect(synthesized({ isWatched: true }).entry.limits?.map(({ kind }) => kind)).not.toContain("p95");
});
