import { Endpoint, type EndpointProps } from "../../../constructs/kubernetes/endpoint.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { digest, endpointProps } from "./candidates.js";

const { expose: _expose, ...props } = endpointProps;
const synthesized = (change: Partial<EndpointProps> = {}) => {
  let made: Endpoint | undefined;
  const stack = synthesizeScope((scope) => {
    made = new Endpoint(scope, "endpoint", { ...props, ...change });
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, made, entry };
};
const deployment = (stack: ReturnType<typeof synthesized>["stack"], release: string) =>
  stack.one("kubernetes_deployment_v1", `release-${release}`);

test("each listed release is a Deployment, and the service selects the live one after all of them are ready", () => {
  const { stack } = synthesized();
  expect(stack.all("kubernetes_deployment_v1")).toHaveLength(2);
  const service = stack.one("kubernetes_service_v1");
  expect(service.spec.selector["ml-pilot/release"]).toBe("r2");
  expect(service.depends_on).toHaveLength(2);
  expect(service.spec.type).toBe("ClusterIP");
  for (const release of ["r1", "r2"]) {
    const { spec } = deployment(stack, release);
    expect(spec.selector.match_labels["ml-pilot/release"]).toBe(release);
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.match_labels);
  }
});

test("a rollback changes one selector and nothing else", () => {
  const changed = (live: string) =>
    Object.fromEntries(
      synthesized({ live }).stack.resources.map(({ address, arguments: given }) => [address, JSON.stringify(given)]),
    );
  const [before, after] = [changed("r2"), changed("r1")];
  const differing = Object.keys(before).filter((address) => before[address] !== after[address]);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(differing).toEqual(["kubernetes_service_v1.endpoint"]);
});

test("a model is held to the hash of its release before the server starts", () => {
  const [fetch] = deployment(synthesized().stack, "r1").spec.template.spec.init_container;
  expect(fetch.args).toEqual([endpointProps.releases["r1"]?.uri, "1".repeat(64), "/model"]);
  expect(fetch.command.slice(0, 2)).toEqual(["python", "-c"]);
  expect(fetch.image).toBe(`registry.example.com/penguins/image@${digest}`);
});

test("an apply waits for the rollout, and fails by a deadline", () => {
  const made = deployment(synthesized().stack, "r1");
  expect(made.wait_for_rollout).toBe(true);
  expect(made.spec.progress_deadline_seconds).toBe(600);
  expect(made.timeouts).toEqual({ create: "720s", update: "720s" });
});

test("the autoscaler owns the replicas, and a node can be drained", () => {
  const { stack } = synthesized();
  expect(deployment(stack, "r1").lifecycle).toEqual({ ignore_changes: ["spec[0].replicas"] });
  expect(stack.all("kubernetes_horizontal_pod_autoscaler_v2")).toHaveLength(2);
  expect(stack.one("kubernetes_horizontal_pod_autoscaler_v2", "r2").spec).toMatchObject({
    min_replicas: 1,
    max_replicas: 2,
    metric: [{ resource: { name: "cpu", target: { average_utilization: 60 } } }],
  });
  expect(stack.one("kubernetes_pod_disruption_budget_v1", "r2").spec.max_unavailable).toBe("1");
});

test("an internal load balancer has the cloud's annotation, named clients and no port of a node", () => {
  const { stack } = synthesized({ expose: endpointProps.expose });
  expect(stack.one("kubernetes_service_v1")).toMatchObject({
    metadata: { annotations: { "networking.gke.io/load-balancer-type": "Internal" } },
    spec: {
      type: "LoadBalancer",
      load_balancer_source_ranges: ["192.168.10.0/24"],
      external_traffic_policy: "Local",
      allocate_load_balancer_node_ports: false,
    },
  });
  const open = { as: "internal load balancer", annotations: {}, allowedClients: ["192.168.10.0/24"] } as const;
  expect(() => synthesized({ expose: open })).toThrow("without an annotation the address is public");
});

test("paused it has no pods; before the first release it has no service", () => {
  expect(synthesized({ paused: true }).stack.all("kubernetes_deployment_v1")).toEqual([]);
  const { stack, made } = synthesized({ releases: {}, live: null });
  expect(stack.all("kubernetes_service_v1")).toEqual([]);
  expect(made?.endpointName).toBeUndefined();
});

test("p95 is an alert of a dashboard only: without one its row says that nothing enforces it", () => {
  const kinds = (entry: Entry) => entry.limits?.map(({ kind, enforcement }) => `${kind} ${enforcement}`);
  expect(kinds(synthesized().entry)).toEqual([
    ...["replicas.min hard", "replicas.max hard", "watch hard", "p95 none", "errors none", "idle none"],
  ]);
  expect(kinds(synthesized({ isWatched: true }).entry)).toEqual([
    "replicas.min hard",
    "replicas.max hard",
    "watch hard",
  ]);
});
