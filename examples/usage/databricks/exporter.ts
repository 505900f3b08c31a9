import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { Exporter } from "../../../constructs/databricks/exporter.js";

const app = new App();
const stack = new TerraformStack(app, "exporter");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const bucket = new DataBucket(stack, "data", {
  catalogName: "penguins",
  schemaName: "pilot",
  owner: "data@example.com",
  location: { name: "penguins-data", url: "s3://penguins-data-123456789012/databricks" },
});
new Exporter(stack, "exporter", {
  owner: "ml@example.com",
  readers: [{ name: "analysts", kind: "group", principal: "ml-analysts", policies: [] }],
  bucket,
});
app.synth();
