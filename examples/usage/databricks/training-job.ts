import { DatabricksProvider } from "@cdktf/provider-databricks/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { TrainingJob } from "../../../constructs/databricks/training-job.js";

const app = new App();
const stack = new TerraformStack(app, "training-job");
new DatabricksProvider(stack, "databricks", { host: "https://example.cloud.databricks.com" });
const bucket = new DataBucket(stack, "data", {
  catalogName: "penguins",
  schemaName: "pilot",
  owner: "data@example.com",
  location: { name: "penguins-data", url: "s3://penguins-data-123456789012/databricks" },
});
const trainingJob = new TrainingJob(stack, "training-job", {
  owner: "ml@example.com",
  runAs: { displayName: "penguins-training" },
  image: {
    digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    packageName: "pilot_image",
    wheelFile: "pilot_image-1.0.0-py3-none-any.whl",
  },
  bucket,
});
bucket.grantRead(trainingJob.identity, "packages/");
bucket.grantRead(trainingJob.identity, "data/");
bucket.grantWrite(trainingJob.identity, "artifacts/");
app.synth();
