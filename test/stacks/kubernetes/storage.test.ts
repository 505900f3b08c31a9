/** A cluster's pilot that names no bucket: the cloud makes it, in a stack before the pilot, and lets its pods in. */
import { deployer } from "../../../cli/deployer.js";
import { loadSpecs, stacksOf } from "../../../stacks/load.js";
import { UserError } from "../../../stacks/user-error.js";
import { specFile } from "../../spec-file.js";
import { type SynthesizedStack, statementsOf, synthesizeStorage } from "../../synth.js";
import { withGoogleStorage, withOwnStorage } from "./own-storage.js";

const bucket = "penguins-kubernetes-data-123456789012";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
let pilot: SynthesizedStack;
let storage: SynthesizedStack;
beforeAll(async () => {
  ({ pilot, storage } = await synthesizeStorage((input) => {
    withOwnStorage(input);
    input.image = { ...input.image, digest };
  }));
});

/** A spec file: the example with a bucket of its own, changed. */
const file = (change: (input: Record<string, Record<string, unknown>>) => void = () => {}): string =>
  specFile((input) => {
    withOwnStorage(input);
    change(input as never);
  });

test("the bucket stands in a stack of its own, which is deployed first; the cloud has no pilot of its own", async () => {
  const [loaded] = await loadSpecs([file()]);
  expect((await stacksOf(loaded as never)).map(({ name }) => name)).toEqual([
    "penguins-kubernetes",
    "penguins-kubernetes-storage",
    "penguins-kubernetes-runs",
  ]);
  expect(pilot.stack.dependsOn(storage.stack)).toBe(true);
  expect(storage.problems).toEqual([]);
  expect(pilot.problems).toEqual([]);
  expect(JSON.stringify([pilot.json, storage.json])).not.toContain("terraform_remote_state");
});

test("each service account takes a role of its own, and each role reads and writes what the page says", () => {
  const may = (id: string, action: string) =>
    storage
      .all("aws_iam_role_policy")
      .filter(({ arguments: given }) => given["role"] === `\${aws_iam_role.${id}.name}`)
      .flatMap(({ arguments: given }) => statementsOf(String(given["policy"])))
      .filter(({ Sid, Action }) => Sid === "Objects" && Action.includes(action))
      .map(({ Resource }) => String(Resource).replace(/^.*\}/, ""))
      .sort();
  expect(may("trainer", "s3:PutObject")).toEqual(["/artifacts/*", "/evaluation/*", "/models/*"]);
  expect(may("trainer", "s3:GetObject")).toEqual(["/artifacts/*", "/data/*", "/evaluation/*", "/models/*"]);
  expect([may("reader", "s3:GetObject"), may("reader", "s3:PutObject")]).toEqual([["/models/*"], []]);
  expect([may("exporter", "s3:GetObject"), may("exporter", "s3:PutObject")]).toEqual([
    ["/evaluation/*", "/models/*"],
    [],
  ]);
  const trusted = ["trainer", "reader", "exporter"].map((id) => {
    const [statement] = statementsOf(storage.one("aws_iam_role", id).assume_role_policy);
    return Object.entries(statement?.Condition?.["StringEquals"] ?? {}).find(([key]) => key.endsWith(":sub"))?.[1];
  });
  const accounts = ["training", "serving", "exporter"].map((use) => `penguins-${use}`);
  expect(trusted).toEqual(accounts.map((account) => `system:serviceaccount:penguins:${account}`));
  const carried = pilot.all("kubernetes_service_account_v1").flatMap(({ arguments: given }) => {
    const { name, annotations = {} } = given["metadata"] as { name: string; annotations?: Record<string, string> };
    const role = annotations["eks.amazonaws.com/role-arn"]?.split("/").at(-1);
    return role === undefined ? [] : [`${name} ${role}`];
  });
  expect(carried.sort()).toEqual([
    "penguins-exporter penguins-kubernetes-exporter-role",
    "penguins-serving penguins-kubernetes-reader-role",
    "penguins-training penguins-kubernetes-training-role",
  ]);
});

test("the workflow and the commands name that bucket", () => {
  const text = JSON.stringify(pilot.json);
  expect(text.includes(`"bucket":"${bucket}"`)).toBe(true);
  expect(text.includes("s3://a-bucket")).toBe(false);
  const outputs = pilot.json.output as Record<string, { value: string }>;
  expect(outputs["next_2_upload_data"]?.value).toContain(`s3://${bucket}/data/`);
});

