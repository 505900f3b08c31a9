import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { ModelRegistry } from "../../../constructs/google/model-registry.js";

const app = new App();
const stack = new TerraformStack(app, "model-registry");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
const registry = new ModelRegistry(stack, "model-registry", {
  name: "penguins-model",
  project: "my-project",
  region: "europe-west4",
  owner: "training@example.com",
});
const pipeline = "serviceAccount:penguins-pipeline@my-project.iam.gserviceaccount.com";
registry.grantRegister({ name: "pipeline", member: pipeline, policies: [] });
registry.grantApprove({ name: "ml-lead", member: "user:ml-lead@example.com", policies: [] });
app.synth();
