/** Each command of the runbook: whose identity runs it, and that this identity may. */

import { emailOf } from "../../../stacks/google/rehearsal/access.js";
import { resolveReferences } from "../../../stacks/rehearsal/references.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

/**
 * The permissions of predefined roles that the commands need.
 * docs.cloud.google.com/iam/docs/roles-permissions (2026-11)
 */
const predefined: Readonly<Record<string, readonly string[]>> = {
  "roles/artifactregistry.reader": ["artifactregistry.repositories.downloadArtifacts"],
  "roles/artifactregistry.writer": [
    "artifactregistry.repositories.uploadArtifacts",
    "artifactregistry.repositories.downloadArtifacts",
    "artifactregistry.tags.create",
  ],
  "roles/iam.serviceAccountUser": ["iam.serviceAccounts.actAs"],
  "roles/logging.logWriter": ["logging.logEntries.create"],
  "roles/logging.viewer": ["logging.logEntries.list"],
  "roles/storage.objectUser": [
    "storage.objects.create",
    "storage.objects.delete",
    "storage.objects.get",
    "storage.objects.list",
  ],
  "roles/storage.objectViewer": ["storage.objects.get", "storage.objects.list"],
  "roles/workflows.invoker": ["workflows.executions.create", "workflows.executions.get"],
};

const operator = "group:ml-operators@example.com";

/** Command → who runs it → what it needs. The words before the last space are how a command is found in the text. */
const commands: ReadonlyArray<readonly [command: string, who: string, needs: readonly string[]]> = [
  ["next_1_push_image", operator, ["artifactregistry.repositories.uploadArtifacts"]],
  ["next_2_upload_data", operator, ["storage.objects.create"]],
  ["next_3_run", operator, ["workflows.executions.create", "workflows.executions.get"]],
  ["next_4_approve", operator, ["aiplatform.models.list", "aiplatform.models.get", "aiplatform.models.update"]],
  ["next_4_approve", operator, ["artifactregistry.tags.create"]],
  ["next_5_invoke", operator, ["workflows.executions.create", "aiplatform.endpoints.get"]],
  ["next_6_export", operator, ["iam.serviceAccounts.getAccessToken"]],
  ["next_6_export", "penguins-exporter", ["storage.objects.get", "storage.objects.list", "aiplatform.models.export"]],
  ["stop_run", operator, ["workflows.executions.create", "workflows.executions.get"]],
  ["before_destroy_undeploy", operator, ["workflows.executions.create", "workflows.executions.get"]],
];

/**
 * What the workflows of the runbook do as their own accounts; the methods' permissions, as the REST reference names
 * them.
 */
const asWorkflows: ReadonlyArray<readonly [what: string, who: string, needs: readonly string[]]> = [
  [
    "next_3_run starts, watches and cancels a run",
    "penguins-runs",
    ["aiplatform.pipelineJobs.create", "aiplatform.pipelineJobs.get", "aiplatform.pipelineJobs.cancel"],
  ],
  ["next_3_run finds the model before it", "penguins-runs", ["aiplatform.models.list"]],
  [
    "stop_run lists and cancels runs and jobs",
    "penguins-runs",
    [
      "aiplatform.pipelineJobs.list",
      "aiplatform.pipelineJobs.cancel",
      "aiplatform.customJobs.list",
      "aiplatform.customJobs.cancel",
    ],
  ],
  ["a run uploads a version", "penguins-jobs", ["aiplatform.models.upload", "aiplatform.customJobs.create"]],
  ["a job writes its logs", "penguins-training", ["logging.logEntries.create"]],
  [
    "next_5_invoke finds, deploys, splits, watches and takes off",
    "penguins-release",
    [
      "aiplatform.models.list",
      "aiplatform.models.get",
      "aiplatform.endpoints.get",
      "aiplatform.endpoints.deploy",
      "aiplatform.endpoints.update",
      "aiplatform.endpoints.undeploy",
      "monitoring.timeSeries.list",
    ],
  ],
  [
    "next_5_invoke keeps files and images of listed releases",
    "penguins-release",
    [
      ...["storage.objects.list", "storage.objects.get", "storage.objects.create", "storage.objects.delete"],
      ...["artifactregistry.tags.get", "artifactregistry.tags.create"],
    ],
  ],
  ["before_destroy_undeploy", "penguins-release", ["aiplatform.endpoints.get", "aiplatform.endpoints.undeploy"]],
];

