/** A pilot in a workspace that names no location: AWS makes the bucket in a stack before it. */
import { deployer } from "../../../cli/deployer.js";
import { specRows } from "../../../review/analysis/spec-rows.js";
import { stackOf } from "../../../review/read/stack.js";
import { readers as readersOfAws } from "../../../stacks/aws/review.js";
import { loadSpecs, stacksOf } from "../../../stacks/load.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { platforms } from "../../../stacks/platforms.js";
import { References } from "../../../stacks/readers/references.js";
import { UserError } from "../../../stacks/user-error.js";
import { specFile } from "../../spec-file.js";
import { exampleSpec, type SynthesizedStack, statementsOf, synthesizePilot, synthesizeStorage } from "../../synth.js";
import { withOwnStorage } from "./own-storage.js";

const bucket = "penguins-databricks-data-123456789012";
const role = "arn:aws:iam::123456789012:role/penguins-databricks-catalog-role";
const unityCatalog = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL";
const externalId = "${databricks_storage_credential.storage-credential.aws_iam_role[0].external_id}";
let pilot: SynthesizedStack;
let storage: SynthesizedStack;
beforeAll(async () => {
  ({ pilot, storage } = await synthesizeStorage((input) => {
    withOwnStorage(input);
    input.image = { ...input.image, digest: `sha256:${"0123456789abcdef".repeat(4)}` };
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
    "penguins-databricks",
    "penguins-databricks-storage",
    "penguins-databricks-account",
  ]);
  expect(pilot.stack.dependsOn(storage.stack)).toBe(true);
  expect([storage.problems, pilot.problems]).toEqual([[], []]);
  expect(JSON.stringify([pilot.json, storage.json])).not.toContain("terraform_remote_state");
});

test("Unity Catalog takes the role with the credential's own id, and the role takes itself; nobody else does", () => {
  expect(storage.all("aws_iam_role").length).toBe(1);
  expect(statementsOf(storage.one("aws_iam_role").assume_role_policy)).toEqual([
    {
      Sid: "ServiceTakesTheRole",
      Effect: "Allow",
      Principal: { AWS: unityCatalog },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
    {
      Sid: "RoleTakesItself",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "sts:AssumeRole",
      Condition: { ArnLike: { "aws:PrincipalArn": role }, StringEquals: { "sts:ExternalId": externalId } },
    },
  ]);
});

test("the role may use this bucket, its key and itself", () => {
  const arn = "arn:aws:s3:::${aws_s3_bucket.data-bucket.bucket}";
  expect(statementsOf(storage.one("aws_iam_role_policy").policy)).toEqual([
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListMultipartUploadParts",
        "s3:AbortMultipartUpload",
      ],
      Resource: `${arn}/*`,
    },
    {
      Sid: "List",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      Resource: arn,
    },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
      Resource: "arn:aws:kms:eu-west-1:123456789012:key/*",
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "${aws_kms_alias.data-bucket_key_alias_6320D0C3.name}" },
      },
    },
    {
      Sid: "Itself",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: "arn:aws:iam::123456789012:role/${aws_iam_role.data-bucket_service_C9FE80BE.name}",
    },
  ]);
});

test("the credential is of this workspace alone and names the role; the location is made with it, and volumes lie below", () => {
  expect(storage.one("databricks_storage_credential")).toMatchObject({
    name: "penguins-credential",
    aws_iam_role: { role_arn: role },
    isolation_mode: "ISOLATION_MODE_ISOLATED",
    skip_validation: true,
    force_destroy: false,
  });
  expect(pilot.one("databricks_external_location")).toMatchObject({
    name: "penguins-location",
    url: `s3://${bucket}`,
    credential_name: "penguins-credential",
    isolation_mode: "ISOLATION_MODE_ISOLATED",
  });
  // the workspace's own validation is the first that anybody does
  expect(pilot.one("databricks_external_location").skip_validation).toBeUndefined();
  const outputs = pilot.json.output as Record<string, { value: string }>;
  expect(outputs["next_4_approve"]?.value).toContain(`s3://${bucket}/models/`);
});

test("each prefix of a volume expires by the bucket's rule; wheels, models and managed tables never do", () => {
  const { rule: rules } = storage.one("aws_s3_bucket_lifecycle_configuration", "data-bucket_expiry");
  const days = (rules as { id: string; expiration?: [{ days: number }] }[]).map(
    ({ id, expiration }) => `${id} ${expiration?.[0].days ?? "never"}`,
  );
  expect(days).toEqual([
    "data 90",
    "artifacts 90",
    "evaluation 365",
    "exports 30",
    "capture 14",
    "models never",
    "managed never",
    "packages never",
  ]);
});

test("the ledger says what expires, what is kept, and nothing of a bucket that existed before", () => {
  const box = pilot.ledger.boxes.find((each) => each.box === "data bucket");
  expect(box?.expiry.map(({ what, value }) => [what, value])).toContainEqual(["data/", 90]);
  expect(box?.limits.map(({ kind, value, enforcement }) => [kind, value, enforcement])).toContainEqual([
    "retention",
    90,
    "hard",
  ]);
  const kept = box?.safeguards.map(({ kind, subject = "" }) => `${kind} ${subject}`);
  expect(kept).toEqual(
    expect.arrayContaining(["encryption-key ", "versioning ", "network-isolation the storage credential"]),
  );
  expect(box?.survives.map(({ what }) => what)).toContain(`bucket ${bucket} while it holds an object`);
  expect(pilot.ledger.lookFirst?.join("\n")).toContain(
    "databricks.location: is made, and IAM takes a while to know a new role",
  );
  expect(pilot.ledger.lookFirst?.join("\n")).not.toContain("exists already");
  expect(platforms.databricks.notes?.(exampleSpec(withOwnStorage)).join("\n")).not.toContain("exists already");
});

