import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Exporter } from "../../../constructs/aws/exporter.js";

const app = new App();
const stack = new TerraformStack(app, "exporter");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new Exporter(stack, "exporter", {
  roleName: "penguins-exporter",
  account: "123456789012",
  region: "eu-west-1",
  owner: "data@example.com",
  readers: ["arn:aws:iam::123456789012:role/ml-lead"],
  modelRegistry: { modelPackageGroup: "penguins-models" },
  pipeline: { pipelineName: "penguins-pipeline" },
});
app.synth();
