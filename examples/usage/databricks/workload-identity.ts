import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { WorkloadIdentity } from "../../../constructs/databricks/workload-identity.js";

const app = new App();
const stack = new TerraformStack(app, "workload-identity");
new DatabricksProvider(stack, "account", {
  host: "https://accounts.cloud.databricks.com",
  accountId: "00000000-0000-4000-8000-000000000000",
});
new WorkloadIdentity(stack, "deployer", {
  displayName: "penguins-deployer",
  accountId: "00000000-0000-4000-8000-000000000000",
  owner: "ml@example.com",
  box: "endpoint",
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:example/penguins:environment:pilot",
});
app.synth();