test("with mode: batch the way back knows that nothing expires below models/", async () => {
  const { pilot: batch } = await synthesizeStorage((input) => {
    withOwnStorage(input);
    input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
    delete input.databricks?.alerts;
  });
  expect(batch.ledger.wayBack).toContain("below models/ in the bucket, where nothing expires.");
});

test("a review of the stack sees who comes from outside, and as what", () => {
  const read = stackOf("penguins-databricks-storage", "s.json", storage.json);
  const references = new References(read);
  const rows = read.resources.flatMap((each) => readersOfAws.permissions(each, references, read) ?? []);
  const outside = rows.filter(({ foreign }) => foreign === true);
  expect(outside.map(({ who, verbs, on }) => `${who}: ${verbs.join()} ${on.join()}`)).toEqual([
    "unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL of account 414351767826 (another account): act as penguins-databricks-catalog-role",
  ]);
});

test("deployer prints the rights for both halves", async () => {
  const aws = (await deployer("aws", [file()])).join("\n");
  expect(aws).toContain("--policy-name penguins-databricks-deployer-1 ");
  expect(aws).toContain(`"arn:aws:s3:::${bucket}"`);
  expect(aws).toContain('"arn:aws:iam::123456789012:role/penguins-databricks-*"');
  expect(aws).not.toContain("--policy-name penguins-deployer-1 ");
  const workspace = (await deployer("databricks", [file()])).join("\n");
  expect(workspace).toContain(
    '"add\\":[\\"CREATE_CATALOG\\",\\"CREATE_EXTERNAL_LOCATION\\",\\"CREATE_STORAGE_CREDENTIAL\\"]',
  );
});

test.each<[string, (input: PilotSpecInput) => void]>([
  ["a location that the pilot makes", () => {}],
  ["a location that exists", (input) => void delete input.databricks?.location?.makeWith],
])("a review sees a pilot that leaves %s for a bucket of its own", async (_, change) => {
  const before = await synthesizePilot("databricks", change);
  const after = await synthesizeStorage(withOwnStorage);
  const read = ({ json }: SynthesizedStack) => stackOf("penguins-databricks", "s.json", json);
  const rows = specRows(read(before as SynthesizedStack), read(after.pilot));
  expect(rows.map(({ key, how }) => `${key}: ${how}`)).toContain("databricks.location: refused");
});

test("the boundary of the organization is on the role", async () => {
  const boundary = "arn:aws:iam::123456789012:policy/boundary";
  const { storage: bound } = await synthesizeStorage((input) => {
    withOwnStorage(input);
    Object.assign(input.aws ?? {}, { permissionsBoundary: boundary });
  });
  expect(bound.one("aws_iam_role").permissions_boundary).toBe(boundary);
});

describe("the check refuses", () => {
  const google = {
    project: "penguins-pilot",
    projectNumber: "123456789012",
    region: "europe-west4",
    billingAccount: "012345-6789AB-CDEF01",
  };
  test.each<[string, Parameters<typeof file>[0], string]>([
    [
      "no location without the block that says where",
      (input) => void delete input["aws"],
      "databricks.location: is missing, and the block aws is missing, which says where one is made; name a location that exists, or add that block",
    ],
    [
      "no location on Google",
      (input) =>
        Object.assign(input, {
          google,
          databricks: {
            ...input["databricks"],
            cloud: "google",
            host: "https://1234567890123456.7.gcp.databricks.com",
          },
        }),
      "databricks.location: is missing, and google makes no bucket that databricks reaches; name a location that exists",
    ],
    [
      "no location on Azure",
      (input) =>
        Object.assign(input["databricks"] ?? {}, {
          cloud: "azure",
          host: "https://adb-1234567890123456.7.azuredatabricks.net",
        }),
      "databricks.location: is missing, and azure makes no bucket that databricks reaches; name a location that exists",
    ],
    [
      "a region of another partition",
      (input) => Object.assign(input["aws"] ?? {}, { region: "us-gov-west-1" }),
      'databricks.location: is missing, and a bucket in "us-gov-west-1" is of another partition than the workspace; name a location that exists',
    ],
    [
      "half of a mixed pilot",
      (input) => Object.assign(input, { mixed: [{ train: "databricks", serve: "kubernetes" }] }),
      "databricks.location: is missing; half of a mixed pilot keeps its models in a location that exists",
    ],
    [
      "half of a mixed pilot alone",
      (input) => {
        Object.assign(input, { mixed: [{ train: "databricks", serve: "kubernetes" }] });
        Object.assign(input["databricks"] ?? {}, { pilot: false });
      },
      "databricks.location: is missing; half of a mixed pilot keeps its models in a location that exists",
    ],
    [
      "private clients without the VPCs that they come through",
      (input) => void delete input["aws"]?.["clientVpcIds"],
      "aws.clientVpcIds: must name the VPCs through whose endpoints the private clients come",
    ],
    [
      "a name that leaves the bucket none",
      (input) => void Object.assign(input, { name: "a-pilot-with-quite-long-name" }),
      '"a-pilot-with-quite-long-name-databricks" makes the S3 bucket name',
    ],
  ])("%s", async (_, change, said) => {
    const refused = loadSpecs([file(change)]);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(said);
  });
});
