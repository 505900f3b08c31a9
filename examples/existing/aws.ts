import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { TrainingJob } from "../../constructs/aws/training-job.js";

const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const bucketArn = "arn:aws:s3:::acme-lake-123456789012";

const app = new App();
const stack = new TerraformStack(app, "existing");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
// The bucket, its key and the network are there: they are named, and nothing of them is made or changed.
const job = new TrainingJob(stack, "training-job", {
  account: "123456789012",
  region: "eu-west-1",
  owner: "training@example.com",
  roleName: "penguins-training",
  imageRepositoryName: "penguins-image",
  image: { digest: null, command: ["python", "-m", "pilot_image"] },
  network: {
    subnetIds: ["subnet-0a1b2c3d4e5f60718"],
    jobSecurityGroupId: "sg-0a1b2c3d4e5f60718",
    s3EndpointId: "vpce-0a1b2c3d4e5f60718",
  },
  bucket: { bucketName: "acme-lake-123456789012", keyArn, keyAlias: "alias/acme-lake" },
});
// Only a DataBucket has verbs. What the job may do in this bucket stands here, and the job waits for it.
const reads = new IamRolePolicy(stack, "job-reads-data", {
  name: "read-data",
  role: job.identity.roleName,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Objects", Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/data/*` },
      {
        Sid: "List",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn,
        Condition: { StringLike: { "s3:prefix": "data/*" } },
      },
      { Sid: "Key", Effect: "Allow", Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: keyArn },
    ],
  }),
});
job.identity.policies.push(reads);
// A role that is there: CI pushes images as it.
job.grantPush({ name: "ci", roleName: "ci-images", policies: [] });
app.synth();
