/** The readers of Kubernetes on objects that this project did not make, typed and as manifests. */
import { stackOf } from "../../review/read/stack.js";
import { amount } from "../../stacks/kubernetes/review/quantities.js";
import { readers } from "../../stacks/kubernetes/review.js";
import type { Grant } from "../../stacks/readers/permissions.js";
import type { Reach } from "../../stacks/readers/reach.js";
import { References } from "../../stacks/readers/references.js";

type Resources = Record<string, Record<string, object>>;

const read = (resource: Resources) => {
  const stack = stackOf("foreign", "f.json", { resource });
  const references = new References(stack);
  return { stack, references };
};
const grants = (resource: Resources): readonly Grant[] => {
  const { stack, references } = read(resource);
  return stack.resources.flatMap((each) => readers.permissions(each, references, stack) ?? []);
};
const reach = (resource: Resources): readonly string[] => {
  const { stack, references } = read(resource);
  const line = ({ from, to, by, isOpen, isPublic }: Reach) =>
    `${isPublic ? "public" : isOpen ? "open" : "closed"}: ${from} → ${to} by ${by}`;
  return stack.resources.flatMap((each) => readers.reach.rows(each, references, stack)).map(line);
};
const access = (resource: Resources): readonly string[] => {
  const { stack, references } = read(resource);
  const rows = readers.access.find(stack, references).access;
  return [...new Set(rows.map(({ who, verb, thing }) => `${who} may ${verb} ${thing.kind} ${thing.name}`))].sort();
};
const meters = (resource: Resources) => {
  const { stack, references } = read(resource);
  return readers.meters(stack, references);
};

const metadata = (name: string, more: object = {}) => ({ metadata: { name, namespace: "team", ...more } });
const role = (...rule: object[]) => ({ ...metadata("r"), rule });
const bound = (subject: object, ref: object = { kind: "Role", name: "r" }) => ({
  ...metadata("b"),
  role_ref: { api_group: "rbac.authorization.k8s.io", ...ref },
  subject: [subject],
});
const ann = { kind: "User", name: "ann" };
/** Verbs and notes of what one rule gives somebody. */
const given = (rule: object, subject: object = ann) =>
  grants({ kubernetes_role_v1: { r: role(rule) }, kubernetes_role_binding_v1: { b: bound(subject) } }).map(
    ({ who, verbs, on, note = "" }) => `${who}: ${verbs.join(", ")} on ${on.join()} (${note})`,
  );
const rule = (resources: string, verbs: string, group = "") => ({
  api_groups: [group],
  resources: resources.split(" "),
  verbs: verbs.split(" "),
});

