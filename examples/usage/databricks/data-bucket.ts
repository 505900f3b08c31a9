import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/databricks/data-bucket.js";

const app = new App();
const stack = new TerraformStack(app, "data-bucket");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const bucket = new DataBucket(stack, "data", {
  catalogName: "penguins",
  schemaName: "pilot",
  owner: "data@example.com",
  location: {
    name: "penguins-data",
    url: "s3://penguins-data-123456789012/databricks",
    credentialName: "pilot-storage",
  },
  retentionDays: { data: 365, artifacts: 90 },
});
bucket.grantWrite({ name: "operators", kind: "group", principal: "ml-operators", policies: [] }, "data/");
app.synth();
