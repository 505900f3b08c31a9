import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Exporter } from "../../../constructs/kubernetes/exporter.js";

const app = new App();
const stack = new TerraformStack(app, "exporter");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
new Exporter(stack, "exporter", {
  namespace: "penguins",
  serviceAccountName: "exporter",
  owner: "data@example.com",
  readers: [{ name: "ml-lead", kind: "User", subject: "ml-lead@example.com" }],
  bucket: { uri: "s3://penguins-data-123456789012" },
});
app.synth();
