import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { PrivateNetwork } from "../../../constructs/databricks/private-network.js";

const app = new App();
const stack = new TerraformStack(app, "private-network");
new DatabricksProvider(stack, "account", {
  host: "https://accounts.cloud.databricks.com",
  accountId: "00000000-0000-4000-8000-000000000000",
});
new PrivateNetwork(stack, "network", {
  name: "penguins-pilot",
  accountId: "00000000-0000-4000-8000-000000000000",
  workspaceId: "1234567890123456",
  owner: "network@example.com",
  allowedDomains: ["pypi.org", "files.pythonhosted.org"],
  connectivity: {
    region: "eu-west-1",
    endpoints: {
      data: { endpointService: "com.amazonaws.eu-west-1.s3", resourceNames: ["penguins-data-123456789012"] },
    },
  },
});
app.synth();
