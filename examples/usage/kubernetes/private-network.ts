import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { PrivateNetwork } from "../../../constructs/kubernetes/private-network.js";

const app = new App();
const stack = new TerraformStack(app, "private-network");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
new PrivateNetwork(stack, "private-network", {
  name: "penguins",
  namespace: "penguins",
  owner: "network@example.com",
  networkPolicyEnforced: true,
  // the bucket, the image registry and the token service, for example behind private endpoints
  storageBlocks: ["10.40.0.0/24"],
  apiServer: { block: "10.0.0.1/32", port: 443 },
  allowedClients: ["192.168.10.0/24"],
  monitoringNamespace: "monitoring",
});
app.synth();
