import { DataBucket } from "../../../constructs/aws/data-bucket.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/aws/workload-identity.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

const synthesized = (change: Partial<WorkloadIdentityProps>) => {
  let made: WorkloadIdentity | undefined;
  const stack = synthesizeScope((scope) => {
    made = new WorkloadIdentity(scope, "training", {
      ...{ account: "123456789012", region: "eu-west-1", owner: "ml@example.com" },
      ...{ roleName: "penguins-training-pods", box: "training job", namespace: "penguins", serviceAccount: "training" },
      ...change,
    });
    const bucket = new DataBucket(scope, "data-bucket", {
      ...{ account: "123456789012", region: "eu-west-1", owner: "data@example.com" },
      bucketName: "penguins-data-123456789012",
      accessLogBucketName: "penguins-logs-123456789012",
      keyAlias: "alias/penguins-data",
      retentionDays: {
        ...{ data: 90, artifacts: 90, evaluation: 365, exports: 30 },
        ...{ capture: 7, noncurrent: 30, accessLogs: 90 },
      },
    });
    bucket.grantRead(made.identity, "artifacts/");
  });
  return { stack, made };
};

test("EKS Pod Identity trusts one service account of one cluster, and an association names it", () => {
  const { stack, made } = synthesized({ cluster: "platform" });
  expect(statementsOf(stack.one("aws_iam_role", "training").assume_role_policy)).toEqual([
    {
      Sid: "OneServiceAccountOfOneCluster",
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:SourceAccount": "123456789012",
          "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-west-1:123456789012:cluster/platform",
          "aws:RequestTag/kubernetes-namespace": "penguins",
          "aws:RequestTag/kubernetes-service-account": "training",
        },
      },
    },
  ]);
  expect(stack.one("aws_eks_pod_identity_association")).toMatchObject({
    cluster_name: "platform",
    namespace: "penguins",
    service_account: "training",
    role_arn: "arn:aws:iam::123456789012:role/${aws_iam_role.training.name}",
  });
  expect(made?.serviceAccountAnnotations).toEqual({});
  // what runs as it waits for the association, too
  expect(made?.identity.policies).toHaveLength(2);
});

test("a public issuer is trusted for one subject and one audience, exactly", () => {
  const { stack, made } = synthesized({ issuer });
  const host = issuer.slice("https://".length);
  expect(statementsOf(stack.one("aws_iam_role", "training").assume_role_policy)).toEqual([
    {
      Sid: "OneServiceAccountOfOneIssuer",
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${host}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${host}:sub`]: "system:serviceaccount:penguins:training",
          [`${host}:aud`]: "sts.amazonaws.com",
        },
      },
    },
  ]);
  expect(stack.all("aws_iam_openid_connect_provider")).toEqual([]);
  expect(made?.serviceAccountAnnotations).toEqual({
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-training-pods",
  });
});

test("it makes the issuer's provider only where asked, before the role", () => {
  const { stack } = synthesized({ issuer, createIssuer: true });
  expect(stack.one("aws_iam_openid_connect_provider")).toMatchObject({
    url: issuer,
    client_id_list: ["sts.amazonaws.com"],
  });
  expect(stack.one("aws_iam_role", "training").depends_on).toEqual([
    expect.stringMatching(/^aws_iam_openid_connect_provider\./),
  ]);
});

test("a grant of the data bucket takes it as it is", () => {
  const { stack } = synthesized({ cluster: "platform" });
  const policy = stack.one("aws_iam_role_policy");
  expect(policy.role).toBe("${aws_iam_role.training.name}");
  expect(statementsOf(policy.policy)[0]).toMatchObject({ Action: ["s3:GetObject"] });
  expect(String(statementsOf(policy.policy)[0]?.Resource)).toMatch(/\/artifacts\/\*$/);
});

test("takes a cluster or an issuer, and never neither or both", () => {
  expect(() => synthesized({})).toThrow("training: issuer: must be given, or else cluster, got neither");
  expect(() => synthesized({ cluster: "platform", issuer })).toThrow("got both; give exactly one of them");
  expect(() => synthesized({ cluster: "platform", createIssuer: true })).toThrow("createIssuer: must be left out");
});
