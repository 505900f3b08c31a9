/**
 * The real provider on a real API server: three phases, releases forth and back, destroy, and the traps between them.
 * Instead of nodes, `kubelet.ts` says what a kubelet would. Whether a network plugin enforces policies is not seen
 * here.
 */
import { serving, withImage } from "../../terraform/phases.js";
import { describeUnless } from "../../terraform/skip.js";
import { type Changes, overlaid } from "../../terraform/workspace.js";
import type { Json } from "./api.js";
import { base, KubernetesPilot, notHere, runs } from "./kubernetes-pilot.js";

const nodes = 3;

/** A container that asks for other CPUs. */
const withCpus = (container: Json, cpu: string): Json => {
  const amounts = { ...container.resources.limits, cpu };
  return { ...container, resources: { requests: amounts, limits: amounts } };
};

describeUnless(notHere(), "kubernetes: apply", () => {
  const pilot = new KubernetesPilot();
  const { workspace } = pilot;
  beforeAll(() => pilot.start());
  afterAll(() => pilot.stop());

  const inNamespace = "/namespaces/penguins";
  const service = `/api/v1${inNamespace}/services/penguins-endpoint`;
  const deployment = (name: string) => `/apis/apps/v1${inNamespace}/deployments/${name}`;
  const template = `/apis/argoproj.io/v1alpha1${inNamespace}/workflowtemplates/penguins-pipeline`;
  const release = (live: string, releases?: object, more: object = {}): Changes =>
    serving("kubernetes", { live, ...(releases && { releases }), ...more });
  const serves = async () => (await pilot.cluster.get(service)).spec.selector["ml-pilot/release"];
  const pods = async (): Promise<readonly string[]> =>
    (await pilot.cluster.get(`/api/v1${inNamespace}/pods`)).items.map(({ metadata }: Json) => metadata.uid).sort();

  /** Applies both stacks; the plan after each must be empty. Returns what was changed. */
  async function deploy(changes: Changes): Promise<readonly string[]> {
    await pilot.to(changes);
    const changed: string[] = [];
    for (const stack of [base, runs]) {
      changed.push(...(await workspace.apply(stack)));
      expect([stack, await workspace.changes(stack)]).toEqual([stack, []]);
    }
    return changed.filter((line) => !line.startsWith("output "));
  }

  test("namespace, policies, accounts and the registry; then the workflow", async () => {
    expect(await deploy({})).toEqual(expect.arrayContaining(["kubernetes_namespace_v1.private-network: create"]));
    const { metadata } = await pilot.cluster.get("/api/v1/namespaces/penguins");
    expect(metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    expect(await deploy(withImage)).toEqual(expect.arrayContaining(["kubernetes_manifest.pipeline: create"]));
    // a definition, and no run: nothing starts when it is applied
    expect((await pilot.cluster.get(template)).kind).toBe("WorkflowTemplate");
  });

  test("a release, another one, and back: the way back changes the selector and starts no pod", async () => {
    await deploy(release("r1"));
    expect(await serves()).toBe("r1");
    const before = await pods();
    for (const live of ["r2", "r1"]) {
      const changed = await deploy(release(live));
      expect(changed).toEqual([expect.stringMatching(/^kubernetes_service_v1\.endpoint: update: spec/)]);
      expect([await serves(), await pods()]).toEqual([live, before]);
    }
  });

  test("replicas that an autoscaler set stay, and a plan says nothing of them", async () => {
    await pilot.cluster.ask("PATCH", `${deployment("penguins-endpoint-r1")}/scale`, { spec: { replicas: 2 } });
    expect(await workspace.changes(base)).toEqual([]);
  });

  test("on several nodes: Argo's account may make the job, and Pod Security and the quota take its pods", async () => {
    const ray = { version: "2.60.0", operatorNamespace: "kuberay" };
    const image = { ...(withImage as { image: object }).image, folder: "test/interpreters/ray" };
    await deploy(overlaid({ ...release("r1", undefined, { ray }), image }, { training: { nodes } }));
    const { templates } = (await pilot.cluster.get(template)).spec;
    const job = JSON.parse(templates.find(({ name }: Json) => name === "train").resource.manifest);
    const may = async (verb: string, resource: string): Promise<boolean> => {
      const body = {
        ...{ apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" },
        spec: {
          user: "system:serviceaccount:penguins:penguins-training",
          resourceAttributes: { namespace: "penguins", group: "ray.io", resource, verb },
        },
      };
      return (await pilot.cluster.made("/apis/authorization.k8s.io/v1/subjectaccessreviews", body)).status.allowed;
    };
    expect(await Promise.all(["create", "get", "delete", "list"].map((verb) => may(verb, "rayjobs")))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(await may("create", "rayclusters")).toBe(false);
    const { rayClusterSpec, submitterPodTemplate } = job.spec;
    const made = [rayClusterSpec.headGroupSpec.template, submitterPodTemplate];
    for (let node = 0; node < nodes; node += 1) made.push(rayClusterSpec.workerGroupSpecs[0].template);
    for (const [index, pod] of made.entries())
      await pilot.cluster.made(`/api/v1${inNamespace}/pods`, {
        ...{ apiVersion: "v1", kind: "Pod" },
        metadata: { ...pod.metadata, name: `ray-${index}` },
        spec: pod.spec,
      });
    // a node that is larger than what the quota has left
    const tooMany = await pilot.cluster.ask("POST", `/api/v1${inNamespace}/pods`, {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "ray-too-many" } },
      spec: { ...made[2].spec, containers: [withCpus(made[2].spec.containers[0], "100")] },
    });
    expect([tooMany.status, tooMany.body.message]).toEqual([403, expect.stringMatching(/exceeded quota|maximum cpu/)]);
    for (const index of made.keys())
      await pilot.cluster.ask("DELETE", `/api/v1${inNamespace}/pods/ray-${index}?gracePeriodSeconds=0`);
    await deploy(release("r1"));
  });

  test("a field that somebody else set is a difference, and the apply names who has it", async () => {
    const patch = (seconds: number) => ({ spec: { activeDeadlineSeconds: seconds } });
    const { activeDeadlineSeconds: own } = (await pilot.cluster.get(template)).spec;
    await pilot.cluster.ask("PATCH", `${template}?fieldManager=kubectl-patch`, patch(1));
    expect(await workspace.changes(runs)).toEqual([expect.stringMatching(/^kubernetes_manifest\.pipeline: update/)]);
    const applied = await workspace.run(runs, "apply", "-no-color", "-auto-approve");
    expect([applied.code, applied.output]).toEqual([1, expect.stringContaining("field manager conflict")]);
    expect(applied.output).toContain("kubectl-patch");
    // the way out: whoever changed it puts it back; both own it then, and the next change of it conflicts again
    await pilot.cluster.ask("PATCH", `${template}?fieldManager=kubectl-patch`, patch(own));
    expect(await workspace.changes(runs)).toEqual([]);
  });

  test("a pod that Pod Security refuses fails the apply, because the rollout is waited for", async () => {
    await pilot.to(release("r1"), ({ resource }) => {
      const [main] = resource.kubernetes_deployment_v1["model-registry"].spec.template.spec.container;
      main.security_context.allow_privilege_escalation = true;
    });
    const { code, output } = await workspace.run(base, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("exceeded its progress deadline")]);
    const { status } = await pilot.cluster.get(deployment("penguins-registry"));
    expect(JSON.stringify(status.conditions)).toContain('violates PodSecurity \\"restricted');
    await deploy(release("r1"));
  });

  test("a release that does not come up fails the apply, and the one that serves stays", async () => {
    pilot.cluster.kubelet?.failing.add("penguins-endpoint-r3-");
    const sha256 = "9".repeat(64);
    const uri = "s3://penguins-data-123456789012/models/penguins-pipeline-x/approved";
    await pilot.to(release("r3", { r3: { uri, sha256 } }));
    const { code, output } = await workspace.run(base, "apply", "-no-color", "-auto-approve");
    expect([code, output]).toEqual([1, expect.stringContaining("exceeded its progress deadline")]);
    expect(await serves()).toBe("r1");
    pilot.cluster.kubelet?.failing.clear();
    await deploy(release("r1"));
  });

  test("what a quota refuses is never made: a node port", async () => {
    const answer = await pilot.cluster.ask("POST", `/api/v1${inNamespace}/services`, {
      ...{ apiVersion: "v1", kind: "Service", metadata: { name: "open" } },
      spec: { type: "NodePort", ports: [{ port: 80 }] },
    });
    expect([answer.status, answer.body.message]).toEqual([403, expect.stringContaining("exceeded quota")]);
  });

  test("a namespace with what nobody finishes does not end, says why, and ends when that is gone", async () => {
    const held = `/api/v1${inNamespace}/configmaps`;
    await pilot.cluster.made(held, {
      ...{ apiVersion: "v1", kind: "ConfigMap" },
      metadata: { name: "held", finalizers: ["example.com/operator-that-is-gone"] },
    });
    await workspace.terraform(runs, "destroy", "-no-color", "-auto-approve");
    const stopped = await workspace.run(base, "destroy", "-no-color", "-auto-approve");
    expect([stopped.code, stopped.output]).toEqual([1, expect.stringMatching(/namespace|deadline|timeout/i)]);
    const { status } = await pilot.cluster.get("/api/v1/namespaces/penguins");
    expect([status.phase, JSON.stringify(status.conditions)]).toEqual([
      "Terminating",
      expect.stringContaining("example.com/operator-that-is-gone"),
    ]);
    await pilot.cluster.ask("PATCH", `${held}/held`, { metadata: { finalizers: null } });
    await workspace.terraform(base, "destroy", "-no-color", "-auto-approve");
    expect((await pilot.cluster.ask("GET", "/api/v1/namespaces/penguins")).status).toBe(404);
    // the class retains it: the data outlives its claim
    expect((await pilot.cluster.get("/api/v1/persistentvolumes/retained")).status.phase).toBe("Released");
  });
});
