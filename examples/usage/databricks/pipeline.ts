import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { Pipeline } from "../../../constructs/databricks/pipeline.js";
import { TrainingJob } from "../../../constructs/databricks/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "pipeline");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const bucket = new DataBucket(stack, "data", {
  catalogName: "penguins",
  schemaName: "pilot",
  owner: "data@example.com",
  location: { name: "penguins-data", url: "s3://penguins-data-123456789012/databricks" },
});
const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const trainingJob = new TrainingJob(stack, "training-job", {
  owner: "ml@example.com",
  runAs: { displayName: "penguins-training" },
  image: { digest, packageName: "pilot_image", wheelFile: "pilot_image-1.0.0-py3-none-any.whl" },
  bucket,
});
for (const prefix of ["artifacts/", "evaluation/", "models/"] as const) {
  bucket.grantWrite(trainingJob.identity, prefix);
}
for (const prefix of ["data/", "packages/"] as const) bucket.grantRead(trainingJob.identity, prefix);
const machine = { nodes: 1, volumeGiB: 20, timeoutSeconds: 3600, retries: 2 };
const pipeline = new Pipeline(stack, "pipeline", {
  name: "penguins-pipeline",
  owner: "ml@example.com",
  image: { digest },
  trainingJob,
  steps: [
    {
      ...machine,
      name: "prepare",
      entryPoint: "prepare",
      inputs: { data: { prefix: "data/" } },
      outputs: ["prepared"],
      outputPrefix: "artifacts/",
      parameters: {},
    },
    {
      ...machine,
      name: "train",
      entryPoint: "train",
      inputs: { prepared: { step: "prepare", output: "prepared" } },
      outputs: ["model"],
      outputPrefix: "artifacts/",
      parameters: {},
    },
    {
      ...machine,
      name: "evaluate",
      entryPoint: "evaluate",
      inputs: { model: { step: "train", output: "model" }, prepared: { step: "prepare", output: "prepared" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
      parameters: {},
    },
  ],
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelName: "penguins.pilot.penguins" },
  recipients: ["ml@example.com"],
});
pipeline.grantStart({ name: "operators", kind: "group", principal: "ml-operators", policies: [] });
app.synth();
