import { App, TerraformStack } from "cdktf";
import { DataBucket } from "../../../constructs/demo/data-bucket.js";

const app = new App();
const stack = new TerraformStack(app, "mine");
new DataBucket(stack, "data-bucket", { bucketName: "mine", owner: "ml@example.com", retentionDays: 30 });
app.synth();
