/** A step on several nodes: what Argo makes, what KubeRay makes of it, and what the pods may. */
import { Pipeline } from "../../../constructs/kubernetes/pipeline.js";
import { PrivateNetwork } from "../../../constructs/kubernetes/private-network.js";
import type { PipelineStep } from "../../../constructs/kubernetes/steps/step-run.js";
import { TrainingJob } from "../../../constructs/kubernetes/training-job.js";
import { type Entry, type Limit, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { bucket, digest, image, operators, step } from "./candidates.js";

// biome-ignore lint/suspicious/noExplicitAny: a body of the API
type Json = any;

const shared = { nodes: 3, rayVersion: "2.60.0" };

function synthesized(change: Partial<PipelineStep> = shared) {
  const entries: Entry[] = [];
  const stack = synthesizeScope((scope) => {
    const trainingJob = new TrainingJob(scope, "training-job", {
      ...{ namespace: "penguins", owner: "ml@example.com", serviceAccountName: "training", image, bucket },
      imageRepository: "registry.example.com/penguins/image",
      podLabels: { "azure.workload.identity/use": "true" },
      makesRayJobs: true,
    });
    trainingJob.grantStart({ ...operators, policies: [] });
    const pipeline = new Pipeline(scope, "pipeline", {
      ...{ name: "penguins-pipeline", namespace: "penguins", owner: "ml@example.com", trainingJob, image: { digest } },
      steps: [
        step("prepare", { outputs: ["prepared"] }),
        step("train", { inputs: { prepared: { step: "prepare", output: "prepared" } }, outputs: ["model"], ...change }),
        step("evaluate", { inputs: { model: { step: "train", output: "model" } }, outputs: ["evaluation"] }),
      ],
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: { modelName: "penguins", trackingUri: "http://penguins-registry.penguins.svc:5000" },
    });
    for (const { type, data } of pipeline.node.metadata) if (type === RECORD) entries.push(data as Entry);
  });
  const made: Json = stack.all("kubernetes_manifest").find(({ address }) => !address.includes("schedule"))?.arguments;
  const { spec } = made["manifest"];
  const templateOf = (name: string): Json => spec.templates.find((each: Json) => each.name === name);
  return { stack, spec, templateOf, job: JSON.parse(templateOf("train").resource.manifest), entries };
}

const { stack, spec, templateOf, job, entries } = synthesized();
const cluster = job.spec.rayClusterSpec;
const [nodes] = cluster.workerGroupSpecs;
const pods: readonly Json[] = [cluster.headGroupSpec.template, nodes.template, job.spec.submitterPodTemplate];
const containers = pods.flatMap((pod) => [...(pod.spec.initContainers ?? []), ...pod.spec.containers]);

test("Argo makes it, waits for its end, and takes it away with the run", () => {
  const { resource } = templateOf("train");
  expect(resource).toMatchObject({
    action: "create",
    setOwnerReference: true,
    successCondition: "status.jobStatus == SUCCEEDED",
    failureCondition: "status.jobStatus in (FAILED,STOPPED),status.jobDeploymentStatus in (Failed,ValidationFailed)",
  });
  // a name of its own for each attempt, and at most 47 characters of it
  expect(job.metadata.name).toBeUndefined();
  expect(`${job.metadata.generateName}12345`.length).toBeLessThanOrEqual(47);
});

test("every number is written down, and one of two tries again", () => {
  expect(job.spec).toMatchObject({
    activeDeadlineSeconds: 3600,
    preRunningDeadlineSeconds: 1800,
    backoffLimit: 0,
    submitterConfig: { backoffLimit: 2 },
    shutdownAfterJobFinishes: true,
    ttlSecondsAfterFinished: 0,
    submissionMode: "K8sJobMode",
  });
  expect(templateOf("train")).toMatchObject({ retryStrategy: { limit: 2 }, activeDeadlineSeconds: 3720 });
  expect([nodes.replicas, nodes.minReplicas, nodes.maxReplicas]).toEqual([3, 3, 3]);
  // what the others may take, three attempts of the shared one, the gate, and the wait
  expect(spec.activeDeadlineSeconds).toBe(2 * 3 * 3600 + 3 * 3720 + 3600 + 3600);
});

test("the step runs once, on a node and not on the head, under a token of its cluster", () => {
  expect(cluster.headGroupSpec.rayStartParams["num-cpus"]).toBe("0");
  expect(job.spec.entrypointNumCpus).toBeGreaterThan(0);
  expect([cluster.authOptions, cluster.rayVersion]).toEqual([{ mode: "token" }, "2.60.0"]);
});

test("every pod is held to the restricted profile, by digest, without a token of the API", () => {
  expect(containers).toHaveLength(4);
  const account = "$" + "{kubernetes_service_account_v1.training-job.metadata[0].name}";
  for (const { spec: pod } of pods) {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, serviceAccountName: account });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  }
  for (const each of containers) {
    expect(each.image).toBe(`registry.example.com/penguins/image@${digest}`);
    expect(each.resources.limits).toEqual(each.resources.requests);
    expect(each.securityContext).toMatchObject({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    });
  }
});