describe("what a rule of a role comes to", () => {
  test.each([
    ["plain reading", rule("pods", "get list watch"), "read, list on pods in namespace team (Role r)"],
    [
      "creating pods is every service account",
      rule("pods", "create"),
      "write, act as, run on pods in namespace team (Role r: runs pods as any service account there, and reads what they may mount)",
    ],
    [
      "a workflow is made of pods",
      rule("workflows", "create", "argoproj.io"),
      "write, act as, run on workflows (argoproj.io) in namespace team (Role r: runs pods as any service account there, and reads what they may mount)",
    ],
    [
      "changing a deployment's image",
      rule("deployments", "patch", "apps"),
      "write, act as, run on deployments (apps) in namespace team (Role r: runs pods as any service account there, and reads what they may mount)",
    ],
    [
      "exec by a get alone, as a web socket asks",
      rule("pods/exec", "get"),
      "read, act as on pods/exec in namespace team (Role r: enters running pods, with their identity)",
    ],
    [
      "exec by a pattern of subresources",
      rule("*/exec", "create"),
      "write, act as on */exec in namespace team (Role r: enters running pods, with their identity)",
    ],
    [
      "tokens of service accounts",
      rule("serviceaccounts/token", "create"),
      "write, act as on serviceaccounts/token in namespace team (Role r: takes tokens of service accounts)",
    ],
    ["impersonation", rule("users", "impersonate"), "act as on users in namespace team (Role r: impersonates)"],
    [
      "listing secrets is reading them",
      rule("secrets", "list"),
      "list, read on secrets in namespace team (Role r: a list holds the contents of secrets)",
    ],
    [
      "escalate",
      rule("roles", "escalate", "rbac.authorization.k8s.io"),
      "administer on roles (rbac.authorization.k8s.io) in namespace team (Role r: gives rights that it does not have)",
    ],
    [
      "bind",
      rule("clusterroles", "bind", "rbac.authorization.k8s.io"),
      "administer on clusterroles (rbac.authorization.k8s.io) in namespace team (Role r: gives rights that it does not have)",
    ],
    [
      "binding what one has",
      rule("rolebindings", "create", "rbac.authorization.k8s.io"),
      "write, administer on rolebindings (rbac.authorization.k8s.io) in namespace team (Role r: gives rights that it has)",
    ],
    [
      "a tunnel",
      rule("pods/portforward", "create"),
      "write, invoke on pods/portforward in namespace team (Role r: reaches ports of pods past network policies)",
    ],
    [
      "opening the network",
      rule("networkpolicies", "delete", "networking.k8s.io"),
      "delete, administer on networkpolicies (networking.k8s.io) in namespace team (Role r: changes what pods may reach)",
    ],
    [
      "a create that is held to a name, which holds it to nothing",
      { ...rule("pods", "create"), resource_names: ["one"] },
      "write on pods named one in namespace team (Role r: a create names nothing yet, so that this rule lets nobody)",
    ],
    [
      "one secret by its name",
      { ...rule("secrets", "get"), resource_names: ["db"] },
      "read on secrets named db in namespace team (Role r)",
    ],
    ["an unknown verb", rule("pods", "teleport"), "not understood on pods in namespace team (Role r)"],
  ])("%s", (_name, one, expected) => {
    expect(given(one)).toEqual([`user ann: ${expected}`]);
  });

  test("all of everything", () => {
    const [row] = grants({
      kubernetes_cluster_role_v1: {
        r: { metadata: { name: "r" }, rule: [{ api_groups: ["*"], resources: ["*"], verbs: ["*"] }] },
      },
      kubernetes_cluster_role_binding_v1: {
        b: bound(ann, { kind: "ClusterRole", name: "${kubernetes_cluster_role_v1.r.metadata[0].name}" }),
      },
    });
    expect([row?.verbs, row?.on, row?.wildcards]).toEqual([
      ["everything"],
      ["everything in the whole cluster"],
      ["action", "resource"],
    ]);
  });
});

