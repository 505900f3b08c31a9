import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { TrainingJob } from "../../../constructs/aws/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "training-job");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new TrainingJob(stack, "training-job", {
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
  bucket: {
    bucketName: "penguins-data-123456789012",
    keyArn: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
    keyAlias: "alias/penguins",
  },
});
app.synth();
