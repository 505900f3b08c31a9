import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { TrainingJob } from "../../../constructs/kubernetes/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "training-job");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
const job = new TrainingJob(stack, "training-job", {
  namespace: "penguins",
  owner: "ml@example.com",
  serviceAccountName: "training",
  imageRepository: "registry.example.com/penguins/image",
  image: { digest: null, command: ["python", "-m", "pilot_image"] },
  bucket: { uri: "s3://penguins-data-123456789012", region: "eu-west-1" },
});
job.grantStart({ name: "operators", kind: "Group", subject: "ml-operators@example.com", policies: [] });
app.synth();
