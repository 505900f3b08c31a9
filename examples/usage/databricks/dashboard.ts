import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Dashboard } from "../../../constructs/databricks/dashboard.js";

const app = new App();
const stack = new TerraformStack(app, "dashboard");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
new Dashboard(stack, "dashboard", {
  name: "penguins",
  owner: "serving@example.com",
  endpoint: {
    inferenceTable: "penguins.pilot.penguins_endpoint_payload",
    p95Milliseconds: 500,
    errorPercent: 1,
    idleHours: 24,
  },
  warehouseId: "0123456789abcdef",
  parentPath: "/Workspace/Shared",
  recipients: ["serving@example.com"],
});
app.synth();
