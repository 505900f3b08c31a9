import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/aws/data-bucket.js";

const app = new App();
const stack = new TerraformStack(app, "data-bucket");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const bucket = new DataBucket(stack, "data-bucket", {
  bucketName: "penguins-data-123456789012",
  accessLogBucketName: "penguins-logs-123456789012",
  keyAlias: "alias/penguins",
  account: "123456789012",
  region: "eu-west-1",
  owner: "data@example.com",
  retentionDays: { data: 90, artifacts: 30, evaluation: 90, exports: 30, capture: 30, noncurrent: 7, accessLogs: 30 },
});
bucket.grantRead({ name: "training-job", roleName: "penguins-training", policies: [] }, "data/");
app.synth();
