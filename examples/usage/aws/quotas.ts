import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Quotas } from "../../../constructs/aws/quotas.js";

const app = new App();
const stack = new TerraformStack(app, "quotas");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new Quotas(stack, "quotas", {
  owner: "training@example.com",
  needs: [{ instanceType: "ml.m5.large", use: "training job", count: 1 }],
});
app.synth();
