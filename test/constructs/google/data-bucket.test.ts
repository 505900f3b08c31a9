import type { ITerraformDependable } from "cdktf";
import { DataBucket, type DataBucketProps, type Identity } from "../../../constructs/google/data-bucket.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const days = { data: 90, artifacts: 91, evaluation: 92, exports: 93, noncurrent: 95, accessLogs: 96 };
const props: DataBucketProps = {
  bucketName: "penguins-data-penguins-pilot",
  accessLogBucketName: "penguins-logs-penguins-pilot",
  keyRing: "penguins-1",
  project: "penguins-pilot",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "data@example.com",
  retentionDays: days,
};
const made = (
  more: Partial<DataBucketProps> = {},
  then?: (bucket: DataBucket, job: Identity) => void,
): SynthesizedStack =>
  synthesizeScope((stack) => {
    const bucket = new DataBucket(stack, "data-bucket", { ...props, ...more });
    const policies: ITerraformDependable[] = [];
    then?.(bucket, { name: "job", member: "serviceAccount:job@penguins-pilot.iam.gserviceaccount.com", policies });
  });
const address = "google_storage_bucket.data-bucket";
const storeOf = (stack: SynthesizedStack) => stack.resources.find((each) => each.address === address)?.arguments ?? {};

describe("makes", () => {
  const stack = made({ keyServices: ["vertex ai", "images"] });

  test("a bucket under its own rotated key, which goes after it", () => {
    const [key] = stack.all("google_kms_crypto_key");
    expect(key?.arguments).toMatchObject({ rotation_period: "7776000s", destroy_scheduled_duration: "2592000s" });
    const { encryption, depends_on } = storeOf(stack) as { encryption: object; depends_on: string[] };
    expect(JSON.stringify(encryption)).toContain(`/cryptoKeys/\${${key?.address}.name}`);
    expect(depends_on).toContain(key?.address);
    const users = stack.all("google_kms_crypto_key_iam_member").map((each) => [each.address, each.arguments["member"]]);
    expect(users.map(([, member]) => member)).toEqual(
      ["gs-project-accounts", "gcp-sa-aiplatform", "gcp-sa-artifactregistry"].map(
        (agent) => `serviceAccount:service-123456789012@${agent}.iam.gserviceaccount.com`,
      ),
    );
    for (const [grant] of users) expect(depends_on).toContain(grant);
  });

  test("versions, soft delete and expiry per prefix", () => {
    const { versioning, soft_delete_policy, lifecycle_rule } = storeOf(stack);
    expect([versioning, soft_delete_policy]).toEqual([{ enabled: true }, { retention_duration_seconds: 604_800 }]);
    const prefixes = ["data", "artifacts", "evaluation", "exports"] as const;
    expect(lifecycle_rule).toEqual([
      ...prefixes.map((prefix) => ({
        action: { type: "Delete" },
        condition: {
          age: days[prefix],
          matches_prefix: [`${prefix}/`],
          with_state: "LIVE",
          ...(prefix === "artifacts" ? { matches_storage_class: ["STANDARD"] } : {}),
        },
      })),
      { action: { type: "Delete" }, condition: { days_since_noncurrent_time: 95, with_state: "ARCHIVED" } },
      { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
    ]);
  });

  test("an access log bucket that only Google's log writers write to, and that expires", () => {
    const logs = stack.one("google_storage_bucket", "access-logs");
    expect(logs).toMatchObject({ public_access_prevention: "enforced", uniform_bucket_level_access: true });
    expect(logs.lifecycle_rule).toEqual([{ action: { type: "Delete" }, condition: { age: 96 } }]);
    expect(stack.one("google_storage_bucket_iam_member", "delivery")).toMatchObject({
      member: "group:cloud-storage-analytics@google.com",
      role: "roles/storage.objectCreator",
    });
  });
});

describe("never", () => {
  test("public access, an ACL or an authoritative policy", () => {
    const stack = made({ operators: ["group:ml@example.com"] });
    for (const { arguments: given } of stack.all("google_storage_bucket")) {
      expect(given).toMatchObject({ public_access_prevention: "enforced", uniform_bucket_level_access: true });
    }
    expect(stack.resources.filter(({ type }) => /_iam_(policy|binding)$|_acl$|access_control$/.test(type))).toEqual([]);
    expect(JSON.stringify(stack.json)).not.toMatch(/allUsers|allAuthenticatedUsers|projectViewer/);
  });

  test("a grant on more than one prefix but of the names", () => {
    const stack = made({}, (bucket, job) => {
      bucket.grantRead(job, "data/");
      bucket.grantWrite(job, "artifacts/");
      expect(job.policies).toHaveLength(3);
    });
    const expression = (prefix: string) => {
      const object = `projects/_/buckets/\${${address}.name}/objects/${prefix.slice(0, -1)}`;
      return `resource.name == "${object}" || resource.name.startsWith("${object}/")`;
    };
    expect(stack.one("google_storage_bucket_iam_member", "job-list").condition).toBeUndefined();
    const list = stack.one("google_project_iam_custom_role");
    expect([list.role_id, list.permissions]).toEqual([
      "penguins_data_penguins_pilot_list",
      ["storage.buckets.get", "storage.objects.list"],
    ]);
    const grants = ["job-read-data", "job-write-artifacts"].map((id) =>
      stack.one("google_storage_bucket_iam_member", id),
    );
    expect(grants.map(({ role, condition }) => [role, condition.expression])).toEqual([
      ["roles/storage.objectViewer", expression("data/")],
      ["roles/storage.objectUser", expression("artifacts/")],
    ]);
  });
});

test("the root of runs is the bucket itself, and no object in it", () => {
  let root = "";
  synthesizeScope((stack) => {
    const bucket = new DataBucket(stack, "data-bucket", props);
    const identity = { name: "jobs", member: "serviceAccount:jobs@p.iam.gserviceaccount.com", policies: [] };
    root = String(bucket.grantRunRoot(identity).conditionInput?.expression);
  });
  expect(root).toMatch(/^resource\.name == "projects\/_\/buckets\/[^/"]+"$/);
});

test("operators upload under data/ and read everything", () => {
  const stack = made({ operators: ["group:ml@example.com"] });
  const grants = stack.all("google_storage_bucket_iam_member").filter(({ address: at }) => at.includes("group-ml"));
  expect(
    grants.map(({ arguments: given }) => [given["role"], (given["condition"] as { title?: string })?.title]),
  ).toEqual([
    ["roles/storage.objectViewer", undefined],
    [expect.stringContaining("data-bucket_list"), undefined],
    ["roles/storage.objectUser", "only data/"],
  ]);
});

test("without a key ring: Google's keys, and nothing that stays for ever", () => {
  const stack = made({ keyRing: undefined });
  expect(stack.resources.filter(({ type }) => type.includes("kms"))).toEqual([]);
  expect(storeOf(stack)["encryption"]).toBeUndefined();
});

test.each([
  ["keep", false],
  ["delete", true],
] as const)("onDestroy %s", (onDestroy, force) => {
  const buckets = made({ onDestroy }).all("google_storage_bucket");
  expect(buckets.map(({ arguments: given }) => given["force_destroy"])).toEqual([force, force]);
});

test.each([
  [
    { bucketName: "Data" },
    'bucketName: must have 3 to 63 lower-case letters, digits, - and _, without google, got "Data"',
  ],
  [{ bucketName: "my-google-data" }, "without google"],
  [{ retentionDays: { ...days, data: 0 } }, "retentionDays: data: 0; allowed: whole days from 1"],
  [{ operators: ["user:a@b.com", "user:a@b.com"] }, 'operators: "user:a@b.com" stands twice; name it once'],
  [{ operators: ["user:a.b@c.com", "user:a-b@c.com"] }, "get the same Terraform address; put both into a group"],
  [{ operators: ["allUsers"] }, 'operators: must be user:, group: or serviceAccount: and an address, got "allUsers"'],
  [{ operators: ["group:*@example.com"] }, 'and an address, got "group:*@example.com"'],
  [{ listRoleId: "a-b" }, 'listRoleId: must have 3 to 64 letters, digits, _ and ., got "a-b"'],
  [{ operators: ["everyone"] }, 'and an address, got "everyone"'],
])("%j is a problem", (wrong, message) => {
  expect(() => made(wrong)).toThrow(message);
});
