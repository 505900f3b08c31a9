import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Endpoint } from "../../../constructs/kubernetes/endpoint.js";

const app = new App();
const stack = new TerraformStack(app, "endpoint");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
const endpoint = new Endpoint(stack, "endpoint", {
  name: "penguins-endpoint",
  namespace: "penguins",
  owner: "serving@example.com",
  serviceAccountName: "serving",
  imageRepository: "registry.example.com/penguins/image",
  image: {
    digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    command: ["python", "-m", "pilot_image"],
    port: 8080,
    healthRoute: "/ready",
    predictRoute: "/predict",
  },
  releases: {
    r1: {
      uri: "s3://penguins-data-123456789012/models/penguins-x7k2p/approved",
      sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    },
  },
  live: "r1",
  cpus: 2,
  memoryGiB: 4,
  minReplicas: 1,
  maxReplicas: 2,
  p95Milliseconds: 500,
  errorPercent: 1,
  idleHours: 24,
});
endpoint.grantInvoke({ name: "operators", kind: "Group", subject: "ml-operators@example.com", policies: [] });
app.synth();
