import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Endpoint } from "../../../constructs/databricks/endpoint.js";

const app = new App();
const stack = new TerraformStack(app, "endpoint");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const endpoint = new Endpoint(stack, "endpoint", {
  name: "penguins-endpoint",
  owner: "serving@example.com",
  modelName: "penguins.pilot.penguins",
  releases: { r1: { version: 3 }, r2: { version: 4 } },
  live: "r1",
  canary: { release: "r2", percent: 10 },
  workloadSize: "Small",
  p95Milliseconds: 500,
  errorPercent: 1,
  idleHours: 24,
});
endpoint.grantInvoke({ name: "clients", kind: "group", principal: "penguins-clients", policies: [] });
app.synth();
