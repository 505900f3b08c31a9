import type { PipelineStep } from "../../../constructs/kubernetes/steps/step-run.js";
import type { Template } from "../../../constructs/kubernetes/steps/template.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/kubernetes/training-job.js";
import { synthesizeScope } from "../../synth.js";
import { bucket, digest, image, operators, step } from "./candidates.js";

const synthesized = (change: Partial<TrainingJobProps> = {}) => {
  let job: TrainingJob | undefined;
  const stack = synthesizeScope((scope) => {
    job = new TrainingJob(scope, "training-job", {
      ...{ namespace: "penguins", owner: "ml@example.com", serviceAccountName: "training", image, bucket },
      imageRepository: "registry.example.com/penguins/image",
      ...change,
    });
    job.grantStart({ ...operators, policies: [] });
  });
  if (job === undefined) throw new Error("no job");
  return { stack, job };
};

/** The template of a step that runs on one node. */
function podOf(job: TrainingJob, of: PipelineStep): Template {
  const template = job.stepTemplate(of);
  if (!("container" in template)) throw new Error("the step runs on several nodes");
  return template;
}

test("its pods may report to Argo and do nothing else on the cluster", () => {
  const { stack } = synthesized();
  expect(stack.one("kubernetes_role_v1", "report").rule).toEqual([
    { api_groups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] },
  ]);
  expect(stack.one("kubernetes_role_binding_v1", "report").subject).toEqual([
    expect.objectContaining({ kind: "ServiceAccount", namespace: "penguins" }),
  ]);
});

test("operators start, stop and watch runs, and change no definition", () => {
  const { rule } = synthesized().stack.one("kubernetes_role_v1", "start");
  const verbs = (resource: string) =>
    (rule as Array<{ resources: string[]; verbs: string[] }>).find(({ resources }) => resources.includes(resource))
      ?.verbs;
  expect(verbs("workflows")).toContain("create");
  expect(verbs("workflowtemplates")).toEqual(["get", "list"]);
  expect(verbs("pods")).toEqual(["get", "list", "watch"]);
});

test("a step carries its deadline, retries, back-off, machine and disk as numbers", () => {
  const template = podOf(synthesized().job, step("train", { gpus: 0 }));
  expect(template).toMatchObject({
    activeDeadlineSeconds: 3600,
    retryStrategy: { limit: 2, retryPolicy: "Always", backoff: { duration: "60", factor: 2, cap: "1h" } },
    volumes: [{ emptyDir: { sizeLimit: "20Gi" } }, { emptyDir: { sizeLimit: "1Gi" } }],
  });
  const { limits, requests } = template.container.resources;
  expect(limits).toEqual({ cpu: "4", memory: "16Gi", "ephemeral-storage": "21Gi" });
  expect(requests).toEqual(limits);
  expect(template.container.image).toBe(`registry.example.com/penguins/image@${digest}`);
  expect(synthesized().job.stepTemplate(step("probe", { retries: 0 })).retryStrategy).toBeUndefined();
});

test.each([
  [
    "s3://data-1",
    "eu-west-1",
    { s3: expect.objectContaining({ bucket: "data-1", endpoint: "s3.eu-west-1.amazonaws.com" }) },
  ],
  ["gs://data-1", undefined, { gcs: { bucket: "data-1", key: "data" } }],
  [
    "https://data1.blob.core.windows.net/pilot",
    undefined,
    {
      azure: expect.objectContaining({
        endpoint: "https://data1.blob.core.windows.net",
        container: "pilot",
        blob: "data",
      }),
    },
  ],
])("%s is read with the pod's own identity and no key", (uri, region, location) => {
  const given = region === undefined ? { uri } : { uri, region };
  const template = podOf(synthesized({ bucket: given }).job, step("train"));
  expect(template.inputs?.artifacts[0]).toMatchObject({ name: "data", path: "/work/data", ...location });
  expect(JSON.stringify(template)).not.toMatch(/secret|accessKey/i);
});

test("a parameter reaches Argo as it was written, and nothing is a template of Terraform's", () => {
  const template = podOf(synthesized().job, step("train", { parameters: { note: "$" + "{x}" } }));
  expect(template.container.args.slice(-2)).toEqual(["--note", "$" + "$" + "{x}"]);
});

test("a template needs an image", () => {
  const { job } = synthesized({ image: { ...image, digest: null } });
  expect(() => job.stepTemplate(step("train"))).toThrow("image: must have a digest");
});
