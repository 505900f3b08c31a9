import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/google/data-bucket.js";

const app = new App();
const stack = new TerraformStack(app, "data-bucket");
new GoogleProvider(stack, "google", { project: "my-project", region: "europe-west4" });
const bucket = new DataBucket(stack, "data-bucket", {
  bucketName: "penguins-data-my-project",
  accessLogBucketName: "penguins-logs-my-project",
  project: "my-project",
  projectNumber: "123456789012",
  region: "europe-west4",
  owner: "data@example.com",
  retentionDays: { data: 90, artifacts: 30, evaluation: 90, exports: 30, noncurrent: 7, accessLogs: 30 },
});
const member = "serviceAccount:penguins-training@my-project.iam.gserviceaccount.com";
bucket.grantRead({ name: "training-job", member, policies: [] }, "data/");
app.synth();
