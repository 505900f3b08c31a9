import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Pipeline } from "../../../constructs/aws/pipeline.js";
import { TrainingJob } from "../../../constructs/aws/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "pipeline");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const place = { account: "123456789012", region: "eu-west-1", owner: "training@example.com" };
const image = { digest: `sha256:${"0123456789abcdef".repeat(4)}`, command: ["python", "-m", "pilot_image"] };
const network = {
  subnetIds: ["subnet-0a1b2c3d4e5f60718"],
  jobSecurityGroupId: "sg-0a1b2c3d4e5f60718",
  s3EndpointId: "vpce-0a1b2c3d4e5f60718",
};
const bucket = {
  bucketName: "penguins-data-123456789012",
  keyArn: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
  keyAlias: "alias/penguins",
};
const trainingJob = new TrainingJob(stack, "training-job", {
  ...place,
  roleName: "penguins-training",
  imageRepositoryName: "penguins-image",
  image,
  network,
  bucket,
});
const machine = { instanceType: "ml.m5.large", nodes: 1, volumeGiB: 30 };
const step = { ...machine, parameters: {}, timeoutSeconds: 3600, retries: 1 };
new Pipeline(stack, "pipeline", {
  ...place,
  name: "penguins-pipeline",
  roleName: "penguins-pipeline-role",
  image,
  network,
  bucket,
  trainingJob,
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelPackageGroup: "penguins-models", servingInstanceType: "ml.m5.large" },
  steps: [
    {
      ...step,
      name: "train",
      entryPoint: "train",
      inputs: { data: { prefix: "data/" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      timeoutSeconds: 7200,
    },
    {
      ...step,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, data: { prefix: "data/" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
    },
  ],
});
app.synth();
