import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Dashboard } from "../../../constructs/kubernetes/dashboard.js";

const app = new App();
const stack = new TerraformStack(app, "dashboard");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
new Dashboard(stack, "dashboard", {
  name: "penguins",
  namespace: "penguins",
  owner: "serving@example.com",
  endpoint: { name: "penguins-endpoint", p95Milliseconds: 500, errorPercent: 1, idleHours: 24 },
  selectedBy: { release: "prometheus" },
});
app.synth();
