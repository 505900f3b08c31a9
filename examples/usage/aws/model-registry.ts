import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { ModelRegistry } from "../../../constructs/aws/model-registry.js";

const app = new App();
const stack = new TerraformStack(app, "model-registry");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const registry = new ModelRegistry(stack, "model-registry", {
  name: "penguins-models",
  account: "123456789012",
  region: "eu-west-1",
  owner: "training@example.com",
});
registry.grantRegister({ name: "pipeline", roleName: "penguins-pipeline", policies: [] });
registry.grantApprove({ name: "ml-lead", roleName: "ml-lead", policies: [] });
app.synth();
