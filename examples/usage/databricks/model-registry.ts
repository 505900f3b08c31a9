import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { ModelRegistry } from "../../../constructs/databricks/model-registry.js";

const app = new App();
const stack = new TerraformStack(app, "model-registry");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const bucket = new DataBucket(stack, "data", {
  catalogName: "penguins",
  schemaName: "pilot",
  owner: "data@example.com",
  location: { name: "penguins-data", url: "s3://penguins-data-123456789012/databricks" },
});
const registry = new ModelRegistry(stack, "registry", {
  name: "penguins",
  owner: "ml@example.com",
  approvers: { name: "approvers", kind: "group", principal: "ml-approvers" },
  bucket,
  experimentPath: "/Shared/penguins/training",
});
registry.grantRegister({
  name: "training-job",
  kind: "service principal",
  principal: "11111111-1111-4111-8111-111111111111",
  policies: [],
});
app.synth();