/** Commands of docs and review that say why a run failed. */
const failed: ReadonlyArray<readonly [command: string, needs: readonly string[]]> = [
  ["gcloud logging read", ["logging.logEntries.list"]],
  ["gcloud ai custom-jobs describe", ["aiplatform.customJobs.get", "aiplatform.customJobs.list"]],
  ["gcloud ai endpoints list", ["aiplatform.endpoints.list"]],
  ["a PipelineJob in the console", ["aiplatform.pipelineJobs.get", "aiplatform.pipelineJobs.list"]],
];

let google: SynthesizedStack;
beforeAll(async () => {
  const pilot = await synthesizePilot("google", variants["phase 2"]);
  if (pilot === undefined) throw new Error("the example has no google block");
  google = pilot;
});

function permissionsOf(who: string): ReadonlySet<string> {
  const member = who.includes(":") ? who : `serviceAccount:${emailOf(google.json, who)}`;
  const read = (type: RegExp) =>
    google.resources
      .filter((resource) => type.test(resource.type))
      .map((resource) => JSON.parse(resolveReferences(google.json, JSON.stringify(resource.arguments))));
  const custom = new Map<string, readonly string[]>(
    read(/_custom_role$/).map((role) => [`projects/${role.project}/roles/${role.role_id}`, role.permissions]),
  );
  const grants = read(/_iam_member$/).filter((grant) => grant.member === member);
  return new Set(grants.flatMap(({ role }) => custom.get(role) ?? predefined[role] ?? []));
}

test.each(commands)("%s, as %s", (command, who, needs) => {
  expect(google.json.output?.[command]).toBeDefined();
  const held = permissionsOf(who);
  expect(needs.filter((permission) => !held.has(permission)).map((permission) => `${command}: ${permission}`)).toEqual(
    [],
  );
});

test("every command has a row", () => {
  const rows = new Set(commands.map(([command]) => command));
  expect(Object.keys(google.json.output ?? {}).filter((output) => !rows.has(output))).toEqual([]);
});

test.each(asWorkflows)("%s, as %s", (what, who, needs) => {
  const held = permissionsOf(who);
  expect(needs.filter((permission) => !held.has(permission)).map((permission) => `${what}: ${permission}`)).toEqual([]);
});

test.each(failed)("an operator sees why a run failed: %s", (_, needs) => {
  const held = permissionsOf(operator);
  expect(needs.filter((permission) => !held.has(permission))).toEqual([]);
});

test("the present attachment is printed, with an address and without one: an undeployed model takes it along", async () => {
  const invoke = async (serviceAttachment?: string) => {
    const pilot = await synthesizePilot("google", (input) => {
      variants["phase 2"]?.(input);
      if (serviceAttachment !== undefined) Object.assign(input.google ?? {}, { serviceAttachment });
    });
    return String((pilot?.json.output?.["next_5_invoke"] as { value?: string } | undefined)?.value);
  };
  const describe = 'value(deployedModels[0].privateEndpoints.serviceAttachment)"';
  expect(await invoke()).toContain(describe);
  const withAddress = await invoke("projects/x/regions/europe-west4/serviceAttachments/s");
  expect(withAddress).toContain(`${describe} && curl `);
});

test("no command puts a token on a command line", () => {
  // Outputs, and the ledger's commands of the review.
  const ledger = [...strings((google.json as { "//"?: unknown })["//"])];
  const texts = [...strings({ output: google.json.output }), ...ledger].map(({ text }) => text);
  expect(texts.filter((text) => text.includes("gcloud auth print-access-token")).length).toBeGreaterThan(1);
  expect(texts.filter((text) => /--header "Authorization[^"]*\$\(/.test(text))).toEqual([]);
});

test("nothing is made before the project's number is known to be the project's", () => {
  const json = JSON.parse(JSON.stringify(google.json)) as {
    data: { google_project: Record<string, { lifecycle: { postcondition: Array<{ condition: string }> } }> };
  };
  const [check] = Object.values(json.data.google_project);
  expect(check?.lifecycle.postcondition[0]?.condition).toBe('${self.number == "123456789012"}');
  const [iam] = google.all("google_project_service").filter(({ address }) => address.endsWith("service-iam"));
  expect(iam?.arguments["depends_on"]).toContain("data.google_project.project");
  const early = google.resources.filter(
    ({ type, address, arguments: given }) =>
      given["project"] !== undefined &&
      type !== "google_project_service" &&
      given["project"] !== `\${${iam?.address}.project}` &&
      address,
  );
  expect(early.map(({ address }) => address)).toEqual([]);
});
