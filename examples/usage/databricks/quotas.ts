import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Quotas } from "../../../constructs/databricks/quotas.js";

const app = new App();
const stack = new TerraformStack(app, "quotas");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const quotas = new Quotas(stack, "quotas", {
  name: "penguins",
  owner: "ml@example.com",
  nodeTypes: ["m6i.xlarge", "g5.xlarge"],
  maxWorkers: 0,
  dbusPerHour: 10,
  tags: { team: "ml" },
});
quotas.grantUse({ name: "operators", kind: "group", principal: "ml-operators", policies: [] });
app.synth();
