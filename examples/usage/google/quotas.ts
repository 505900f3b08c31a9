import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Quotas } from "../../../constructs/google/quotas.js";

const app = new App();
const stack = new TerraformStack(app, "quotas");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new Quotas(stack, "quotas", {
  name: "penguins",
  project: "my-project",
  region: "europe-west4",
  owner: "training@example.com",
  needs: [{ quotaId: "CustomModelTrainingCPUsPerProjectPerRegion", count: 4 }],
  mode: "check",
});
app.synth();