test("the ledger says what expires, what is kept, and nothing of a bucket that existed before", () => {
  const box = pilot.ledger.boxes.find((each) => each.box === "data bucket");
  expect(box?.expiry.map(({ what, value }) => [what, value])).toContainEqual(["data/", 90]);
  expect(box?.safeguards.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["encryption-key", "versioning"]));
  expect(JSON.stringify(box)).not.toContain("existed before");
  expect(pilot.ledger.lookFirst?.join()).not.toContain("exists already");
});

test("the page names the providers of both stacks, and speaks of no other owner of the bucket", () => {
  const { required_providers: required } = pilot.json["terraform"] as Record<string, Record<string, unknown>>;
  expect(Object.keys(required ?? {}).sort()).toEqual(["aws", "kubernetes"]);
  expect(pilot.ledger.wayBack).toContain("below models/ in the data bucket, where nothing expires,");
  expect(pilot.ledger.wayBack).not.toContain("whose owner says what expires");
});

test("deployer prints the cloud's rights for it, under the name of the pilot's stack", async () => {
  const lines = (await deployer("aws", [file()])).join("\n");
  expect(lines).toContain("--policy-name penguins-kubernetes-deployer-1 ");
  expect(lines).toContain(`"arn:aws:s3:::${bucket}"`);
  expect(lines).not.toContain("--policy-name penguins-deployer-1 ");
});

test("on Google the bucket's rights name one service account of the project's own clusters each", async () => {
  const made = await synthesizeStorage((input) => {
    withGoogleStorage(input);
    input.image = { ...input.image, digest };
  });
  expect([made.storage.problems, made.pilot.problems]).toEqual([[], []]);
  const rights = made.storage.all("google_storage_bucket_iam_member").flatMap(({ arguments: given }) => {
    const { member, role, condition } = given as { member: string; role: string; condition?: { title: string } };
    const account = /\/subject\/ns\/penguins\/sa\/([a-z-]+)$/.exec(member)?.[1];
    return account === undefined || condition === undefined ? [] : [`${account} ${role} ${condition.title}`];
  });
  expect(rights.sort()).toEqual([
    "penguins-exporter roles/storage.objectViewer only evaluation/",
    "penguins-exporter roles/storage.objectViewer only models/",
    "penguins-serving roles/storage.objectViewer only models/",
    "penguins-training roles/storage.objectUser only artifacts/",
    "penguins-training roles/storage.objectUser only evaluation/",
    "penguins-training roles/storage.objectUser only models/",
    "penguins-training roles/storage.objectViewer only data/",
  ]);
  const services = made.storage.all("google_project_service").map(({ arguments: given }) => given["service"]);
  expect(services).not.toContain("aiplatform.googleapis.com");
  const text = JSON.stringify(made.pilot.json);
  expect(text.includes('"gcs":{"bucket":"penguins-kubernetes-data-penguins-pilot"')).toBe(true);
});

describe("the check refuses", () => {
  test.each<[string, Parameters<typeof file>[0], string]>([
    [
      "no uri without the block that says where",
      (input) => void delete input["aws"],
      "kubernetes.bucket: has no uri, and the block aws is missing, which says where one is made; give the uri of one that exists, or add that block",
    ],
    [
      "a cloud whose buckets a cluster does not reach",
      (input) => Object.assign(input["kubernetes"] ?? {}, { cloud: "azure" }),
      "kubernetes.bucket: has no uri, and azure makes no bucket that kubernetes reaches; give the uri of one that exists",
    ],
    [
      "pods that the cloud does not know",
      (input) => void delete input["kubernetes"]?.["issuer"],
      "kubernetes.issuer: is missing; the bucket is made here, and aws knows the pods by the issuer of their tokens",
    ],
    [
      "identities that would not count",
      (input) => Object.assign(input["kubernetes"] ?? {}, { identities: { serving: { annotations: { "a/b": "c" } } } }),
      "kubernetes.identities.serving: must be left out without bucket.uri",
    ],
    [
      "a region beside no uri",
      (input) => Object.assign(input["kubernetes"] ?? {}, { bucket: { region: "eu-west-1" } }),
      'kubernetes.bucket.region: "eu-west-1" has no meaning without a uri',
    ],
    [
      "private clients without the VPCs that they come through",
      (input) => void delete input["aws"]?.["clientVpcIds"],
      "aws.clientVpcIds: must name the VPCs through whose endpoints the private clients come",
    ],
    [
      "a name that leaves the bucket none",
      (input) => void Object.assign(input, { name: "a-pilot-with-quite-long-name" }),
      '"a-pilot-with-quite-long-name-kubernetes" makes the S3 bucket name',
    ],
  ])("%s", async (_, change, said) => {
    const refused = loadSpecs([file(change)]);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(said);
  });
});
