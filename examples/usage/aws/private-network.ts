import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { PrivateNetwork } from "../../../constructs/aws/private-network.js";

const app = new App();
const stack = new TerraformStack(app, "private-network");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new PrivateNetwork(stack, "private-network", {
  name: "penguins-network",
  account: "123456789012",
  region: "eu-west-1",
  owner: "network@example.com",
  cidr: "10.20.0.0/20",
  zones: ["a", "b"],
  interfaceEndpoints: { "sagemaker.runtime": "clients in the network call the endpoint" },
});
app.synth();
