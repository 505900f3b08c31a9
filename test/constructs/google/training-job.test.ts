import { machineProblem } from "../../../constructs/google/checks/machines.js";
import type { PipelineStep } from "../../../constructs/google/pipeline.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/google/training-job.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const digest = `sha256:${"a1".repeat(32)}`;
const props: TrainingJobProps = {
  project: "penguins-pilot",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "ml@example.com",
  serviceAccountId: "penguins-training",
  imageRepositoryName: "penguins-image",
  image: { digest, command: ["python", "-m", "pilot_image"] },
  network: { networkAttachmentId: "projects/123456789012/regions/europe-west4/networkAttachments/jobs" },
  bucket: { keyId: "projects/penguins-pilot/locations/europe-west4/keyRings/r/cryptoKeys/k" },
};
const train: PipelineStep = {
  name: "train",
  entryPoint: "train",
  inputs: {},
  outputs: ["model"],
  outputPrefix: "artifacts/",
  parameters: {},
  machineType: "e2-standard-4",
  nodes: 1,
  volumeGiB: 30,
  timeoutSeconds: 7200,
  retries: 1,
};
// biome-ignore lint/suspicious/noExplicitAny: the body of any job
let body: any;
const made = (more: Partial<TrainingJobProps> = {}, step: Partial<PipelineStep> = {}): SynthesizedStack =>
  synthesizeScope((stack) => {
    const job = new TrainingJob(stack, "training-job", { ...props, ...more });
    job.grantPush({ name: "operator", member: "group:ml@example.com", policies: [] });
    body = job.stepArguments({ ...train, ...step }, { name: "train", arguments: ["train"] });
  });

test("an account of its own that logs and pulls, and nothing else", () => {
  const stack = made();
  const own = `serviceAccount:\${${stack.all("google_service_account")[0]?.address}.email}`;
  const roles = stack.resources
    .filter(({ type, arguments: given }) => type.endsWith("_iam_member") && given["member"] === own)
    .map(({ arguments: given }) => given["role"]);
  expect(roles).toEqual(["roles/logging.logWriter", "roles/artifactregistry.reader"]);
});

test("a repository whose tags cannot move, that keeps so many images", () => {
  const { docker_config, cleanup_policies, kms_key_name, cleanup_policy_dry_run } = made({ imagesKept: 7 }).one(
    "google_artifact_registry_repository",
  );
  expect([docker_config, kms_key_name, cleanup_policy_dry_run]).toEqual([
    { immutable_tags: true },
    props.bucket.keyId,
    false,
  ]);
  expect(cleanup_policies).toEqual([
    { action: "KEEP", id: "keep-newest", most_recent_versions: { keep_count: 7 } },
    { action: "DELETE", condition: { older_than: "1d", tag_state: "ANY" }, id: "delete-others" },
    { action: "KEEP", condition: { tag_state: "ANY", version_name_prefixes: [props.image.digest] }, id: "keep-in-use" },
    { action: "KEEP", condition: { tag_prefixes: ["release-"], tag_state: "TAGGED" }, id: "keep-releases" },
  ]);
});

test("the image of the spec and those of releases are kept, however many are pushed after them", () => {
  interface Policy {
    readonly action: string;
    readonly condition?: { readonly tag_prefixes?: string[]; readonly version_name_prefixes?: string[] };
    readonly most_recent_versions?: { readonly keep_count: number };
  }
  const policies: Policy[] = made({ imagesKept: 3 }).one("google_artifact_registry_repository").cleanup_policies;
  // As Artifact Registry runs them: all versions are candidates after a day, and a KEEP wins over a DELETE:
  // docs.cloud.google.com/artifact-registry/docs/repositories/cleanup-policy-overview (2026-11)
  const pushed = Array.from({ length: 40 }, (_, index) => ({ name: `sha256:${index}`, tags: [`commit-${index}`] }));
  const versions = [
    ...pushed,
    { name: "sha256:released", tags: ["release-1"] },
    { name: String(props.image.digest), tags: [] },
  ];
  const isKept = ({ name, tags }: (typeof versions)[number], age: number) =>
    policies.some(
      ({ action, condition, most_recent_versions: newest }) =>
        action === "KEEP" &&
        (condition?.version_name_prefixes?.some((prefix) => name.startsWith(prefix)) ||
          condition?.tag_prefixes?.some((prefix) => tags.some((tag) => tag.startsWith(prefix))) ||
          age < (newest?.keep_count ?? 0)),
    );
  const kept = versions.filter(isKept).map(({ name }) => name);
  expect(kept).toEqual(["sha256:0", "sha256:1", "sha256:2", "sha256:released", props.image.digest]);
});

test("a job stops, runs as its account, in the network, under the key, without a shell and without retries of its own", () => {
  made();
  expect(body.job_spec.scheduling).toEqual({
    timeout: "7200s",
    strategy: "STANDARD",
    restart_job_on_worker_restart: false,
    disable_retries: true,
  });
  expect(body.job_spec).toMatchObject({
    psc_interface_config: { network_attachment: props.network.networkAttachmentId },
    enable_web_access: false,
  });
  expect(body.encryption_spec).toEqual({ kms_key_name: props.bucket.keyId });
  const [pool] = body.job_spec.worker_pool_specs;
  expect(pool.disk_spec.boot_disk_size_gb).toBe(100);
  expect(pool.container_spec.image_uri).toContain(`/image@${digest}`);
});

