import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { ModelRegistry } from "../../../constructs/kubernetes/model-registry.js";

const app = new App();
const stack = new TerraformStack(app, "model-registry");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
const registry = new ModelRegistry(stack, "model-registry", {
  name: "penguins-registry",
  namespace: "penguins",
  modelName: "penguins",
  owner: "ml@example.com",
  image: "registry.example.com/mlflow@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  store: { secretName: "mlflow-postgres", key: "uri" },
});
registry.grantApprove({ name: "operators", kind: "Group", subject: "ml-operators@example.com", policies: [] });
app.synth();