describe("who a binding names", () => {
  const read = rule("pods", "get");
  test.each([
    [{ kind: "Group", name: "system:authenticated" }, "whoever signs in to the cluster (system:authenticated)", true],
    [{ kind: "Group", name: "system:unauthenticated" }, "everybody (system:unauthenticated)", true],
    [{ kind: "User", name: "system:anonymous" }, "everybody (system:anonymous)", true],
    [{ kind: "Group", name: "ml" }, "group ml", false],
    [{ kind: "ServiceAccount", name: "x" }, "system:serviceaccount:team:x", false],
    [{ kind: "ServiceAccount", name: "x", namespace: "other" }, "system:serviceaccount:other:x", false],
    // the same one, as a user's name
    [{ kind: "User", name: "system:serviceaccount:other:x" }, "system:serviceaccount:other:x", false],
  ])("%j", (subject, who, isPublic) => {
    const [row] = grants({ kubernetes_role_v1: { r: role(read) }, kubernetes_role_binding_v1: { b: bound(subject) } });
    expect([row?.who, row?.isPublic, row?.wildcards]).toEqual([who, isPublic, isPublic ? ["principal"] : []]);
  });

  test("a role that Kubernetes brings is opened, and one that nobody here knows is said", () => {
    const to = (name: string) =>
      grants({ kubernetes_role_binding: { b: bound(ann, { kind: "ClusterRole", name }) } }).map(
        ({ verbs, on, actions }) => [verbs, on, actions],
      );
    expect(to("cluster-admin")[0]).toEqual([["everything"], ["everything in namespace team"], ["* *"]]);
    expect(to("edit").flatMap(([verbs]) => verbs)).toEqual(expect.arrayContaining(["act as", "run", "invoke"]));
    expect(to("view").flatMap(([verbs]) => verbs)).not.toContain("act as");
    expect(to("other-role")).toEqual([
      [["not understood"], ["namespace team"], ["ClusterRole other-role, which does not stand in this stack"]],
    ]);
  });

  test("a role of another namespace is another one", () => {
    const elsewhere = { ...role(rule("secrets", "get")), metadata: { name: "r", namespace: "other" } };
    const found = grants({ kubernetes_role_v1: { r: elsewhere }, kubernetes_role_binding_v1: { b: bound(ann) } });
    expect(found.map(({ actions }) => actions)).toEqual([["Role r, which does not stand in this stack"]]);
  });

  test("a manifest is read as a typed resource is", () => {
    const api = { apiVersion: "rbac.authorization.k8s.io/v1" };
    const found = grants({
      kubernetes_manifest: {
        r: {
          manifest: {
            ...api,
            kind: "Role",
            ...metadata("r"),
            rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
          },
        },
        b: {
          manifest: {
            ...api,
            kind: "RoleBinding",
            ...metadata("b"),
            roleRef: { kind: "Role", name: "r" },
            subjects: [ann],
          },
        },
      },
    });
    expect(found.map(({ who, verbs, on }) => [who, verbs, on])).toEqual([
      ["user ann", ["read"], ["secrets in namespace team"]],
    ]);
  });

  test("a cluster role that becomes a part of admin is given to whoever has that", () => {
    const labels = { "rbac.authorization.k8s.io/aggregate-to-admin": "true" };
    const found = grants({
      kubernetes_cluster_role: { r: { metadata: { name: "r", labels }, rule: [rule("secrets", "list")] } },
    });
    expect(found.map(({ who, on }) => [who, on])).toEqual([
      ["whoever has the ClusterRole admin", ["secrets in the whole cluster"]],
    ]);
  });

  test("a service account that asks for an identity of a cloud", () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x" };
    const found = grants({ kubernetes_service_account_v1: { s: metadata("s", { annotations }) } });
    expect(found.map(({ who, verbs, on }) => [who, verbs, on])).toEqual([
      ["system:serviceaccount:team:s", ["act as"], ["role arn:aws:iam::1:role/x"]],
    ]);
  });
});

describe("who may what", () => {
  const things = {
    kubernetes_service_account_v1: { s: metadata("s") },
    kubernetes_persistent_volume_claim_v1: { c: metadata("c") },
    kubernetes_secret_v1: { p: metadata("p") },
    kubernetes_service_v1: { e: metadata("e") },
    kubernetes_manifest: {
      w: { manifest: { apiVersion: "argoproj.io/v1alpha1", kind: "WorkflowTemplate", ...metadata("w") } },
    },
  };
  const may = (one: object, more: object = {}) =>
    access({
      ...things,
      kubernetes_role_v1: { r: { ...role(one), ...more } },
      kubernetes_role_binding_v1: { b: bound(ann) },
    });

  test("whoever creates a pod has what pods may mount and be", () => {
    expect(may(rule("jobs", "create", "batch"))).toEqual([
      "user ann may act as identity system:serviceaccount:team:s",
      "user ann may read store team/c",
      "user ann may read store team/p",
      "user ann may write store team/c",
    ]);
  });
  test("starting and stopping runs", () => {
    expect(may(rule("workflows", "create patch", "argoproj.io"))).toEqual(
      expect.arrayContaining(["user ann may run pipeline team/w", "user ann may stop pipeline team/w"]),
    );
  });
  test("a tunnel reaches every service of the namespace, and a proxy one by its name", () => {
    expect(may(rule("pods/portforward", "create"))).toEqual(["user ann may invoke endpoint team/e"]);
    expect(may({ ...rule("services/proxy", "get"), resource_names: ["other"] })).toEqual([]);
  });
  test("a token for one name is of that one", () => {
    const token = rule("serviceaccounts/token", "create");
    expect(may({ ...token, resource_names: ["s"] })).toEqual([
      "user ann may act as identity system:serviceaccount:team:s",
    ]);
    expect(may({ ...token, resource_names: ["t"] })).toEqual([]);
  });
  test("a binding of another namespace gives nothing here", () => {
    const elsewhere = { metadata: { name: "r", namespace: "other" } };
    expect(
      access({
        ...things,
        kubernetes_role_v1: { r: { ...role(rule("secrets", "get")), ...elsewhere } },
        kubernetes_role_binding_v1: { b: { ...bound(ann), metadata: { name: "b", namespace: "other" } } },
      }),
    ).toEqual([]);
  });
});