test("spot capacity, a queue for GPUs, and several nodes", () => {
  made({}, { interruptible: true, nodes: 3 });
  expect(body.job_spec.scheduling.strategy).toBe("SPOT");
  expect(body.job_spec.worker_pool_specs.map((pool: { replica_count: number }) => pool.replica_count)).toEqual([1, 2]);
  const gpu = { machineType: "g2-standard-4", accelerator: "NVIDIA_L4", accelerators: 1 };
  made({}, { ...gpu, interruptible: true, maxWaitSeconds: 9000 });
  expect(body.job_spec.scheduling).toMatchObject({ strategy: "FLEX_START", max_wait_duration: "9000s" });
});

test("without a digest there is no job", () => {
  expect(() => made({ image: { digest: null, command: [] } })).toThrow("image.digest: null");
});

test.each([
  [{ timeoutSeconds: 0 }, "timeoutSeconds: must be a whole number from 1 to 604800, got 0"],
  [{ maxWaitSeconds: 9000 }, "maxWaitSeconds: 9000 without interruptible"],
  [{ interruptible: true, maxWaitSeconds: 9000 }, "Vertex AI queues only for L4, A100, H100, H200 and B200 GPUs"],
  [{ accelerator: "NVIDIA_TESLA_T4", accelerators: 1 }, "it takes no accelerator"],
])("%j is a problem of a step", (wrong, message) => {
  expect(() => made({}, wrong)).toThrow(message);
});

test.each<
  [use: "training" | "serving", machine: string, accelerator: string | undefined, count: number, problem: string]
>([
  ["training", "e2-standard-4", undefined, 0, "is taken"],
  ["training", "n1-standard-8", "NVIDIA_TESLA_T4", 2, "is taken"],
  ["training", "g2-standard-24", "NVIDIA_L4", 2, "is taken"],
  ["training", "a3-highgpu-8g", "NVIDIA_H100_80GB", 8, "is taken"],
  ["training", "a2-megagpu-16g", "NVIDIA_TESLA_A100", 16, "is taken"],
  ["training", "a3-megagpu-8g", "NVIDIA_H100_MEGA_80GB", 8, "is taken"],
  ["serving", "n2d-standard-4", undefined, 0, "is taken"],
  ["serving", "c3-standard-22", undefined, 0, "is taken"],
  ["serving", "e2-highcpu-2", undefined, 0, "is taken"],
  [
    "training",
    "n2d-standard-4",
    undefined,
    0,
    '"n2d-standard-4" is not a machine type that Vertex AI takes for training',
  ],
  [
    "training",
    "c2d-standard-4",
    undefined,
    0,
    '"c2d-standard-4" is not a machine type that Vertex AI takes for training',
  ],
  [
    "training",
    "c3-standard-4",
    undefined,
    0,
    '"c3-standard-4" is not a machine type that Vertex AI takes for training',
  ],
  [
    "training",
    "c3d-standard-4",
    undefined,
    0,
    '"c3d-standard-4" is not a machine type that Vertex AI takes for training',
  ],
  [
    "training",
    "n4-standard-4",
    undefined,
    0,
    '"n4-standard-4" is not a machine type that Vertex AI takes for training',
  ],
  ["serving", "n4-standard-4", undefined, 0, '"n4-standard-4" is not a machine type that Vertex AI takes for serving'],
  ["serving", "m1-megamem-96", undefined, 0, '"m1-megamem-96" is not a machine type that Vertex AI takes for serving'],
  ["training", "e2-highcpu-2", undefined, 0, '"e2-highcpu-2" is not a size that Vertex AI takes for training'],
  ["training", "e2-standard-999", undefined, 0, '"e2-standard-999" is not a size that Vertex AI takes for training'],
  ["serving", "n1-standard-96", undefined, 0, '"n1-standard-96" is not a size that Vertex AI takes for serving'],
  ["training", "n1-standard-96", "NVIDIA_TESLA_T4", 1, '"n1-standard-96" with 1 NVIDIA_TESLA_T4; allowed: 4 of it'],
  ["training", "n1-standard-96", "NVIDIA_TESLA_V100", 1, '"n1-standard-96" with 1 NVIDIA_TESLA_V100; allowed: 8 of it'],
  ["training", "n1-standard-16", "NVIDIA_TESLA_V100", 1, "allowed: 2, 4, 8 of it"],
  ["training", "a3-highgpu-1g", "NVIDIA_H100_80GB", 1, '"a3-highgpu-1g" is spot or queued capacity only'],
  ["serving", "a3-highgpu-2g", "NVIDIA_H100_80GB", 2, '"a3-highgpu-2g" is spot or queued capacity only'],
  ["training", "e2-standard-4", undefined, 2, '"e2-standard-4" with 2 accelerators and no name of one'],
  ["training", "e2-standard-4", "NVIDIA_L4", 1, "it takes no accelerator"],
  ["training", "n1-standard-8", "NVIDIA_L4", 1, "allowed: NVIDIA_TESLA_T4"],
  ["training", "g2-standard-4", undefined, 0, "it has 1 NVIDIA_L4: name exactly that"],
  ["training", "g2-standard-5", "NVIDIA_L4", 1, "is not a machine type that Vertex AI takes"],
  ["training", "ml.m5.large", undefined, 0, "is not a machine type that Vertex AI takes"],
])("for %s, %s with %s × %s", (use, machineType, accelerator, accelerators, message) => {
  const problem = machineProblem({ machineType, accelerator, accelerators }, use) ?? "is taken";
  expect(problem).toContain(message);
});

test("what is spot or queued capacity only is taken where the training is interruptible", () => {
  const machine = { machineType: "a3-highgpu-1g", accelerator: "NVIDIA_H100_80GB", accelerators: 1 };
  expect(machineProblem({ ...machine, interruptible: true }, "training")).toBeUndefined();
});
