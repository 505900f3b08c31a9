/** What a spec can get wrong on Google: one line per problem, with its place, before anything is written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadSpecs } from "../../../stacks/load.js";
import { UserError } from "../../../stacks/user-error.js";
import { exampleInput } from "../../synth.js";

const folder = mkdtempSync(join(tmpdir(), "google-spec-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines of the error, without file, line and column. */
async function problemsOf(path: string, value: unknown): Promise<readonly string[]> {
  const spec = exampleInput() as Record<string, unknown>;
  delete spec["aws"];
  delete spec["azure"];
  // A release needs the image that serves it.
  spec["image"] = { digest: `sha256:${"a1".repeat(32)}` };
  if (path === "") Object.assign(spec, value);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let inner = spec;
  for (const key of keys) {
    inner[key] ??= {};
    inner = inner[key] as Record<string, unknown>;
  }
  if (path !== "") inner[last] = value;
  const file = join(folder, "pilot.yaml");
  writeFileSync(file, stringify(spec));
  try {
    await loadSpecs([file]);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.lines.map((line) => line.replace(/^.*?pilot\.yaml:\d+:\d+: /, ""));
  }
}

test.each<[path: string, value: unknown, message: string]>([
  ["google.project", "Penguins", "must be a project id: 6 to 30 lower-case letters, digits and -"],
  ["google.projectNumber", "penguins", "must be the project's number in quotes"],
  ["google.region", "eu-west-1", "must be a region, such as europe-west4"],
  ["google.billingAccount", "1234", "must be a billing account, such as 012345-6789AB-CDEF01"],
  [
    "google.existingNetwork",
    { network: "A", subnetwork: "b", jobSubnetwork: "c" },
    "must be a name: lower-case letters",
  ],
  ["google.serviceAttachment", "https://x", "must be projects/…/regions/…/serviceAttachments/…"],
  ["google.accessPolicy", "my-policy", "must be the number of the organization's access policy"],
  ["google.serviceControls", true, "serviceControls needs the number of the organization's access policy"],
  ["google.generation", -1, "must be a whole number from 0 to 99"],
  ["google.launcherImage", "gcr.io/ml-pipeline/google-cloud-pipeline-components:2.22.0", "must be an image by digest"],
  ["operators.google", ["user:a.b@c.com", "user:a-b@c.com"], "get the same Terraform address; put both into a group"],
  ["operators.google", ["user:a@c.com", "user:a@c.com"], '"user:a@c.com" must not stand twice; remove it here'],
  ["network.allowedClients", ["203.0.113.5/24"], '"203.0.113.5/24" has host bits set; take "203.0.113.0/24"'],
  [
    "google.serviceAttachment",
    "projects/x/regions/us-east1/serviceAttachments/a",
    "google.serviceAttachment: must be in google.region, europe-west4, got one in us-east1",
  ],
  [
    "google.serviceAttachment",
    "projects/x/regions/europe-west4/serviceAttachments/a",
    "google.serviceAttachment: must not be set without a release",
  ],
  ["google.retrainSchedule", "every day", "google.retrainSchedule: must have five fields"],
  ["google.retrainSchedule", "0 0 0 0 *", 'or a list of these, got "0" in "0 0 0 0 *"'],
  ["google.retrainSchedule", "0 5-1 * * *", "the hour must be numbers from 0 to 23, a range from low to high"],
  [
    "training.hyperparameters",
    { model: "xgboost" },
    'the parameter "model" of train must not be one of its own arguments (prepared, model, metric, metric-file)',
  ],
  ["training.hyperparameters", { prepared: "x" }, 'the parameter "prepared" of train must not be'],
  ["training.hyperparameters", { metric_file: "x" }, 'the parameter "metric-file" of train must not be'],
  ["training.hyperparameters", { depth: "{{$.inputs}}" }, "must not hold {{$, which Vertex AI reads as a placeholder"],
  ["google.keyGeneration", 0, "must be a whole number from 1 to 99"],
  [
    "google.machines",
    { training: { machineType: "n1-standard-8", accelerator: "NVIDIA_L4", accelerators: 1 } },
    'google.machines.training.machineType: "n1-standard-8" with 1 NVIDIA_L4; allowed: NVIDIA_TESLA_T4',
  ],
  ["google.machines", { endpoint: { machineType: "ml.m5.large" } }, "google.machines.endpoint.machineType"],
  ["network.cidr", "10.20.0.1/20", 'network.cidr: "10.20.0.1/20" has host bits set; take "10.20.0.0/20"'],
  ["network.cidr", "11.0.0.0/20", 'network.cidr: "11.0.0.0/20" must be a private block'],
  ["operators.google", ["everybody"], "must be user:, group: or serviceAccount: and an address"],
  ["budget.monthly", 12.5, "budget.monthly: 12.5; allowed: whole units; take 13"],
  ["name", "a-name-that-is-too-long-here", "makes the service account id"],
  [
    "training",
    { interruptible: true, maxRuntimeSeconds: 7200, maxWaitSeconds: 9000 },
    "training.maxWaitSeconds: 9000 on e2-standard-4 with no accelerator; Vertex AI queues only for",
  ],
])("%s: %j", async (path, value, message) => {
  const problems = await problemsOf(path, value);
  expect(problems.join("\n")).toContain(message);
});

test.each(["projects/other/locations/europe-west4/models/1@1", "1@approved", "-1", "01"])(
  "a release must be a version of the pilot's own model, not %s",
  async (version) => {
    const problems = await problemsOf("google.releases", { r1: version });
    expect(problems.join("\n")).toContain(`google.releases: r1: "${version}"; allowed: the number of a version`);
  },
);

const many = <Value>(count: number, entry: (index: number) => readonly [string, Value]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));

test.each<[what: string, path: string, value: unknown, message: string]>([
  [
    "600 hyperparameters of 200 characters",
    "training.hyperparameters",
    many(600, (index) => [`p${index}`, "x".repeat(200)]),
    "training.hyperparameters: the workflow's source must have at most 131072 bytes, and would have 1",
  ],
  [
    "a command of 60 words of 490 characters",
    "image",
    { digest: `sha256:${"a1".repeat(32)}`, command: Array.from({ length: 60 }, () => "x".repeat(490)) },
    "image.command: the workflow's source must have at most 131072 bytes, and would have 1",
  ],
  [
    "50 labels of 60 characters beside 500 hyperparameters",
    "",
    {
      labels: many(50, (index) => [`l${index}`, "x".repeat(60)]),
      training: { hyperparameters: many(500, (index) => [`p${index}`, "x".repeat(180)]) },
    },
    "training.hyperparameters: the workflow's source must have at most 131072 bytes, and would have 1",
  ],
  [
    "1,400 releases",
    "google.releases",
    many(1400, (index) => [`r${index + 1000000}x`, String(index + 100000000)]),
    "google.releases: must have at most 32768 characters as JSON, and has 3",
  ],
])("%s is a problem of the spec, and no stack trace", async (_, path, value, message) => {
  const problems = await problemsOf(path, value);
  expect(problems.join("\n")).toContain(message);
});

test("a release that is no version is one line at its own place", async () => {
  expect(await problemsOf("google.releases", { r1: "latest" })).toEqual(
    expect.arrayContaining([
      expect.stringContaining('google.releases: r1: "latest"; allowed: the number of a version'),
    ]),
  );
});

test("a hardware class that Vertex AI lacks is a no-go, and no problem of the spec", async () => {
  expect(await problemsOf("training.hardware", "trainium-small")).toEqual([]);
});
