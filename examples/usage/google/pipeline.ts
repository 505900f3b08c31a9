import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { Pipeline } from "../../../constructs/google/pipeline.js";
import { TrainingJob } from "../../../constructs/google/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "pipeline");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
const place = { project: "my-project", region: "europe-west4", owner: "training@example.com" };
const image = {
  digest: `sha256:${"0123456789abcdef".repeat(4)}`,
  command: ["python", "-m", "pilot_image"],
  port: 8080,
  healthRoute: "/healthz",
  predictRoute: "/predict",
};
const network = { networkAttachmentId: "projects/my-project/regions/europe-west4/networkAttachments/penguins" };
const trainingJob = new TrainingJob(stack, "training-job", {
  ...place,
  projectNumber: "123456789012",
  serviceAccountId: "penguins-training",
  imageRepositoryName: "penguins-image",
  image,
  network,
  bucket: {},
});
const machine = { machineType: "n2-standard-4", nodes: 1, volumeGiB: 100 };
const step = { ...machine, parameters: {}, timeoutSeconds: 3600, retries: 1 };
new Pipeline(stack, "pipeline", {
  ...place,
  name: "penguins-run",
  serviceAccountIds: { pipeline: "penguins-pipeline", workflow: "penguins-workflow", schedule: "penguins-schedule" },
  image,
  network,
  bucket: { bucketName: "penguins-data-my-project" },
  trainingJob,
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelName: "penguins-model" },
  steps: [
    {
      ...step,
      name: "train",
      entryPoint: "train",
      inputs: { data: { prefix: "data/" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      timeoutSeconds: 7200,
    },
    {
      ...step,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, data: { prefix: "data/" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
    },
  ],
});
app.synth();
