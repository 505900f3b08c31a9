import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Budget } from "../../../constructs/kubernetes/budget.js";

const app = new App();
const stack = new TerraformStack(app, "budget");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
new Budget(stack, "budget", {
  name: "penguins",
  namespace: "penguins",
  owner: "finance@example.com",
  monthly: 500,
  recipients: ["finance@example.com"],
  alertPercents: [50, 80, 100],
});
app.synth();
