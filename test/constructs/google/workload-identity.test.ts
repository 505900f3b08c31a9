import { DataBucket } from "../../../constructs/google/data-bucket.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/google/workload-identity.js";
import { synthesizeScope } from "../../synth.js";

const pools = "iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools";

const synthesized = (change: Partial<WorkloadIdentityProps>) => {
  let made: WorkloadIdentity | undefined;
  const stack = synthesizeScope((scope) => {
    made = new WorkloadIdentity(scope, "training", {
      ...{ project: "penguins-pilot", projectNumber: "123456789012", owner: "ml@example.com" },
      ...{ name: "penguins", box: "training job", namespace: "penguins", serviceAccount: "training" },
      ...change,
    });
    const bucket = new DataBucket(scope, "data-bucket", {
      bucketName: "penguins-data-penguins-pilot",
      accessLogBucketName: "penguins-logs-penguins-pilot",
      ...{ project: "penguins-pilot", projectNumber: "123456789012", region: "europe-west4" },
      owner: "data@example.com",
      retentionDays: { data: 90, artifacts: 90, evaluation: 365, exports: 30, noncurrent: 30, accessLogs: 90 },
    });
    bucket.grantRead(made.identity, "artifacts/");
  });
  return { stack, made };
};

test("on GKE it is the principal of one service account in the project's own pool, and makes nothing", () => {
  const { stack, made } = synthesized({});
  const member = `principal://${pools}/penguins-pilot.svc.id.goog/subject/ns/penguins/sa/training`;
  expect(made?.identity.member).toBe(member);
  expect(stack.resources.filter(({ address }) => address.includes("identity_pool"))).toEqual([]);
  expect(stack.one("google_storage_bucket_iam_member", "training-read-artifacts")).toMatchObject({
    member,
    role: "roles/storage.objectViewer",
    condition: { expression: expect.stringContaining("/objects/artifacts/") },
  });
});

test("another issuer gets a pool that lets in one subject with one audience", () => {
  const { stack, made } = synthesized({ issuer: "https://oidc.example.com/platform" });
  expect(stack.one("google_iam_workload_identity_pool").workload_identity_pool_id).toBe("penguins-pods");
  expect(stack.one("google_iam_workload_identity_pool_provider")).toMatchObject({
    attribute_mapping: { "google.subject": "assertion.sub" },
    attribute_condition: 'assertion.sub == "system:serviceaccount:penguins:training"',
    oidc: {
      issuer_uri: "https://oidc.example.com/platform",
      allowed_audiences: [`https://${pools}/penguins-pods/providers/cluster`],
    },
  });
  expect(made?.tokenAudience).toBe(`https://${pools}/penguins-pods/providers/cluster`);
  expect(stack.one("google_storage_bucket_iam_member", "training-read-artifacts").member).toMatch(
    /^principal:\/\/\S+\/workloadIdentityPools\/\$\{google_iam_workload_identity_pool\.\S+\}\/subject\/system:serviceaccount:penguins:training$/,
  );
  // the pool is there before anybody is let in, and what runs as it waits for the provider
  expect(made?.identity.policies).toHaveLength(3);
});

test("a pool's id is numbered by the generation, because Google holds it back", () => {
  const { stack } = synthesized({ issuer: "https://oidc.example.com/platform", generation: 2 });
  expect(stack.one("google_iam_workload_identity_pool").workload_identity_pool_id).toBe("penguins-pods-2");
});

test("refuses a subject that Google does not take", () => {
  const long = { namespace: "n".repeat(60), serviceAccount: "s".repeat(60) };
  expect(() => synthesized({ ...long, issuer: "https://oidc.example.com" })).toThrow(
    "training: serviceAccount: must give a subject of at most 127 characters, got 143",
  );
  expect(() => synthesized(long)).not.toThrow();
});
