import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Dashboard } from "../../../constructs/aws/dashboard.js";

const app = new App();
const stack = new TerraformStack(app, "dashboard");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new Dashboard(stack, "dashboard", {
  name: "penguins-dashboard",
  region: "eu-west-1",
  bucket: { bucketName: "penguins-data-123456789012" },
  pipeline: { pipelineName: "penguins-pipeline" },
  endpoint: { endpointName: "penguins-endpoint", p95Milliseconds: 500 },
});
app.synth();
