import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Pipeline } from "../../../constructs/kubernetes/pipeline.js";
import { TrainingJob } from "../../../constructs/kubernetes/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "pipeline");
new KubernetesProvider(stack, "kubernetes", { configPath: "~/.kube/config", configContext: "platform" });
const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const trainingJob = new TrainingJob(stack, "training-job", {
  namespace: "penguins",
  owner: "ml@example.com",
  serviceAccountName: "training",
  imageRepository: "registry.example.com/penguins/image",
  image: { digest, command: ["python", "-m", "pilot_image"] },
  bucket: { uri: "s3://penguins-data-123456789012", region: "eu-west-1" },
});
const machine = { cpus: 4, memoryGiB: 16, nodes: 1, volumeGiB: 20, timeoutSeconds: 3600, retries: 2 };
new Pipeline(stack, "pipeline", {
  name: "penguins-pipeline",
  namespace: "penguins",
  owner: "ml@example.com",
  image: { digest },
  trainingJob,
  steps: [
    {
      ...machine,
      name: "train",
      entryPoint: "train",
      inputs: { prepared: { prefix: "data/" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      parameters: {},
    },
    {
      ...machine,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, prepared: { prefix: "data/" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
      parameters: {},
    },
  ],
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelName: "penguins", trackingUri: "http://penguins-registry.penguins.svc:5000" },
});
app.synth();
