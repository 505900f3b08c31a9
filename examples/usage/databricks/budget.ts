import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Budget } from "../../../constructs/databricks/budget.js";

const app = new App();
const stack = new TerraformStack(app, "budget");
new DatabricksProvider(stack, "account", {
  host: "https://accounts.cloud.databricks.com",
  accountId: "00000000-0000-4000-8000-000000000000",
});
new Budget(stack, "budget", {
  name: "penguins-budget",
  accountId: "00000000-0000-4000-8000-000000000000",
  workspaceIds: ["1234567890123456"],
  owner: "finance@example.com",
  monthly: 500,
  recipients: ["finance@example.com"],
  alertPercents: [50, 80],
  costTag: { key: "pilot", value: "penguins" },
});
app.synth();
