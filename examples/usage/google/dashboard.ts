import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Dashboard } from "../../../constructs/google/dashboard.js";

const app = new App();
const stack = new TerraformStack(app, "dashboard");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new Dashboard(stack, "dashboard", {
  name: "penguins-dashboard",
  project: "my-project",
  bucket: { bucketName: "penguins-data-my-project" },
  pipeline: { pipelineName: "penguins-run" },
  endpoint: { endpointId: "1234567890", p95Milliseconds: 500 },
});
app.synth();