describe("network policies as reach", () => {
  const policy = (spec: object) => ({ kubernetes_network_policy_v1: { p: { ...metadata("p"), spec } } });
  const all = { pod_selector: {} };
  test.each([
    [
      "no rule is closed",
      { ...all, policy_types: ["Ingress", "Egress"] },
      [
        "closed: anywhere → pods of team by closed but for what policies let in",
        "closed: pods of team → anywhere by closed but for what policies let out",
      ],
    ],
    [
      "an empty rule is everybody",
      { ...all, policy_types: ["Ingress"], ingress: [{}] },
      ["public: the internet → pods of team by all ports"],
    ],
    [
      "no peer is everybody",
      { ...all, policy_types: ["Ingress"], ingress: [{ ports: [{ port: "22" }] }] },
      ["public: the internet → pods of team by tcp 22"],
    ],
    [
      "a block of everybody",
      {
        ...all,
        policy_types: ["Egress"],
        egress: [{ to: [{ ip_block: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }],
      },
      ["public: pods of team → the internet by all ports, but for 10.0.0.0/8"],
    ],
    [
      "a block of some",
      {
        ...all,
        policy_types: ["Egress"],
        egress: [{ to: [{ ip_block: { cidr: "10.0.0.0/24" } }], ports: [{ port: "443", protocol: "TCP" }] }],
      },
      ["open: pods of team → 10.0.0.0/24 by tcp 443"],
    ],
    [
      "every namespace",
      { ...all, policy_types: ["Ingress"], ingress: [{ from: [{ namespace_selector: {} }] }] },
      ["open: pods of every namespace → pods of team by all ports"],
    ],
    [
      "pods of one namespace",
      {
        ...all,
        policy_types: ["Ingress"],
        ingress: [
          {
            from: [
              {
                namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "kube-system" } },
                pod_selector: { match_labels: { app: "dns" } },
              },
            ],
          },
        ],
      },
      ["open: pods of kube-system with app=dns → pods of team by all ports"],
    ],
    [
      "rules of a direction that the policy does not name say nothing",
      { ...all, policy_types: ["Ingress"], egress: [{}] },
      ["closed: anywhere → pods of team by closed but for what policies let in"],
    ],
    [
      "some pods",
      {
        pod_selector: { match_expressions: [{ key: "role", operator: "In", values: ["a", "b"] }] },
        policy_types: ["Ingress"],
      },
      ["closed: anywhere → pods of team with role In a|b by closed but for what policies let in"],
    ],
  ])("%s", (_name, spec, expected) => {
    expect(reach(policy(spec))).toEqual(expected);
  });

  const deployment = (labels: object, spec: object = {}) => ({
    kubernetes_deployment_v1: { d: { ...metadata("d"), spec: { template: { metadata: { labels }, spec } } } },
  });
  const ofPods = (resource: Resources) => reach(resource).filter((line) => line.includes("Deployment d"));
  test("a pod that no policy selects is open, and one that another stack holds is not judged", () => {
    expect(
      ofPods({
        ...policy({ pod_selector: { match_labels: { app: "other" } }, policy_types: ["Ingress", "Egress"] }),
        ...deployment({ app: "d" }),
      }),
    ).toEqual([
      "open: every pod of the cluster → Deployment d by all ports, since no policy selects it",
      "public: Deployment d → the internet by all ports, since no policy selects it",
    ]);
    expect(ofPods({ ...policy({ ...all, policy_types: ["Ingress"] }), ...deployment({ app: "d" }) })).toEqual([
      "public: Deployment d → the internet by all ports, since no policy selects it",
    ]);
    expect(ofPods({ ...policy({ ...all, policy_types: ["Ingress", "Egress"] }), ...deployment({ app: "d" }) })).toEqual(
      [],
    );
    expect(ofPods(deployment({ app: "d" }))).toEqual([
      "open: Deployment d → what policies of team let by policies that another stack makes",
    ]);
  });
  test("what pods take of their node", () => {
    const spec = {
      host_network: true,
      volume: [{ host_path: { path: "/" } }],
      container: [{ port: [{ host_port: 80 }], security_context: { privileged: true } }],
    };
    expect(ofPods({ ...policy({ ...all, policy_types: ["Ingress", "Egress"] }), ...deployment({}, spec) })).toEqual([
      "public: the internet → Deployment d by the node's own network, which no policy holds",
      "public: the internet → Deployment d by port 80 of its node",
      "open: Deployment d → files of its node below / by host path",
      "open: Deployment d → its node by privileged container",
    ]);
  });
});

