import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Exporter } from "../../../constructs/google/exporter.js";

const app = new App();
const stack = new TerraformStack(app, "exporter");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
new Exporter(stack, "exporter", {
  name: "penguins",
  serviceAccountId: "penguins-exporter",
  project: "my-project",
  owner: "data@example.com",
  readers: ["user:ml-lead@example.com"],
});
app.synth();
