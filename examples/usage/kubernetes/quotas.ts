import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Quotas } from "../../../constructs/kubernetes/quotas.js";

const app = new App();
const stack = new TerraformStack(app, "quotas");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
new Quotas(stack, "quotas", {
  name: "penguins",
  namespace: "penguins",
  owner: "finance@example.com",
  needs: [
    { cpus: 4, memoryGiB: 16, storageGiB: 50, pods: 2 },
    { cpus: 4, memoryGiB: 8, storageGiB: 20, pods: 4 },
  ],
});
app.synth();