test("a node has what the step asks for, and each pod has the label of its role", () => {
  expect(nodes.template.spec).toMatchObject({ nodeSelector: { pool: "ml" } });
  expect(nodes.template.spec.containers[0].resources.limits).toEqual({
    ...{ cpu: "4", memory: "16Gi", "ephemeral-storage": "21Gi", "nvidia.com/gpu": "1" },
  });
  expect(pods.map((pod) => pod.metadata.labels["ml-pilot/role"])).toEqual(["ray", "ray", "ray-submitter"]);
});

test("inputs and outputs lie where the other steps look for them", () => {
  const [stage] = nodes.template.spec.initContainers;
  const run = "s3://penguins-data-123456789012/artifacts/{{workflow.name}}";
  expect(JSON.parse(stage.args[1])).toMatchObject({
    inputs: { "/work/prepared": `${run}/prepared` },
    outputs: { "/work/model": `${run}/model` },
    command: expect.arrayContaining(["train", "--prepared", "/work/prepared", "--model", "/work/model"]),
  });
  for (const reader of ["evaluate", "gate"]) {
    const model = templateOf(reader).inputs.artifacts.find((each: Json) => each.name === "model");
    expect(model.s3.key).toBe("artifacts/{{workflow.name}}/model");
  }
  expect(JSON.stringify(spec.templates[0])).not.toContain("steps.train.outputs");
});

test("a parameter reaches the step as it was written", () => {
  const note = 'a "y" $x \\ b';
  const [made] = synthesized({ ...shared, parameters: { note } }).job.spec.rayClusterSpec.workerGroupSpecs;
  const plan = JSON.parse(made.template.spec.initContainers[0].args[1]);
  expect(plan.command.slice(-2)).toEqual(["--note", note]);
});

test("Argo's account makes RayJobs and no cluster, and whoever stops a run ends one", () => {
  const rule = (id: string) =>
    stack.one("kubernetes_role_v1", id).rule.find(({ api_groups }: Json) => api_groups.includes("ray.io"));
  expect(rule("report")).toEqual({ api_groups: ["ray.io"], resources: ["rayjobs"], verbs: ["create", "get"] });
  expect(rule("start")?.verbs).toEqual(["get", "list", "watch", "delete"]);
});

test("its limits are found inside of the job", () => {
  const limits = entries.flatMap((entry) => entry.limits ?? []).filter((each) => each.subject === "train");
  const pointer = (kind: Limit["kind"]) => limits.find((each) => each.kind === kind)?.at?.[1] ?? "";
  const manifest = "/manifest/spec/templates/2/resource/manifest/spec";
  expect(pointer("runtime")).toBe(`${manifest}/activeDeadlineSeconds`);
  expect(pointer("wait")).toBe(`${manifest}/preRunningDeadlineSeconds`);
  expect(pointer("nodes")).toBe(`${manifest}/rayClusterSpec/workerGroupSpecs/0/replicas`);
  expect(pointer("volume")).toMatch(/workerGroupSpecs\/0\/template\/spec\/volumes\/0\/emptyDir\/sizeLimit$/);
});

test("the network opens Ray's ports between nodes, and the dashboard to what submits and to the operator", () => {
  const policies = synthesizeScope((scope) => {
    new PrivateNetwork(scope, "private-network", {
      ...{ name: "penguins", namespace: "penguins", owner: "network@example.com", networkPolicyEnforced: true },
      storageBlocks: ["10.40.0.0/24"],
      apiServer: { block: "10.0.0.1/32", port: 443 },
      rayOperatorNamespace: "kuberay",
    });
  });
  const policy = (id: string): Json => policies.one("kubernetes_network_policy_v1", `_${id}_`).spec;
  const role = (name: string) => [{ pod_selector: { match_labels: { "ml-pilot/role": name } } }];
  const dashboard = [{ port: "8265", protocol: "TCP" }];
  expect(policy("ray").ingress[0].from).toEqual(role("ray"));
  expect(policy("ray").ingress[0].ports).toBeUndefined();
  expect(policy("ray").ingress[1]).toMatchObject({
    from: [
      ...role("ray-submitter"),
      { namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "kuberay" } } },
    ],
    ports: dashboard,
  });
  expect(policy("ray").egress).toEqual([{ to: role("ray") }]);
  expect(policy("ray-submitter")).toMatchObject({ egress: [{ to: role("ray"), ports: dashboard }] });
  expect(policy("storage").pod_selector.match_expressions[0].values).toEqual(["job", "endpoint", "ray"]);
  // neither the API server nor the registry is theirs
  for (const id of ["api-server", "job-registry"])
    expect(policy(id).pod_selector.match_expressions[0].values).toEqual(["job"]);
});

test("the last step runs on one node, because the gate does", () => {
  expect(() =>
    synthesizeScope((scope) => {
      const trainingJob = new TrainingJob(scope, "training-job", {
        ...{ namespace: "penguins", owner: "ml@example.com", serviceAccountName: "training", image, bucket },
        imageRepository: "registry.example.com/penguins/image",
      });
      new Pipeline(scope, "pipeline", {
        ...{ name: "p", namespace: "penguins", owner: "ml@example.com", trainingJob, image: { digest } },
        steps: [step("train", shared)],
        gate: { metric: "accuracy", threshold: 0.8 },
      });
    }),
  ).toThrow("the last step must run on one node, because the gate does, got 3; set 1");
});