describe("other ways from outside", () => {
  const service = (spec: object, annotations: object = {}) =>
    reach({ kubernetes_service_v1: { s: { ...metadata("s", { annotations }), spec } } });
  const ports = { allocate_load_balancer_node_ports: false };
  test.each([
    [{}, {}, []],
    [{ type: "ClusterIP" }, {}, []],
    [{ type: "NodePort" }, {}, ["public: the internet → Service s by port of every node"]],
    [{ type: "LoadBalancer", ...ports }, {}, ["public: the internet → Service s by public load balancer"]],
    [
      { type: "LoadBalancer", ...ports, load_balancer_source_ranges: ["0.0.0.0/1", "128.0.0.0/1"] },
      {},
      ["public: the internet → Service s by public load balancer"],
    ],
    [
      { type: "LoadBalancer", ...ports, load_balancer_source_ranges: ["192.0.2.0/24"] },
      {},
      ["open: 192.0.2.0/24 → Service s by public load balancer, for a named range"],
    ],
    [
      { type: "LoadBalancer", ...ports },
      { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
      ["open: networks that reach the cluster's → Service s by internal load balancer"],
    ],
    [
      { type: "LoadBalancer", ...ports },
      { "service.beta.kubernetes.io/azure-load-balancer-internal": "false" },
      ["public: the internet → Service s by public load balancer"],
    ],
    [
      { type: "LoadBalancer", load_balancer_source_ranges: ["10.0.0.0/8"] },
      { "networking.gke.io/load-balancer-type": "Internal" },
      [
        "open: 10.0.0.0/8 → Service s by internal load balancer",
        "public: the internet → Service s by port of every node, which a load balancer opens beside its own",
      ],
    ],
    [
      { type: "ClusterIP", external_ips: ["203.0.113.1"] },
      {},
      ["public: the internet → Service s by external address 203.0.113.1"],
    ],
    [{ type: "ExternalName", external_name: "example.org" }, {}, ["open: Service s → example.org by a name elsewhere"]],
  ])("service %j %j", (spec, annotations, expected) => {
    expect(service(spec, annotations)).toEqual(expected);
  });
  test("ingresses, gateways and routes", () => {
    const gateway = (kind: string, name: string, spec: object) => ({
      manifest: { apiVersion: "gateway.networking.k8s.io/v1", kind, ...metadata(name), spec },
    });
    expect(
      reach({
        kubernetes_ingress_v1: { i: { ...metadata("i"), spec: { rule: [{ host: "a.example.org" }] } } },
        kubernetes_manifest: {
          g: gateway("Gateway", "g", {}),
          h: gateway("HTTPRoute", "h", { parentRefs: [{ name: "g" }], rules: [{ backendRefs: [{ name: "s" }] }] }),
        },
      }),
    ).toEqual([
      "public: the internet → Ingress i for a.example.org by ingress",
      "public: the internet → Gateway g by gateway",
      "open: Gateway g → Service s by HTTPRoute h",
    ]);
  });
  test("what a namespace lets pods take of their nodes", () => {
    const level = (labels: object) => reach({ kubernetes_namespace_v1: { n: { metadata: { name: "n", labels } } } });
    const enforce = "pod-security.kubernetes.io/enforce";
    expect(level({ [enforce]: "restricted" })).toEqual([
      "closed: pods of n → the nodes that they run on by Pod Security restricted",
    ]);
    expect(level({ [enforce]: "privileged" })).toEqual([
      "open: pods of n → the nodes that they run on by Pod Security privileged",
    ]);
    // a warning holds nobody back
    expect(level({ "pod-security.kubernetes.io/warn": "restricted" })).toEqual([
      "open: pods of n → the nodes that they run on by no Pod Security is enforced",
    ]);
  });
});

describe("what is charged", () => {
  test.each([
    ["1", 1],
    ["500m", 0.5],
    ["2Gi", 2_147_483_648],
    ["1.5k", 1500],
    ["1e3", 1000],
    [2, 2],
    ["", undefined],
    ["2 Gi", undefined],
    ["${x.y}", undefined],
  ])("%j is %s", (text, value) => {
    expect(amount(text)).toBe(value);
  });
  const asks = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
  const deployment = (spec: object, replicas = "2", labels: object = {}) => ({
    kubernetes_deployment_v1: { d: { ...metadata("d"), spec: { replicas, template: { metadata: { labels }, spec } } } },
  });
  const line = (resource: Resources) =>
    meters(resource).flatMap((each) =>
      each.meters.map(({ priceKey, least, most, when }) => `${priceKey} ${least} to ${most} ${when}`),
    );

  test("replicas times requests, the largest that runs before counting alone", () => {
    const spec = { init_container: [asks("3", "1Gi")], container: [asks("500m", "1Gi"), asks("500m", "2Gi")] };
    expect(line(deployment(spec))).toEqual(["kubernetes vCPU 6 to 6 always", "kubernetes GiB 6 to 6 always"]);
  });
  test("an autoscaler decides, and what serves says so", () => {
    const scaler = {
      ...metadata("h"),
      spec: {
        min_replicas: 1,
        max_replicas: 4,
        scale_target_ref: { kind: "Deployment", name: "${kubernetes_deployment_v1.d.metadata[0].name}" },
      },
    };
    expect(
      line({
        ...deployment({ container: [asks("2", "4Gi")] }, "9", { "ml-pilot/role": "endpoint" }),
        kubernetes_horizontal_pod_autoscaler_v2: { h: scaler },
      }),
    ).toEqual(["kubernetes vCPU 2 to 8 serving", "kubernetes GiB 4 to 16 serving"]);
  });
  test("a container that asks for nothing is said", () => {
    expect(meters(deployment({ container: [{}] })).flatMap((each) => each.uncounted)).toEqual([
      { what: "kubernetes vCPU of Deployment d", why: "a container does not say what it asks for" },
      { what: "kubernetes GiB of Deployment d", why: "a container does not say what it asks for" },
    ]);
  });
  test("a claim, and a load balancer", () => {
    expect(
      line({
        kubernetes_persistent_volume_claim_v1: {
          c: { ...metadata("c"), spec: { resources: { requests: { storage: "20Gi" } } } },
        },
      }),
    ).toEqual(["kubernetes volume GiB 20 to 20 always"]);
    const billed = (type: string) => {
      const { stack } = read({ kubernetes_service_v1: { s: { ...metadata("s"), spec: { type } } } });
      return stack.resources.map(readers.billing.of);
    };
    expect([billed("LoadBalancer"), billed("ClusterIP")]).toEqual([["standing"], ["free"]]);
  });
  const workflow = (template: object) => ({
    kubernetes_manifest: {
      w: {
        manifest: {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "WorkflowTemplate",
          ...metadata("w"),
          spec: {
            templates: [
              { name: "run", steps: [] },
              { name: "train", ...template },
            ],
          },
        },
      },
      c: {
        manifest: {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "CronWorkflow",
          ...metadata("c"),
          spec: { schedules: ["0 3 * * *"], workflowSpec: { workflowTemplateRef: { name: "w" } } },
        },
      },
    },
  });
  test("a step to its limit in every attempt, and the runs of a schedule", () => {
    const container = { resources: { requests: { cpu: "4", memory: "16Gi", "nvidia.com/gpu": "1" } } };
    const found = meters(workflow({ activeDeadlineSeconds: 3600, retryStrategy: { limit: 2 }, container }));
    expect(
      found
        .flatMap((each) => each.meters)
        .map((each) => [each.what, each.priceKey, each.most, each.seconds, each.attempts, each.run]),
    ).toEqual([
      ["train", "kubernetes vCPU", 4, 10_800, 3, "w"],
      ["train, memory", "kubernetes GiB", 16, 10_800, 3, "w"],
      ["train, accelerators", "kubernetes GPU", 1, 10_800, 3, "w"],
    ]);
    expect(found.flatMap((each) => each.schedules ?? [])).toEqual([{ run: "w", expression: "0 3 * * *", starts: 31 }]);
    expect(found.flatMap((each) => each.unbounded ?? [])).toEqual([
      "what the containers of Argo Workflows ask for beside each step",
    ]);
  });
  test("a step that nothing stops, be it by its retries, has no time", () => {
    const container = asks("1", "1Gi");
    const times = (template: object) =>
      meters(workflow({ container, ...template }))
        .flatMap((each) => each.meters)
        .map(({ seconds }) => seconds);
    expect(times({})).toEqual([undefined, undefined]);
    expect(times({ activeDeadlineSeconds: 60, retryStrategy: { retryPolicy: "Always" } })).toEqual([
      undefined,
      undefined,
    ]);
    expect(times({ activeDeadlineSeconds: 60 })).toEqual([60, 60]);
  });
});

describe("what a run of a workflow makes", () => {
  const makes = (manifest: string, action = "create"): Resources => ({
    kubernetes_manifest: {
      w: {
        manifest: {
          ...{ apiVersion: "argoproj.io/v1alpha1", kind: "WorkflowTemplate" },
          metadata: { name: "w", namespace: "team" },
          spec: { templates: [{ name: "train", activeDeadlineSeconds: 120, resource: { action, manifest } }] },
        },
      },
    },
  });
  const rayJob = `
apiVersion: ray.io/v1
kind: RayJob
metadata: { generateName: train- }
spec:
  activeDeadlineSeconds: 60
  submissionMode: HTTPMode
  rayClusterSpec:
    headGroupSpec:
      template: { spec: { hostNetwork: true, containers: [{ name: h, resources: { requests: { cpu: 1, memory: 1Gi } } }] } }
    workerGroupSpecs:
      - groupName: g
        replicas: 2
        maxReplicas: 5
        template: { spec: { containers: [{ name: w, resources: { limits: { cpu: 500m, memory: 2Gi } } }] } }
`;

  test("pods of a RayJob are read out of its text: their node's network, and what they may ask for at most", () => {
    expect(reach(makes(rayJob))).toContain(
      "public: the internet → WorkflowTemplate w, train, its head by the node's own network, which no policy holds",
    );
    const rows = meters(makes(rayJob)).flatMap((each) => each.meters);
    expect(rows.map(({ what, most, seconds }) => [what, most, seconds])).toEqual([
      ["train, its head", 1, 60],
      ["train, its head, memory", 1, 60],
      ["train", 2.5, 60],
      ["train, memory", 10, 60],
    ]);
  });

  test("a RayJob that does not say how many nodes it has is not counted", () => {
    const uncounted = meters(makes(rayJob.replace("maxReplicas: 5", "").replace("replicas: 2", ""))).flatMap(
      (each) => each.uncounted,
    );
    expect(uncounted).toContainEqual({
      what: "WorkflowTemplate w, train",
      why: "how many pods it has is not in the stack",
    });
  });

  test.each([
    ["another kind", "apiVersion: batch/v1\nkind: Job\n", "batch/v1/Job"],
    ["text with holes", "spec: { replicas: {{inputs.parameters.n}} }", "an object"],
  ])("%s is said to be read by nobody", (_, text, kind) => {
    expect(reach(makes(text))).toEqual([`open: WorkflowTemplate w, train → ${kind} by made by a run, and not read`]);
    expect(meters(makes(text)).flatMap((each) => each.uncounted)).toEqual([
      { what: "train of w", why: `it makes ${kind}, which is not read` },
    ]);
    expect(reach(makes(text, "delete"))).toEqual([]);
  });
});
