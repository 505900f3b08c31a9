import {
  PrivateNetwork,
  type PrivateNetworkProps,
  privateNetworkProblems,
} from "../../../constructs/kubernetes/private-network.js";
import { synthesizeScope } from "../../synth.js";

const synthesized = (change: Partial<PrivateNetworkProps> = {}) =>
  synthesizeScope((scope) => {
    new PrivateNetwork(scope, "private-network", {
      ...{ name: "penguins", namespace: "penguins", owner: "network@example.com", networkPolicyEnforced: true },
      storageBlocks: ["10.40.0.0/24"],
      apiServer: { block: "10.0.0.1/32", port: 443 },
      ...change,
    });
  });

const policy = (stack: ReturnType<typeof synthesized>, id: string) =>
  stack.one("kubernetes_network_policy_v1", `_${id}_`).spec;

test("the namespace holds pods to the restricted profile, at a named version", () => {
  expect(synthesized().one("kubernetes_namespace_v1").metadata.labels).toMatchObject({
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": expect.stringMatching(/^v1\.\d+$/),
  });
});

test("everything is closed in both directions, for every pod", () => {
  expect(policy(synthesized(), "closed")).toEqual({
    policy_types: ["Ingress", "Egress"],
    pod_selector: {},
    ingress: [],
    egress: [],
  });
});

test("each opening names its pods, its peers and its ports", () => {
  const stack = synthesized({
    tokenAgents: [{ block: "169.254.170.23/32", port: 80 }],
    database: { block: "10.50.0.4/32", port: 5432 },
    allowedClients: ["192.168.10.0/24"],
    clientNamespaces: ["gateway"],
    monitoringNamespace: "monitoring",
  });
  const pods = (id: string) => policy(stack, id).pod_selector.match_expressions?.[0].values;
  const cidrs = (rules: ReadonlyArray<{ to?: object[]; from?: object[] }>) =>
    rules.flatMap(({ to, from }) => [...(to ?? []), ...(from ?? [])]).map((peer) => JSON.stringify(peer));
  expect(pods("dns")).toBeUndefined();
  expect(pods("storage")).toEqual(["job", "endpoint"]);
  expect(cidrs(policy(stack, "storage").egress)).toEqual([
    '{"ip_block":{"cidr":"10.40.0.0/24"}}',
    '{"ip_block":{"cidr":"169.254.170.23/32"}}',
  ]);
  expect(pods("api-server")).toEqual(["job"]);
  expect(pods("database")).toEqual(["registry"]);
  expect(pods("clients")).toEqual(["endpoint"]);
  expect(cidrs(policy(stack, "clients").ingress)).toHaveLength(3);
  expect(policy(stack, "clients").ingress[0].ports).toEqual([{ protocol: "TCP", port: "8080" }]);
});

test("without clients nobody gets in, and what registers reaches the registry only", () => {
  const stack = synthesized();
  const open = stack.all("kubernetes_network_policy_v1").map(({ arguments: given }) => given as never as Policy);
  interface Policy {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly ingress?: readonly object[] };
  }
  expect(open.filter(({ spec }) => (spec.ingress ?? []).length > 0).map(({ metadata }) => metadata.name)).toEqual([
    "penguins-registry-jobs",
  ]);
});

test("an existing namespace is neither made nor destroyed", () => {
  const stack = synthesized({ existing: true });
  expect(stack.all("kubernetes_namespace_v1")).toEqual([]);
  expect(stack.one("kubernetes_network_policy_v1", "_closed_").metadata.namespace).toBe("penguins");
});

test("a cluster whose network enforces nothing is refused", () => {
  expect(() => synthesized({ networkPolicyEnforced: false as true })).toThrow(
    "private-network: networkPolicyEnforced: must be true, got false; take a cluster whose network plugin enforces",
  );
});

test("KubeRay's operator and Prometheus may stand in default, where helm puts them; a pilot and its clients may not", () => {
  const problems = (props: Parameters<typeof privateNetworkProblems>[0]) =>
    privateNetworkProblems({ name: "penguins", storageBlocks: ["10.40.0.0/24"], ...props }).map(({ prop }) => prop);
  for (const key of ["rayOperatorNamespace", "monitoringNamespace"] as const) {
    expect(problems({ [key]: "default" })).not.toContain(key);
    expect(problems({ [key]: "kube-system" })).toContain(key);
  }
  expect(problems({ namespace: "default", clientNamespaces: ["default"] })).toEqual(
    expect.arrayContaining(["namespace", "clientNamespaces"]),
  );
});
