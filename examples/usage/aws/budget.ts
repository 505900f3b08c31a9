import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Budget } from "../../../constructs/aws/budget.js";

const app = new App();
const stack = new TerraformStack(app, "budget");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new Budget(stack, "budget", {
  name: "penguins-budget",
  account: "123456789012",
  region: "eu-west-1",
  owner: "budget@example.com",
  monthly: 200,
  recipients: ["budget@example.com"],
  alertPercents: [50, 80, 100],
  start: "2026-12-01",
  bucket: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555" },
});
app.synth();
